package io.github.shadowvars.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Runs all benchmarks in rounds, and writes their figures, tables and plots.
 */
public final class Benchmarks {

	private Benchmarks() {
	}

	/**
	 * Runs the benchmarks.
	 * @param args the folder to write to, then options; see CONTRIBUTING.md
	 * @throws Exception if a file cannot be written, or a process fails
	 */
	public static void main(String[] args) throws Exception {
		Path folder = Files.createDirectories(Path.of(args[0]));
		List<String> options = Arrays.asList(args).subList(1, args.length);
		Selection selection = new Selection(options);
		Figures figures = new Figures();
		Report report = new Report(figures, Environment.of(options, selection.jvmFlags));
		Calls calls = new Calls(selection, figures);
		Programs programs = new Programs(selection, figures);
		// A report after each round, so that a run can be stopped early
		for (int round = 1; round <= selection.rounds; round++) {
			calls.run(round, folder);
			report.write(folder);
		}
		for (int round = 1; round <= selection.programRounds; round++) {
			programs.run(round);
			report.write(folder);
		}
		System.out.println(Files.readString(folder.resolve("table.md")));
		if (!figures.failures().isEmpty()) {
			throw new IllegalStateException("%d measurements failed".formatted(figures.failures().size()));
		}
	}

}
