package io.github.shadowvars;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * What a registry was built with.
 *
 * @param names the names of ids that are used without a type
 * @param leakCheck what checks new values, if anything does
 */
record Options(Duration closeTimeout, ShadowFailureHandler failureHandler, ShadowLimitHandler limitHandler,
		Function<? super ShadowType<?, ?>, ShadowSettings> settings, Map<Long, String> names, Tracking tracking,
		@Nullable LeakCheck leakCheck) {
}
