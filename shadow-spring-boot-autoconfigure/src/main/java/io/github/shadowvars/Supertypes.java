package io.github.shadowvars;

import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The classes and interfaces whose instances an object of a class is. They are kept with
 * the class, and refer to nothing that the class does not refer to.
 */
final class Supertypes {

	private static final ClassValue<Class<?>[]> OF = new ClassValue<>() {

		@Override
		protected Class<?>[] computeValue(Class<?> type) {
			Set<Class<?>> supertypes = new LinkedHashSet<>();
			add(type, supertypes);
			supertypes.add(Object.class);
			return supertypes.toArray(Class<?>[]::new);
		}

	};

	private Supertypes() {
	}

	/**
	 * Returns a class and its supertypes. The array must not be changed.
	 */
	static Class<?>[] of(Class<?> type) {
		return OF.get(type);
	}

	private static void add(@Nullable Class<?> type, Set<Class<?>> supertypes) {
		if (type == null || !supertypes.add(type)) {
			return;
		}
		add(type.getSuperclass(), supertypes);
		for (Class<?> extended : type.getInterfaces()) {
			add(extended, supertypes);
		}
		Class<?> component = type.getComponentType();
		if (component != null && !component.isPrimitive()) {
			for (Class<?> supertype : of(component)) {
				supertypes.add(supertype.arrayType());
			}
		}
	}

}
