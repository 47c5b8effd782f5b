package io.github.shadowvars.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs Lincheck and jcstress against the core, where they must find no failure, and
 * against each {@link Mutant}, where they must find one.
 */
final class Proof {

	private final Path target;

	private final Build build;

	private final Set<String> only;

	private final List<String> names = new ArrayList<>();

	private final List<String> wrong = new ArrayList<>();

	private Proof(Path sources, Path target, Set<String> only) {
		this.target = target;
		this.build = new Build(sources, target.resolve("builds"));
		this.only = only;
	}

	/**
	 * Runs.
	 * @param args the sources of the core, where results go, the {@link Effort}, and
	 * names of what alone is to run
	 */
	public static void main(String[] args) throws Exception {
		Effort effort = Effort.valueOf(args[2].toUpperCase(Locale.ROOT));
		Proof proof = new Proof(Path.of(args[0]), Path.of(args[1]),
				Stream.of(args).skip(3).collect(Collectors.toUnmodifiableSet()));
		proof.proveCore(effort);
		proof.proveMutants();
		if (!proof.names.containsAll(proof.only)) {
			throw new IllegalArgumentException(
					"Not all of %s can be run; use some of %s".formatted(proof.only, proof.names));
		}
		if (!proof.wrong.isEmpty()) {
			throw new IllegalStateException("Not as they must be: %s; see the output of each in %s"
				.formatted(proof.wrong, proof.target));
		}
	}

	private void proveCore(Effort effort) throws IOException, InterruptedException {
		run("core-two-threads", List.of(), effort.lincheck("TWO_THREADS"), false);
		run("core-by-chance", List.of(), effort.lincheck("BY_CHANCE"), false);
		run("small-two-threads", Mutant.SMALL, effort.lincheck("TWO_THREADS"), false);
		run("small-three-threads", Mutant.SMALL, effort.lincheck("THREE_THREADS"), false);
		run("small-growth", Mutant.SMALL, effort.lincheck("GROWTH"), false);
		run("small-closing", Mutant.SMALL, effort.lincheck("CLOSING"), false);
		run("core-jcstress", List.of(), effort.jcstress(".*Stress"), false);
	}

	private void proveMutants() throws IOException, InterruptedException {
		for (Mutant mutant : Mutant.values()) {
			List<Edit> edits = Stream.of(Mutant.SMALL, mutant.edits()).flatMap(Collection::stream).toList();
			run("mutant-" + mutant.name().toLowerCase(Locale.ROOT).replace('_', '-'), edits, mutant.tool(), true);
		}
	}

	private void run(String name, List<Edit> edits, Tool tool, boolean expected)
			throws IOException, InterruptedException {
		this.names.add(name);
		if (!this.only.isEmpty() && !this.only.contains(name)) {
			return;
		}
		long start = System.nanoTime();
		boolean found = tool.findsFailure(this.target.resolve(name), this.build.compile(name, edits));
		System.out.printf("%-28s %-32s %s, %s, %d s%n", name, tool.name(), found ? "fails" : "passes",
				(found == expected) ? "as it must" : "WRONG", (System.nanoTime() - start) / 1_000_000_000);
		if (found != expected) {
			this.wrong.add(name);
		}
	}

}
