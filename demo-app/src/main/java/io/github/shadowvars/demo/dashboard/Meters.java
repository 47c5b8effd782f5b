package io.github.shadowvars.demo.dashboard;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shadow meters of one Prometheus scrape, by id.
 */
record Meters(Map<String, Counts> counts) {

	private static final Pattern LINE = Pattern.compile("^shadow_(\\w+)\\{(.*)} (\\S+)$", Pattern.MULTILINE);

	private static final Pattern TAG = Pattern.compile("(\\w+)=\"([^\"]*)\"");

	static Meters parse(String scrape) {
		Map<String, Counts> counts = new HashMap<>();
		LINE.matcher(scrape).results().forEach((line) -> {
			Map<String, String> tags = tags(line.group(2));
			double value = Double.parseDouble(line.group(3));
			String id = tags.get("id");
			if (id == null) {
				return;
			}
			Counts before = counts.getOrDefault(id, Counts.NONE);
			counts.put(id, switch (line.group(1)) {
				case "variables" -> before.withLive(value);
				case "allocations_variables_total" -> before.withAllocations(value);
				case "frees_variables_total" -> before.withFrees(tags.getOrDefault("cause", "other"), value);
				case "growth_suspect" -> before.withSuspect(value > 0);
				default -> before;
			});
		});
		return new Meters(Map.copyOf(counts));
	}

	private static Map<String, String> tags(String text) {
		Map<String, String> tags = new HashMap<>();
		Matcher tag = TAG.matcher(text);
		while (tag.find()) {
			tags.put(tag.group(1), tag.group(2));
		}
		return tags;
	}

	record Counts(double live, double allocations, Map<String, Double> frees, boolean suspect) {

		static final Counts NONE = new Counts(0, 0, Map.of(), false);

		Counts withLive(double value) {
			return new Counts(value, this.allocations, this.frees, this.suspect);
		}

		Counts withAllocations(double value) {
			return new Counts(this.live, value, this.frees, this.suspect);
		}

		Counts withFrees(String cause, double value) {
			Map<String, Double> all = new TreeMap<>(this.frees);
			all.put(cause, value);
			return new Counts(this.live, this.allocations, all, this.suspect);
		}

		Counts withSuspect(boolean value) {
			return new Counts(this.live, this.allocations, this.frees, value);
		}

	}

}
