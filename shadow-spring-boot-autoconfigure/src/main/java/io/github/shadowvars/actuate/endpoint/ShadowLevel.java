package io.github.shadowvars.actuate.endpoint;

import java.util.Arrays;
import java.util.Locale;

import io.github.shadowvars.ShadowTracking;
import org.jspecify.annotations.Nullable;

/**
 * The form of tracking levels in requests and answers.
 */
final class ShadowLevel {

	private ShadowLevel() {
	}

	static String format(ShadowTracking level) {
		return level.name().toLowerCase(Locale.ROOT);
	}

	static ShadowTracking parse(@Nullable String level) {
		return Arrays.stream(ShadowTracking.values())
			.filter((candidate) -> candidate.name().equalsIgnoreCase(level))
			.findFirst()
			.orElseThrow(() -> ShadowId
				.invalid("tracking must be off, sampled or full, but is %s; send for example {\"tracking\":\"full\"}"
					.formatted((level != null) ? "'" + level + "'" : "missing")));
	}

}
