package io.github.shadowvars.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ShadowStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;

/**
 * What one set of meters measures.
 */
record Measured(Tags tags, Supplier<ShadowStats> stats, LongSupplier rejections, BooleanSupplier suspect) {

	private static final String LIVE = "shadow.variables";

	Measured(String id, String name, Supplier<ShadowStats> stats, LongSupplier rejections, BooleanSupplier suspect) {
		this(Tags.of("id", id, "name", name), stats, rejections, suspect);
	}

	// Of one name and tags a meter registry has one meter only, whoever adds it
	boolean isBoundTo(MeterRegistry meters) {
		return meters.find(LIVE).tags(this.tags).meter() != null || (meters instanceof CompositeMeterRegistry composite
				&& composite.getRegistries().stream().anyMatch(this::isBoundTo));
	}

	// Meters hold their subject weakly: whoever calls this keeps it.
	List<Meter> bindTo(MeterRegistry meters) {
		List<Meter> bound = new ArrayList<>();
		bound.add(Gauge.builder(LIVE, this, (subject) -> subject.stats().get().live())
			.tags(this.tags)
			.description("Shadow variables that are attached now")
			.baseUnit("variables")
			.register(meters));
		bound.add(Gauge.builder("shadow.growth.suspect", this, (subject) -> subject.suspect().getAsBoolean() ? 1 : 0)
			.tags(this.tags)
			.description("Whether the shadow variables became more with each of the last garbage collections, and none "
					+ "was ever freed")
			.baseUnit("suspect")
			.register(meters));
		bound.add(counter("shadow.allocations", ShadowStats::allocated, "variables",
				"Shadow variables that were ever attached")
			.register(meters));
		for (FreeCause cause : FreeCause.values()) {
			bound.add(counter("shadow.frees", (stats) -> stats.freed().getOrDefault(cause, 0L), "variables",
					"Shadow variables that were freed")
				.tag("cause", cause.name().toLowerCase(Locale.ROOT))
				.register(meters));
		}
		bound.add(counter("shadow.duplicates", ShadowStats::duplicates, "calls",
				"Calls of alloc that found a variable attached already")
			.register(meters));
		bound.add(FunctionCounter
			.builder("shadow.rejections", this, (subject) -> (double) subject.rejections().getAsLong())
			.tags(this.tags)
			.description("Calls that were refused because as many shadow variables live as may")
			.baseUnit("calls")
			.register(meters));
		bound.add(counter("shadow.constructor.failures", ShadowStats::constructorFailures, "failures",
				"Constructors of shadow variables that failed")
			.register(meters));
		bound.add(counter("shadow.destructor.failures", ShadowStats::destructorFailures, "failures",
				"Destructors of shadow variables that failed")
			.register(meters));
		return bound;
	}

	private FunctionCounter.Builder<Measured> counter(String name, ToDoubleFunction<ShadowStats> count, String baseUnit,
			String description) {
		return FunctionCounter.builder(name, this, (subject) -> count.applyAsDouble(subject.stats().get()))
			.tags(this.tags)
			.description(description)
			.baseUnit(baseUnit);
	}

}
