package io.github.shadowvars.benchmark;

import java.util.ArrayList;
import java.util.List;

/**
 * The flags of the measuring processes, the same for every peer.
 */
final class Jvm {

	private Jvm() {
	}

	/**
	 * Returns the flags of a process. Its heap is touched at the start. Otherwise the first
	 * allocations would include page faults.
	 */
	static List<String> flags(int heapGigabytes, List<String> selected) {
		List<String> flags = new ArrayList<>(List.of("-Xms%dg".formatted(heapGigabytes),
				"-Xmx%dg".formatted(heapGigabytes), "-XX:+UseG1GC", "-XX:+AlwaysPreTouch"));
		if (Runtime.version().feature() >= 25) {
			flags.add("-XX:+UseCompactObjectHeaders");
		}
		flags.addAll(selected);
		return flags;
	}

}
