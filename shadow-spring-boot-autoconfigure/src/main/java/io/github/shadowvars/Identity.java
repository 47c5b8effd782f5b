package io.github.shadowvars;

import java.lang.annotation.Annotation;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Finds classes whose objects have no identity: those that the JDK marks as
 * <a href="https://openjdk.org/jeps/390">value-based</a>. Only classes of the boot loader
 * can have that mark. Also finds classes whose objects are doubtful parents: they have an
 * identity, but users rarely mean to attach to it.
 */
final class Identity {

	private static final ClassValue<Boolean> MISSING = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			if (type.getName().startsWith("java.util.ImmutableCollections$")) {
				// The documentation of List.of, Map.of and similar methods says that they
				// are value-based, but JDK 25 marks only some of these classes.
				return true;
			}
			for (Class<?> candidate = type; candidate != null; candidate = candidate.getSuperclass()) {
				for (Annotation annotation : candidate.getDeclaredAnnotations()) {
					if (annotation.annotationType().getName().equals("jdk.internal.ValueBased")) {
						return true;
					}
				}
			}
			return false;
		}

	};

	private static final ClassValue<Optional<String>> DOUBT = new ClassValue<>() {

		@Override
		protected Optional<String> computeValue(Class<?> type) {
			return Optional.ofNullable(findDoubt(type));
		}

	};

	private Identity() {
	}

	static boolean isMissing(Class<?> type) {
		return type.getClassLoader() == null && MISSING.get(type);
	}

	/**
	 * Returns why an object of a class is a doubtful parent, as a clause, or null if it
	 * is not.
	 */
	static @Nullable String doubt(Class<?> type) {
		return DOUBT.get(type).orElse(null);
	}

	private static @Nullable String findDoubt(Class<?> type) {
		if (type == String.class) {
			return "equal strings can be one object or several, and a literal is never collected";
		}
		if (type.isEnum()) {
			return "an enum constant is never collected";
		}
		if (type == Class.class) {
			return "a class is collected only with its class loader";
		}
		if (type.isHidden() && type.isSynthetic() && isStateless(type)) {
			return "a lambda that captures nothing is one object, which is never collected";
		}
		if (type.isRecord() || isValueOfTheJdk(type)) {
			return "only this object finds the variable, and an equal object does not";
		}
		return null;
	}

	private static boolean isStateless(Class<?> type) {
		return Arrays.stream(type.getDeclaredFields()).allMatch((field) -> Modifier.isStatic(field.getModifiers()));
	}

	/**
	 * Returns whether a class of the JDK's base module defines equality by value, and is
	 * not a container.
	 */
	private static boolean isValueOfTheJdk(Class<?> type) {
		if (type.getModule() != Object.class.getModule() || type.isArray() || Collection.class.isAssignableFrom(type)
				|| Map.class.isAssignableFrom(type)) {
			return false;
		}
		try {
			return type.getMethod("equals", Object.class).getDeclaringClass() != Object.class;
		}
		catch (NoSuchMethodException ex) {
			// In a native image, which knows only the registered methods
			return false;
		}
	}

}
