package io.github.shadowvars;

import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The superclasses and interfaces of a class. They are cached with the class, and keep
 * nothing alive that the class does not.
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
