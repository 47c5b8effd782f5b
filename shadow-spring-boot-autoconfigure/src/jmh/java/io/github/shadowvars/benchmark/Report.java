package io.github.shadowvars.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the figures as tables, as JSON and as plots.
 */
final class Report {

	private static final Peer.Kind OURS = Peer.Kind.SHADOW;

	private static final String NOTES = """
			Figures are medians over the rounds, ratios are medians of the ratios within a round. The best weak peer is \
			the one that is hardest to beat; less is better, but for gains. A figure in ns is the time of one call in \
			each of the threads that make it.

			- The value is a constant and its destructor, or what the caller does in place of one, adds to a `LongAdder`. \
			`VirtualField`, Netty and the plain field destroy nothing.
			- Peers that clean up after dead parents in calls are called as soon as a collection has ended, until all is gone. \
			The processor time is the one of these calls and of the peer's own threads; attaching is not part of it.
			- freeAll and reclaim are the best of three in one process. `WeakHashMap` and `IdentityHashMap` are visited and cleared under their lock, from the others \
			without a listener (by hand, Guava MapMaker, weak-lock-free) each entry is removed and destroyed; \
			none is cleared unseen.
			- † does not tell of dead parents: they are only gone then, no destructor was called.
			- Two readers gain 2 times at most. Beside a third thread that churns, a fair share of two processors lets two \
			readers gain 1.33 times, against one reader that had a processor for itself; this run had %d processors.
			- Spring's map loses all values, of live parents too, at a full collection (they were attached again before \
			its calls were measured), `VirtualField` cannot free all: neither takes part everywhere. The parents of `AttributeMap` must extend it.
			""";

	private final Figures figures;

	private final Environment environment;

	Report(Figures figures, Environment environment) {
		this.figures = figures;
		this.environment = environment;
	}

	void write(Path folder) throws IOException {
		Files.writeString(folder.resolve("table.md"), tables());
		JsonMapper.builder()
			.enable(SerializationFeature.INDENT_OUTPUT)
			.build()
			.writeValue(folder.resolve("results.json").toFile(), new Results(this.environment,
					this.figures.rows().stream().map(this::result).toList(), outcomes(), this.figures.failures()));
		Plots.write(this.figures, folder);
	}

	private String tables() {
		StringBuilder text = new StringBuilder();
		text.append("- machine: %s%n".formatted(this.environment.machine()));
		text.append("- JDK: %s%n".formatted(this.environment.jdk()));
		text.append("- flags: `%s`%n".formatted(this.environment.flags()));
		text.append("- command: `%s`%n%n".formatted(this.environment.command()));
		text.append("| | unit | ours | / by hand | / WeakHashMap | / best weak peer | / IdentityHashMap |\n");
		text.append("|---|---|---|---|---|---|---|\n");
		rows(false).forEach((row) -> {
			Peer.Kind best = this.figures.best(row);
			text.append("| %s | %s | %s | %s | %s | %s | %s |%n".formatted(row, row.unit(),
					cell(this.figures.median(row, OURS)), cell(this.figures.ratio(row, OURS, Peer.Kind.BY_HAND)),
					cell(this.figures.ratio(row, OURS, Peer.Kind.WEAK_HASH_MAP)),
					(best != null) ? "%s (%s)".formatted(cell(this.figures.ratio(row, OURS, best)), best.title) : "",
					cell(this.figures.ratio(row, OURS, Peer.Kind.IDENTITY_HASH_MAP))));
		});
		text.append("\n| | size | measured | target | reached |\n|---|---|---|---|---|\n");
		outcomes().forEach((outcome) -> text.append("| %s | %,d | %s | %s | %s |%n".formatted(outcome.name,
				outcome.size, cell(outcome.measured), cell(outcome.target), outcome.reached ? "yes" : "**no**")));
		text.append("\n| this library alone | unit | |\n|---|---|---|\n");
		rows(true).forEach((row) -> text
			.append("| %s | %s | %s |%n".formatted(row, row.unit(), cell(this.figures.median(row, OURS)))));
		text.append("\n| | unit |");
		Stream.of(Peer.Kind.values()).forEach((kind) -> text.append(" %s |".formatted(kind.title)));
		text.append("\n|---|---|").append("---|".repeat(Peer.Kind.values().length)).append('\n');
		rows(false).forEach((row) -> {
			text.append("| %s | %s |".formatted(row, row.unit()));
			Stream.of(Peer.Kind.values()).forEach((kind) -> text.append(" %s |".formatted(cell(row, kind))));
			text.append('\n');
		});
		text.append('\n').append(NOTES.formatted(Runtime.getRuntime().availableProcessors()));
		this.figures.failures().forEach((failure) -> text.append("- failed: ").append(failure).append('\n'));
		return text.toString();
	}

	private List<Outcome> outcomes() {
		List<Outcome> outcomes = new ArrayList<>();
		for (Target target : Target.ALL) {
			for (Row row : this.figures.rows()) {
				Double measured = target.appliesTo(row) ? target.measured(row, this.figures) : null;
				if (measured != null) {
					outcomes.add(new Outcome(target.describe(), row.size(), measured, target.most(),
							measured <= target.most()));
				}
			}
		}
		return outcomes;
	}

	private List<Row> rows(boolean alone) {
		return this.figures.rows()
			.stream()
			.filter((row) -> alone == this.figures.kinds(row).equals(Set.of(OURS)))
			.toList();
	}

	private String cell(Row row, Peer.Kind kind) {
		String figure = cell(this.figures.median(row, kind));
		return ((row.name().startsWith("reclaim") || row.name().endsWith("to last destructor")) && !kind.tells && !figure.isEmpty()) ? figure + " †" : figure;
	}

	private static String cell(@Nullable Double figure) {
		if (figure == null) {
			return "";
		}
		String format = (figure >= 100) ? "%,.0f" : (figure >= 10) ? "%.1f" : "%.2f";
		return String.format(Locale.ROOT, format, figure);
	}

	private Result result(Row row) {
		Map<String, Double> medians = new LinkedHashMap<>();
		Map<String, Collection<Double>> rounds = new LinkedHashMap<>();
		Map<String, Double> ratios = new LinkedHashMap<>();
		for (Peer.Kind kind : this.figures.kinds(row)) {
			medians.put(kind.title, this.figures.median(row, kind));
			rounds.put(kind.title, this.figures.rounds(row, kind));
			Double ratio = this.figures.ratio(row, OURS, kind);
			if (ratio != null && kind != OURS) {
				ratios.put(kind.title, ratio);
			}
		}
		Peer.Kind best = this.figures.best(row);
		return new Result(row.name(), row.size(), row.unit(), medians, (best != null) ? best.title : null, ratios,
				rounds);
	}

	record Results(Environment environment, List<Result> rows, List<Outcome> targets, List<String> failures) {
	}

	/**
	 * The result for a target.
	 * @param name the name of the row
	 * @param size the number of values
	 * @param measured the median
	 * @param target the highest allowed figure
	 * @param reached whether the target was reached
	 */
	record Outcome(String name, int size, double measured, double target, boolean reached) {
	}

	/**
	 * One row.
	 * @param name the measured operation
	 * @param size the number of values
	 * @param unit the unit of the figures
	 * @param medians the figure of each peer
	 * @param bestWeakPeer the fastest peer with weak keys
	 * @param ratios this library's figure divided by the peer's
	 * @param rounds the figures of each round
	 */
	record Result(String name, int size, String unit, Map<String, Double> medians, @Nullable String bestWeakPeer,
			Map<String, Double> ratios, Map<String, Collection<Double>> rounds) {
	}

}
