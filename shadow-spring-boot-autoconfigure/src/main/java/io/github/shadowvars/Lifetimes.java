package io.github.shadowvars;

import java.lang.ref.WeakReference;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The lifetimes of a registry, and the {@link Life} of each parent that one was asked
 * about. The lives are variables of a hidden id, so they are collected with their
 * parents.
 */
final class Lifetimes {

	private static final ParentLifetime<Process> PROCESS = Lifetimes::onExit;

	private volatile List<Declared<?>> declared;

	/**
	 * The lifetimes with their numbers. Guarded by this object, like the last number.
	 */
	private final List<Numbered> numbered = new ArrayList<>();

	private int last;

	private volatile @Nullable Ids ids;

	private volatile @Nullable RegisteredId<Object, Life> lives;

	Lifetimes(List<Declared<?>> declared) {
		this.declared = declared;
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private static void onExit(Process process, Runnable ended) {
		try {
			process.onExit().thenRun(ended);
		}
		catch (UnsupportedOperationException ex) {
			// A Process that is not the JDK's: its variables are freed after it was
			// collected.
		}
	}

	/**
	 * Starts to serve a registry.
	 */
	void open(Ids ids) {
		this.ids = ids;
	}

	/**
	 * Releases the registry, because parents may still hold their lives.
	 */
	void close() {
		this.ids = null;
		this.lives = null;
		this.declared = List.of();
	}

	/**
	 * Returns the lifetimes that match some parents of a type, or null if there are none.
	 */
	synchronized Lifetime @Nullable [] of(ShadowType<?, ?> type, Shared shared) {
		List<Lifetime> found = new ArrayList<>();
		if (type.lifetime() != null) {
			add(found, type.parentType(), type.lifetime());
		}
		for (Declared<?> declared : this.declared) {
			if (canHold(declared.parentType(), type.parentType())) {
				add(found, declared.parentType(), declared.lifetime());
			}
		}
		if (Process.class.isAssignableFrom(type.parentType())) {
			add(found, Process.class, PROCESS);
		}
		if (found.isEmpty()) {
			return null;
		}
		keepLives(shared);
		return found.toArray(Lifetime[]::new);
	}

	private void add(List<Lifetime> found, Class<?> parentType, ParentLifetime<?> lifetime) {
		int number = number(lifetime);
		if (found.stream().noneMatch((other) -> other.number() == number && other.parentType() == parentType)) {
			found.add(new Lifetime(number, parentType, lifetime));
		}
	}

	private int number(ParentLifetime<?> lifetime) {
		this.numbered.removeIf((known) -> known.refersTo(null));
		for (Numbered known : this.numbered) {
			if (known.refersTo(lifetime)) {
				return known.number;
			}
		}
		Numbered added = new Numbered(lifetime, ++this.last);
		this.numbered.add(added);
		return added.number;
	}

	/**
	 * Returns whether an object can be an instance of both classes.
	 */
	private static boolean canHold(Class<?> one, Class<?> other) {
		return one.isAssignableFrom(other) || other.isAssignableFrom(one) || (one.isInterface() && isOpen(other))
				|| (other.isInterface() && isOpen(one));
	}

	private static boolean isOpen(Class<?> type) {
		return !Modifier.isFinal(type.getModifiers());
	}

	private void keepLives(Shared shared) {
		Ids ids = this.ids;
		if (ids != null && this.lives == null) {
			ShadowType<Object, Life> type = ShadowType.builder(Object.class, Life.class)
				.id(0)
				.name("lifetimes")
				.build();
			RegisteredId<Object, Life> lives = new RegisteredId<>(type, ShadowSettings.DEFAULT, shared.internal());
			ids.keep(lives);
			this.lives = lives;
		}
	}

	/**
	 * Returns the life of a parent, or null if the registry is closed.
	 */
	@Nullable Life life(Object parent) {
		RegisteredId<Object, Life> lives = this.lives;
		if (lives == null) {
			return null;
		}
		Object life = lives.table().get(parent);
		try {
			return (Life) ((life != null) ? life
					: lives.construction().alloc(parent, (same) -> new Life(this, same), true));
		}
		catch (RegistryClosedException ex) {
			return null;
		}
	}

	/**
	 * Lists a callback that starts on this thread and ends the life of a parent.
	 * @return the callback, or null if the registry is closed
	 */
	@Nullable Callback begin(Object parent) {
		RegisteredId<Object, Life> lives = this.lives;
		return (lives != null) ? lives.table().begin(parent) : null;
	}

	/**
	 * Frees all variables of a parent whose life has ended.
	 */
	void end(Object parent) {
		Ids ids = this.ids;
		if (ids != null) {
			VirtualMachineError failure = null;
			for (RegisteredId<?, ?> id : ids.latestFirst(parent.getClass())) {
				try {
					id.freeParent(parent);
				}
				catch (VirtualMachineError ex) {
					// The other ids are still freed
					failure = ex;
				}
			}
			if (failure != null) {
				throw failure;
			}
		}
	}

	/**
	 * Frees the variables of a parent after a lifetime failed, for the ids that have this
	 * lifetime.
	 */
	void abandon(Object parent, Lifetime lifetime) {
		Ids ids = this.ids;
		if (ids != null) {
			for (RegisteredId<?, ?> id : ids.latestFirst(parent.getClass())) {
				if (id.isSubjectTo(lifetime)) {
					id.abandon(parent);
				}
			}
		}
	}

	/**
	 * A lifetime of a registry.
	 */
	record Declared<T>(Class<T> parentType, ParentLifetime<? super T> lifetime) {
	}

	private static final class Numbered extends WeakReference<ParentLifetime<?>> {

		private final int number;

		Numbered(ParentLifetime<?> lifetime, int number) {
			super(lifetime);
			this.number = number;
		}

	}

}
