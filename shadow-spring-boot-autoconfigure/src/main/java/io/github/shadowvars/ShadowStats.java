package io.github.shadowvars;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The counts of one id since it was registered. A snapshot, immutable. If no other call
 * is running, each number is exact, and {@code allocated} is {@code live} plus the sum of
 * {@code freed}. For example, how many variables were freed only after their parents were
 * collected:
 *
 * <pre class="code">
 * ShadowStats stats = variable.stats();
 * long forgotten = stats.freed().getOrDefault(FreeCause.PARENT_COLLECTED, 0L);
 * </pre>
 *
 * @param live the number of variables that are attached now
 * @param allocated the number of variables that were ever attached
 * @param freed the number of freed variables by cause; causes that never occurred are
 * absent
 * @param duplicates the number of {@code alloc} calls that found a variable
 * @param constructorFailures the number of constructors that threw, returned null, or
 * returned a value that was refused
 * @param destructorFailures the number of destructors that threw
 */
public record ShadowStats(long live, long allocated, Map<FreeCause, Long> freed, long duplicates,
		long constructorFailures, long destructorFailures) {

	/**
	 * Creates the counts. Copies the map.
	 * @param live the number of variables that are attached now
	 * @param allocated the number of variables that were ever attached
	 * @param freed the number of freed variables by cause
	 * @param duplicates the number of {@code alloc} calls that found a variable
	 * @param constructorFailures the number of constructors that failed
	 * @param destructorFailures the number of destructors that threw
	 * @throws NullPointerException if the map is null
	 */
	public ShadowStats {
		EnumMap<FreeCause, Long> copy = new EnumMap<>(FreeCause.class);
		copy.putAll(freed);
		freed = Collections.unmodifiableMap(copy);
	}

}
