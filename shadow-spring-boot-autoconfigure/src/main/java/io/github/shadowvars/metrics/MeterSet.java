package io.github.shadowvars.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowStats;
import io.github.shadowvars.ShadowVariable;
import io.micrometer.core.instrument.Tags;

/**
 * Measures that are added and removed together, such as all measures of one id. Instances
 * are compared by identity.
 */
final class MeterSet {

	private static final String OTHER = "other";

	private final List<Measure> measures = new ArrayList<>();

	private final Object owner;

	private final Tags tags;

	private MeterSet(Object owner, Tags tags) {
		this.owner = owner;
		this.tags = tags;
	}

	static MeterSet of(Object owner, ShadowVariable<?, ?> variable) {
		Tags tags = Tags.of("id", "0x" + Long.toHexString(variable.id()), "name", variable.name());
		return new MeterSet(owner, tags).measure((figure) -> figure.applyAsLong(variable.stats()), variable::rejections,
				variable::isSuspect);
	}

	static MeterSet of(Object owner, Overflow overflow) {
		return new MeterSet(owner, Tags.of("id", OTHER, "name", OTHER)).measure(overflow::sum, overflow::rejections,
				overflow::isSuspect);
	}

	/**
	 * Creates the measures of the thread that frees the variables of collected parents.
	 */
	static MeterSet ofReaper(Object owner, ShadowRegistry registry) {
		MeterSet set = new MeterSet(owner, Tags.empty());
		set.measures.add(Measure.gauge(owner, "shadow.reaper.backlog", set.tags, "variables",
				"Shadow variables of collected parents that wait for their destructor", registry::backlog));
		set.measures.add(Measure.gauge(owner, "shadow.reaper.busy", set.tags, "seconds",
				"How long the destructor that is running on the registry's thread has been running",
				() -> registry.busy().toNanos() / 1e9));
		return set;
	}

	List<Measure> measures() {
		return this.measures;
	}

	private MeterSet measure(ToLongFunction<ToLongFunction<ShadowStats>> stats, LongSupplier rejections,
			BooleanSupplier suspect) {
		this.measures.add(Measure.gauge(this.owner, "shadow.variables", this.tags, "variables",
				"Shadow variables that are attached now", () -> stats.applyAsLong(ShadowStats::live)));
		this.measures.add(Measure.flag(this.owner, "shadow.growth.suspect", this.tags,
				"1 while the lowest number of live shadow variables within several garbage collections keeps rising, "
						+ "else 0",
				() -> suspect.getAsBoolean() ? 1 : 0));
		count("shadow.allocations", "variables", "Shadow variables that were attached",
				() -> stats.applyAsLong(ShadowStats::allocated));
		for (FreeCause cause : FreeCause.values()) {
			ToLongFunction<ShadowStats> freed = (all) -> all.freed().getOrDefault(cause, 0L);
			this.measures.add(Measure.counter(this.owner, "shadow.frees",
					this.tags.and("cause", cause.name().toLowerCase(Locale.ROOT)), "variables",
					"Shadow variables that were freed", () -> stats.applyAsLong(freed)));
		}
		count("shadow.duplicates", "calls", "Calls of alloc that found a variable",
				() -> stats.applyAsLong(ShadowStats::duplicates));
		count("shadow.rejections", "calls", "Calls that were rejected because the limit of live variables was reached",
				rejections);
		count("shadow.constructor.failures", "failures", "Constructors of shadow variables that failed",
				() -> stats.applyAsLong(ShadowStats::constructorFailures));
		count("shadow.destructor.failures", "failures", "Destructors of shadow variables that failed",
				() -> stats.applyAsLong(ShadowStats::destructorFailures));
		return this;
	}

	private void count(String name, String baseUnit, String description, LongSupplier value) {
		this.measures.add(Measure.counter(this.owner, name, this.tags, baseUnit, description, value::getAsLong));
	}

}
