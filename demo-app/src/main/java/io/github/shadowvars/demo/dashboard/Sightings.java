package io.github.shadowvars.demo.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Records when things were first and last seen. Not thread-safe.
 */
final class Sightings<T> {

	private final Duration memory;

	private final Map<String, Sighting<T>> all = new LinkedHashMap<>();

	/**
	 * Creates an empty record.
	 * @param memory how long things are kept after they were last seen
	 */
	Sightings(Duration memory) {
		this.memory = memory;
	}

	void see(Instant now, Map<String, T> present) {
		present.forEach((key, what) -> {
			Sighting<T> before = this.all.get(key);
			this.all.put(key, new Sighting<>(what, (before != null) ? before.first() : now, now));
		});
		this.all.values().removeIf((sighting) -> sighting.last().isBefore(now.minus(this.memory)));
	}

	@Nullable T get(String key) {
		Sighting<T> sighting = this.all.get(key);
		return (sighting != null) ? sighting.what() : null;
	}

	List<Sighting<T>> all() {
		return List.copyOf(this.all.values());
	}

	record Sighting<T>(T what, Instant first, Instant last) {
	}

}
