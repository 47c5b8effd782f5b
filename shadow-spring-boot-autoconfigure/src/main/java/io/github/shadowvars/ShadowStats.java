package io.github.shadowvars;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The counts of one id since it was registered. Each figure is exact when nothing is in
 * flight, and then {@code allocated} is {@code live} plus the sum of {@code freed}.
 *
 * @param live how many variables are attached now
 * @param allocated how many variables were ever attached
 * @param freed how many variables were freed, by cause; causes that never occurred are
 * absent
 * @param duplicates how many calls of {@code alloc} found a variable attached already
 * @param constructorFailures how many constructors threw, or returned null or a value
 * that was refused
 * @param destructorFailures how many destructors threw
 */
public record ShadowStats(long live, long allocated, Map<FreeCause, Long> freed, long duplicates,
		long constructorFailures, long destructorFailures) {

	/**
	 * Creates the counts, with a copy of the map.
	 * @param live how many variables are attached now
	 * @param allocated how many variables were ever attached
	 * @param freed how many variables were freed, by cause
	 * @param duplicates how many calls of {@code alloc} found a variable attached already
	 * @param constructorFailures how many constructors failed
	 * @param destructorFailures how many destructors threw
	 * @throws NullPointerException if the map is null
	 */
	public ShadowStats {
		EnumMap<FreeCause, Long> copy = new EnumMap<>(FreeCause.class);
		copy.putAll(freed);
		freed = Collections.unmodifiableMap(copy);
	}

}
