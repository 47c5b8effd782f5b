package io.github.shadowvars.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A tool, and whether it must find a failure.
 * @param name the name that selects the check
 * @param edits the changes to the sources
 * @param tool searches for a failure
 * @param expected whether it must find one
 */
record Check(String name, List<Edit> edits, Tool tool, boolean expected) {

	/**
	 * Returns the checks of the core, and the checks of mutants, which prove that a check
	 * can fail.
	 */
	static List<Check> all(Effort effort) {
		return Stream.concat(core(effort), Stream.of(Mutant.values()).map(Check::of)).toList();
	}

	private static Stream<Check> core(Effort effort) {
		return Stream.of(new Check("core-two-threads", List.of(), effort.lincheck("TWO_THREADS"), false),
				new Check("core-by-chance", List.of(), effort.lincheck("BY_CHANCE"), false),
				new Check("small-two-threads", Mutant.SMALL, effort.lincheck("TWO_THREADS"), false),
				new Check("small-three-threads", Mutant.SMALL, effort.lincheck("THREE_THREADS"), false),
				new Check("small-growth", Mutant.SMALL, effort.lincheck("GROWTH"), false),
				new Check("small-closing", Mutant.SMALL, effort.lincheck("CLOSING"), false),
				new Check("small-woven", Mutant.SMALL, effort.lincheck("WOVEN").woven(), false),
				new Check("small-woven-two-threads", Mutant.SMALL, effort.lincheck("TWO_THREADS").woven(), false),
				new Check("small-woven-three-threads", Mutant.SMALL, effort.lincheck("THREE_THREADS").woven(), false),
				new Check("small-woven-growth", Mutant.SMALL, effort.lincheck("GROWTH").woven(), false),
				new Check("small-woven-closing", Mutant.SMALL, effort.lincheck("CLOSING").woven(), false),
				new Check("core-jcstress", List.of(), effort.jcstress(".*Stress"), false));
	}

	private static Check of(Mutant mutant) {
		return new Check("mutant-" + mutant.name().toLowerCase(Locale.ROOT).replace('_', '-'),
				Stream.concat(Mutant.SMALL.stream(), mutant.edits().stream()).toList(), mutant.tool(), true);
	}

	/**
	 * Runs the tool and prints the result.
	 * @param target the directory of the output
	 * @return whether the result is the expected one
	 */
	boolean passes(Build build, Path target) throws IOException, InterruptedException {
		long start = System.nanoTime();
		boolean found = this.tool.findsFailure(target.resolve(this.name), build.compile(this.name, this.edits));
		System.out.printf("%-28s %-32s %s, %s, %d s%n", this.name, this.tool.name(), found ? "fails" : "passes",
				(found == this.expected) ? "as it must" : "WRONG", (System.nanoTime() - start) / 1_000_000_000);
		return found == this.expected;
	}

}
