package io.github.shadowvars;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * A part of a type. Types are equal if all parts are equal.
 *
 * @param name the name of the part, in singular
 * @param of returns the part of a type
 */
record TypePart(String name, Function<ShadowType<?, ?>, @Nullable Object> of) {

	static final List<TypePart> ALL = List.of(new TypePart("id", ShadowType::id),
			new TypePart("name", ShadowType::name), new TypePart("parent type", ShadowType::parentType),
			new TypePart("value type", ShadowType::valueType), new TypePart("description", ShadowType::description),
			new TypePart("constructor", ShadowType::constructor), new TypePart("destructor", ShadowType::destructor),
			new TypePart("parent resolver", ShadowType::parentResolver),
			new TypePart("lifetime", ShadowType::lifetime));

	boolean isSame(ShadowType<?, ?> one, ShadowType<?, ?> other) {
		return Objects.equals(this.of.apply(one), this.of.apply(other));
	}

	/**
	 * Describes how a refused type differs from the one that holds its id or name.
	 */
	static String differences(ShadowType<?, ?> refused, ShadowType<?, ?> holder) {
		return ALL.stream()
			.filter((part) -> !part.isSame(refused, holder))
			.map((part) -> part.difference(refused, holder))
			.collect(Collectors.joining(", "));
	}

	private String difference(ShadowType<?, ?> refused, ShadowType<?, ?> holder) {
		Object mine = given(this.of.apply(refused));
		Object theirs = given(this.of.apply(holder));
		if (mine == null || theirs == null) {
			return "only the %s type has a %s".formatted((mine != null) ? "refused" : "registered", this.name);
		}
		if (isLambda(mine) && isLambda(theirs)) {
			return "their %ss are two lambdas, which are never equal".formatted(this.name);
		}
		if (mine instanceof Class<?> one && theirs instanceof Class<?> other && one.getName().equals(other.getName())) {
			return "their %ss are two classes %s of different class loaders".formatted(this.name, one.getName());
		}
		return "their %ss are %s and %s".formatted(this.name, show(mine), show(theirs));
	}

	private static @Nullable Object given(@Nullable Object part) {
		return (part instanceof ShadowType.OnFree<?> onFree) ? onFree.consumer() : part;
	}

	private static boolean isLambda(Object part) {
		return part.getClass().isHidden() && part.getClass().isSynthetic();
	}

	/**
	 * Describes a part without calling code of the user.
	 */
	private static String show(Object part) {
		if (part instanceof Long id) {
			return Arguments.hex(id);
		}
		if (part instanceof String string) {
			return "'" + string + "'";
		}
		return (part instanceof Class<?> type) ? type.getName() : Arguments.describe(part);
	}

}
