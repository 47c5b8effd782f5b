package io.github.shadowvars;

import java.lang.annotation.Annotation;

/**
 * Which classes have no identity: those that the JDK marks as
 * <a href="https://openjdk.org/jeps/390">value-based</a>. Only classes of the boot loader
 * can carry that mark.
 */
final class Identity {

	private static final ClassValue<Boolean> MISSING = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			if (type.getName().startsWith("java.util.ImmutableCollections$")) {
				// List.of, Map.of and their kin say that they are value-based, but JDK 25
				// marks only some of them.
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

	private Identity() {
	}

	static boolean isMissing(Class<?> type) {
		return type.getClassLoader() == null && MISSING.get(type);
	}

}
