package io.github.shadowvars;

import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/**
 * The listeners of a registry. The exception of a listener keeps no other from being
 * called.
 */
final class Listeners {

	private final ShadowRegistry registry;

	private final CopyOnWriteArrayList<ShadowRegistryListener> all = new CopyOnWriteArrayList<>();

	Listeners(ShadowRegistry registry) {
		this.registry = registry;
	}

	void add(ShadowRegistryListener listener) {
		this.all.addIfAbsent(listener);
	}

	void remove(ShadowRegistryListener listener) {
		this.all.remove(listener);
	}

	void clear() {
		this.all.clear();
	}

	/**
	 * Calls the listeners after a change. If there is no memory for that, the failure is
	 * reported and the change remains.
	 * @param variable the variable that was added or removed, or null if the registry was
	 * closed
	 */
	void tell(@Nullable ShadowVariable<?, ?> variable, boolean added) {
		try {
			for (ShadowRegistryListener listener : this.all) {
				tell(listener, variable, added);
			}
		}
		catch (VirtualMachineError ex) {
			BareThread.uncaught(ex);
		}
	}

	private void tell(ShadowRegistryListener listener, @Nullable ShadowVariable<?, ?> variable, boolean added) {
		try {
			if (variable == null) {
				listener.registryClosed(this.registry);
			}
			else if (added) {
				listener.variableAdded(this.registry, variable);
			}
			else {
				listener.variableRemoved(this.registry, variable);
			}
		}
		catch (Throwable ex) {
			BareThread.uncaught(ex);
		}
	}

	void tellDoubt(ShadowVariable<?, ?> variable, Class<?> parentType, String doubt) {
		for (ShadowRegistryListener listener : this.all) {
			try {
				listener.doubtfulParent(this.registry, variable, parentType, doubt);
			}
			catch (Throwable ex) {
				BareThread.uncaught(ex);
			}
		}
	}

}
