package io.github.shadowvars.metrics;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleSupplier;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

/**
 * One value to publish, and the meter that publishes it. Instances are compared by
 * identity.
 */
final class Measure {

	private final Object owner;

	private final String name;

	private final Tags tags;

	private final @Nullable String baseUnit;

	private final String description;

	private final boolean counter;

	private final DoubleBinaryOperator sum;

	private final DoubleSupplier value;

	private Measure(Object owner, String name, Tags tags, @Nullable String baseUnit, String description,
			boolean counter, DoubleBinaryOperator sum, DoubleSupplier value) {
		this.owner = owner;
		this.name = name;
		this.tags = tags;
		this.baseUnit = baseUnit;
		this.description = description;
		this.counter = counter;
		this.sum = sum;
		this.value = value;
	}

	static Measure counter(Object owner, String name, Tags tags, String baseUnit, String description,
			DoubleSupplier value) {
		return new Measure(owner, name, tags, baseUnit, description, true, Double::sum, value);
	}

	static Measure gauge(Object owner, String name, Tags tags, String baseUnit, String description,
			DoubleSupplier value) {
		return new Measure(owner, name, tags, baseUnit, description, false, Double::sum, value);
	}

	/**
	 * Creates a gauge that is 0 or 1.
	 */
	static Measure flag(Object owner, String name, Tags tags, String description, DoubleSupplier value) {
		return new Measure(owner, name, tags, null, description, false, Math::max, value);
	}

	/**
	 * Returns the binder that publishes this.
	 */
	Object owner() {
		return this.owner;
	}

	/**
	 * Adds this value to the sum of the other values of the same meter.
	 */
	double addTo(double others) {
		return this.sum.applyAsDouble(others, this.value.getAsDouble());
	}

	/**
	 * Adds the part that remains after this measure is removed: counters never decrease.
	 */
	double addLastTo(double others) {
		return this.counter ? addTo(others) : others;
	}

	/**
	 * Returns the meter for this name and these tags. Creates one if there is none. A new
	 * meter reads the source, and holds it weakly.
	 */
	Meter register(MeterRegistry meters, Source source) {
		if (this.counter) {
			return FunctionCounter.builder(this.name, source, Source::read)
				.tags(this.tags)
				.baseUnit(this.baseUnit)
				.description(this.description)
				.register(meters);
		}
		return Gauge.builder(this.name, source, Source::read)
			.tags(this.tags)
			.baseUnit(this.baseUnit)
			.description(this.description)
			.register(meters);
	}

}
