package io.github.shadowvars.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;

/**
 * Thrown when a property breaks a rule.
 */
final class InvalidShadowPropertyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String name;

	private final @Nullable String value;

	private final String rule;

	private final String remedy;

	private final boolean contradiction;

	/**
	 * Creates an exception.
	 * @param name the name of the property, or the prefix of several names
	 * @param value its value, or null if the name is wrong
	 * @param rule the broken rule, as a sentence
	 * @param remedy what to do, as a sentence
	 */
	InvalidShadowPropertyException(String name, @Nullable Object value, String rule, String remedy) {
		this(name, value, rule, remedy, false);
	}

	private InvalidShadowPropertyException(String name, @Nullable Object value, String rule, String remedy,
			boolean contradiction) {
		super("Property %s%s is invalid. %s %s".formatted(name, (value != null) ? "=" + show(value) : "", rule,
				remedy));
		this.name = name;
		this.value = (value != null) ? show(value) : null;
		this.rule = rule;
		this.remedy = remedy;
		this.contradiction = contradiction;
	}

	/**
	 * Creates an exception for a property that contradicts the code.
	 */
	static InvalidShadowPropertyException contradiction(String name, @Nullable Object value, String rule,
			String remedy) {
		return new InvalidShadowPropertyException(name, value, rule, remedy, true);
	}

	/**
	 * Shows a duration as a property sets it: -1s, and not PT-1S.
	 */
	private static String show(Object value) {
		if (value instanceof Duration duration) {
			return DurationStyle.SIMPLE.print(duration,
					(duration.toNanosPart() == 0) ? ChronoUnit.SECONDS : ChronoUnit.MILLIS);
		}
		return value.toString();
	}

	boolean isContradiction() {
		return this.contradiction;
	}

	String name() {
		return this.name;
	}

	@Nullable String value() {
		return this.value;
	}

	String rule() {
		return this.rule;
	}

	String remedy() {
		return this.remedy;
	}

}
