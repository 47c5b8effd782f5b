package io.github.shadowvars.autoconfigure;

import java.util.HashSet;
import java.util.Set;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowVariable;

/**
 * The parent classes of types, both of bean definitions and of registered types.
 * {@code Object} is left out, because every bean would be a parent.
 */
final class ParentTypes {

	private final Set<Class<?>> defined;

	private volatile Set<Class<?>> registered = Set.of();

	/**
	 * Whether {@code registered} may contain a class that is no longer the parent class
	 * of a type.
	 */
	private volatile boolean stale;

	ParentTypes(Set<Class<?>> defined) {
		this.defined = new HashSet<>(defined);
		this.defined.remove(Object.class);
	}

	/**
	 * Adds the parent class of a registered type.
	 * @return whether it is new
	 */
	synchronized boolean add(Class<?> parentType) {
		if (parentType == Object.class || this.defined.contains(parentType) || this.registered.contains(parentType)) {
			return false;
		}
		Set<Class<?>> added = new HashSet<>(this.registered);
		added.add(parentType);
		this.registered = added;
		return true;
	}

	/**
	 * Notes that types may have been unregistered.
	 */
	void removed() {
		this.stale = true;
	}

	private synchronized void update(ShadowRegistry registry) {
		this.stale = false;
		Set<Class<?>> current = new HashSet<>();
		for (ShadowVariable<?, ?> variable : registry.variables()) {
			current.add(variable.type().parentType());
		}
		current.remove(Object.class);
		this.registered = current;
	}

	boolean accept(Object parent, ShadowRegistry registry) {
		if (this.stale) {
			update(registry);
		}
		return accept(this.registered, parent) || accept(parent);
	}

	/**
	 * Returns whether a parent is an instance of a class that bean definitions declare.
	 */
	boolean accept(Object parent) {
		return accept(this.defined, parent);
	}

	private static boolean accept(Set<Class<?>> types, Object parent) {
		for (Class<?> type : types) {
			if (type.isInstance(parent)) {
				return true;
			}
		}
		return false;
	}

}
