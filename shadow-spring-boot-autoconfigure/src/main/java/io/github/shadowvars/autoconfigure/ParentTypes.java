package io.github.shadowvars.autoconfigure;

import java.util.HashSet;
import java.util.Set;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowVariable;

/**
 * The classes that registered types declare for their parents, but {@code Object}, which
 * would be every bean's.
 */
final class ParentTypes {

	private volatile Set<Class<?>> types;

	ParentTypes() {
		this(Set.of());
	}

	private ParentTypes(Set<Class<?>> types) {
		this.types = types;
	}

	/**
	 * Reads the types anew, and returns those that were not there before.
	 */
	synchronized ParentTypes update(ShadowRegistry registry) {
		Set<Class<?>> current = new HashSet<>();
		for (ShadowVariable<?, ?> variable : registry.variables()) {
			current.add(variable.type().parentType());
		}
		current.remove(Object.class);
		Set<Class<?>> added = new HashSet<>(current);
		added.removeAll(this.types);
		this.types = current;
		return new ParentTypes(added);
	}

	boolean isEmpty() {
		return this.types.isEmpty();
	}

	boolean contains(Class<?> type) {
		return this.types.contains(type);
	}

	boolean accept(Object parent) {
		for (Class<?> type : this.types) {
			if (type.isInstance(parent)) {
				return true;
			}
		}
		return false;
	}

}
