package io.github.shadowvars;

import java.lang.ref.WeakReference;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The lifetimes of a registry.
 */
final class Lifetimes {

	private static final ParentLifetime<Process> PROCESS = Lifetimes::onExit;

	private volatile List<Declared<?>> declared;

	/**
	 * The lifetimes with their numbers. Guarded by this object, like the last number.
	 */
	private final List<Numbered> numbered = new ArrayList<>();

	private int last;

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
	 * Releases the lifetimes that no id has, because handles may outlive their registry.
	 */
	void close() {
		this.declared = List.of();
	}

	/**
	 * Returns the lifetimes that match some parents of a type, or null if there are none.
	 */
	synchronized Lifetime @Nullable [] of(ShadowType<?, ?> type) {
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
		return found.isEmpty() ? null : found.toArray(Lifetime[]::new);
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

	/**
	 * A lifetime and the class of its parents, as declared.
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
