package io.github.shadowvars.reachability;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The fields that a search can read in instances of a class.
 *
 * @param visible the fields that hold references and can be read
 * @param hidden the path step to the first field that cannot be read and may hold
 * anything
 * @param reason why that field cannot be read, and the remedy; null if there is no such
 * field
 */
record Shape(List<Field> visible, String hidden, @Nullable String reason) {

	static Shape of(Class<?> type) {
		List<Field> visible = new ArrayList<>();
		String hidden = "";
		String reason = null;
		for (Class<?> owner = type; owner != null && !KnownClasses.leadNowhere(owner); owner = owner.getSuperclass()) {
			try {
				for (Field field : references(owner)) {
					if (field.trySetAccessible()) {
						visible.add(field);
					}
					else if (reason == null && !isClosed(field.getType(), new HashSet<>())) {
						hidden = "." + field.getName();
						reason = hiddenBy(owner);
					}
				}
			}
			catch (LinkageError ex) {
				reason = "The class of a field of %s is missing; add it to the class path".formatted(owner.getName());
			}
		}
		return new Shape(visible, hidden, reason);
	}

	private static List<Field> references(Class<?> owner) {
		List<Field> fields = new ArrayList<>();
		for (Field field : owner.getDeclaredFields()) {
			if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
				fields.add(field);
			}
		}
		return fields;
	}

	/**
	 * Returns whether objects of this declared type cannot lead to objects of the user:
	 * the class has no subclasses, and the same holds for the types of its fields.
	 */
	private static boolean isClosed(Class<?> type, Set<Class<?>> asked) {
		if (type.isArray()) {
			return isClosed(type.getComponentType(), asked);
		}
		if (type.isPrimitive() || KnownClasses.areHarmless(type) || !asked.add(type)) {
			return true;
		}
		if (type.isSealed()) {
			return Arrays.stream(type.getPermittedSubclasses()).allMatch((permitted) -> isClosed(permitted, asked))
					&& areFieldsClosed(type, asked);
		}
		return Modifier.isFinal(type.getModifiers()) && areFieldsClosed(type, asked);
	}

	private static boolean areFieldsClosed(Class<?> type, Set<Class<?>> asked) {
		for (Class<?> owner = type; owner != null && !KnownClasses.leadNowhere(owner); owner = owner.getSuperclass()) {
			for (Field field : references(owner)) {
				if (!isClosed(field.getType(), asked)) {
					return false;
				}
			}
		}
		return true;
	}

	private static String hiddenBy(Class<?> owner) {
		return "%s hides its fields; to read them, start the JVM with --add-opens %s/%s=ALL-UNNAMED"
			.formatted(owner.getName(), owner.getModule().getName(), owner.getPackageName());
	}

}
