package io.github.shadowvars;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reports doubtful parents, once per class; see {@link Identity#doubt}.
 */
final class DoubtfulParents {

	/**
	 * Whether a class was reported. Neither this object nor the class keeps the other
	 * alive.
	 */
	private final ClassValue<AtomicBoolean> told = new ClassValue<>() {

		@Override
		protected AtomicBoolean computeValue(Class<?> type) {
			return new AtomicBoolean();
		}

	};

	private final Handler handler;

	DoubtfulParents(Handler handler) {
		this.handler = handler;
	}

	void attached(ShadowVariable<?, ?> variable, Object parent) {
		try {
			Class<?> type = (parent instanceof Enum<?> constant) ? constant.getDeclaringClass() : parent.getClass();
			String doubt = Identity.doubt(type);
			if (doubt != null && !this.told.get(type).getAndSet(true)) {
				this.handler.handle(variable, type, doubt);
			}
		}
		catch (Throwable ex) {
			// The variable is attached: a failure of a listener must not hide that.
		}
	}

	@FunctionalInterface
	interface Handler {

		void handle(ShadowVariable<?, ?> variable, Class<?> parentType, String doubt);

	}

}
