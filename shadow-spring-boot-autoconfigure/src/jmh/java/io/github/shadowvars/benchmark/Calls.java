package io.github.shadowvars.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures calls. A round measures each operation at each size once for each peer, one
 * after the other, each in its own process.
 */
final class Calls {

	private final Selection selection;

	private final Figures figures;

	Calls(Selection selection, Figures figures) {
		this.selection = selection;
		this.figures = figures;
	}

	void run(int round, Path folder) throws IOException {
		List<RunResult> results = new ArrayList<>();
		for (Operation operation : Operation.values()) {
			for (int size : this.selection.sizes(operation, operation.sizes)) {
				for (Peer.Kind kind : this.selection.inOrder(operation.kinds(), round)) {
					try {
						RunResult result = run(operation, size, kind);
						results.add(result);
						this.figures.add(operation.row(size), kind, round, nanoseconds(operation, result));
					}
					catch (RunnerException ex) {
						this.figures.fail("%s of %s failed: %s".formatted(operation.row(size), kind.title, ex));
					}
				}
			}
		}
		write(results, folder.resolve("jmh-round-%d.json".formatted(round)));
		addGain(Operation.GET, Operation.GET_BY_TWO, round);
		addGain(Operation.GET_BESIDE_CHURN, Operation.GET_BY_TWO_BESIDE_CHURN, round);
	}

	private RunResult run(Operation operation, int size, Peer.Kind kind) throws RunnerException {
		ChainedOptionsBuilder options = new OptionsBuilder()
			.include("%s\\.%s$".formatted(ShadowBenchmark.class.getSimpleName(), operation.method))
			.param("kind", kind.name())
			.param("size", Integer.toString(size))
			.param("ids", Integer.toString(operation.ids))
			.forks(1)
			.warmupIterations(2)
			.warmupTime(TimeValue.milliseconds(this.selection.time))
			.measurementIterations(3)
			.measurementTime(TimeValue.milliseconds(this.selection.time))
			.jvmArgs(Jvm.flags(heapGigabytes(size), this.selection.jvmFlags(kind)).toArray(String[]::new))
			.shouldFailOnError(true)
			.verbosity(VerboseMode.SILENT);
		if (operation.churning > 0) {
			// In the order of their names: churn, read
			options.threadGroups(operation.churning, operation.threads);
		}
		else {
			options.threads(operation.threads);
		}
		return new Runner(options.build()).runSingle();
	}

	private static int heapGigabytes(int size) {
		return (size > 1_000_000) ? 12 : (size > 100_000) ? 4 : 1;
	}

	private static double nanoseconds(Operation operation, RunResult result) {
		double perMicrosecond = ((operation.churning > 0) ? result.getSecondaryResults().get("read")
				: result.getPrimaryResult())
			.getScore();
		return operation.threads * 1_000 / perMicrosecond;
	}

	private void addGain(Operation one, Operation two, int round) {
		for (int size : this.selection.sizes(two, two.sizes)) {
			for (Peer.Kind kind : this.selection.peers) {
				Double single = this.figures.figure(one.row(size), kind, round);
				Double both = this.figures.figure(two.row(size), kind, round);
				if (single != null && both != null) {
					this.figures.add(new Row(two.gain(), size, Row.TIMES), kind, round, 2 * single / both);
				}
			}
		}
	}

	private static void write(Collection<RunResult> results, Path file) throws IOException {
		try (PrintStream out = new PrintStream(file.toFile(), StandardCharsets.UTF_8)) {
			ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results);
		}
	}

}
