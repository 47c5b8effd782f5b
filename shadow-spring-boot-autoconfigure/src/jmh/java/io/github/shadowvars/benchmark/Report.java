package io.github.shadowvars.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * All figures, by what was measured and by peer.
 */
final class Report {

	private final Map<String, Map<Peer.Kind, Double>> rows = new LinkedHashMap<>();

	private final Map<Peer.Kind, Map<Integer, Double>> hits = new TreeMap<>();

	void add(RunResult run) {
		Peer.Kind kind = Peer.Kind.valueOf(run.getParams().getParam("kind"));
		int size = Integer.parseInt(run.getParams().getParam("size"));
		int threads = run.getParams().getThreads();
		String name = run.getPrimaryResult().getLabel();
		add("%s, %,d, %d thread%s, ns".formatted(name, size, threads, (threads > 1) ? "s" : ""), kind,
				run.getPrimaryResult().getScore());
		for (Map.Entry<String, Result> part : run.getSecondaryResults().entrySet()) {
			if (part.getKey().equals("read")) {
				add("%s of %s, %,d, ns".formatted(part.getKey(), name, size), kind, part.getValue().getScore());
			}
		}
		if (name.equals("get") && threads == 1) {
			this.hits.computeIfAbsent(kind, (key) -> new TreeMap<>()).put(size, run.getPrimaryResult().getScore());
		}
	}

	void add(Program program, Map<Peer.Kind, Double> figures) {
		figures.forEach((kind, figure) -> add("%s, %s".formatted(program, program.unit), kind, figure));
	}

	private void add(String row, Peer.Kind kind, double figure) {
		this.rows.computeIfAbsent(row, (key) -> new TreeMap<>()).put(kind, figure);
	}

	void write(Path folder) throws IOException {
		String table = table();
		Files.writeString(folder.resolve("table.md"), table);
		System.out.println(table);
		plotHits(folder);
		plotBytes(folder);
	}

	private String table() {
		StringBuilder table = new StringBuilder("| | ours | best weak peer | ours / it | IdentityHashMap |\n|---|---|---|---|---|\n");
		this.rows.forEach((row, figures) -> {
			Map.Entry<Peer.Kind, Double> best = figures.entrySet()
				.stream()
				.filter((entry) -> entry.getKey().weak && entry.getKey() != Peer.Kind.SHADOW)
				.min(Comparator.comparing(Map.Entry::getValue))
				.orElse(null);
			Double ours = figures.get(Peer.Kind.SHADOW);
			Double limit = figures.get(Peer.Kind.IDENTITY_HASH_MAP);
			if (ours != null && best != null) {
				table.append("| %s | %.4g | %.4g (%s) | %.2f | %s |%n".formatted(row, ours, best.getValue(),
						best.getKey().title, ours / best.getValue(), (limit != null) ? "%.4g".formatted(limit) : ""));
			}
		});
		return table.toString();
	}

	private void plotHits(Path folder) throws IOException {
		XYChart chart = new XYChartBuilder().width(900).height(560).xAxisTitle("parents").yAxisTitle("ns per get").build();
		chart.setTitle("get of an attached value");
		chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
		chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
		this.hits.forEach((kind, points) -> chart.addSeries(kind.title, points.keySet().stream().mapToDouble((size) -> size).toArray(),
				points.values().stream().mapToDouble((score) -> score).toArray()));
		if (!this.hits.isEmpty()) {
			BitmapEncoder.saveBitmap(chart, folder.resolve("get.png").toString(), BitmapEncoder.BitmapFormat.PNG);
		}
	}

	private void plotBytes(Path folder) throws IOException {
		Map<Peer.Kind, Double> bytes = this.rows.get("%s, %s".formatted(Program.FOOTPRINT, Program.FOOTPRINT.unit));
		if (bytes != null) {
			CategoryChart chart = new CategoryChartBuilder().width(900).height(480).yAxisTitle("bytes").build();
			chart.setTitle("heap per attached value");
			chart.getStyler().setXAxisLabelRotation(25).setLegendVisible(false);
			chart.addSeries("bytes", bytes.keySet().stream().map((kind) -> kind.title).toList(),
					bytes.values().stream().toList());
			BitmapEncoder.saveBitmap(chart, folder.resolve("bytes.png").toString(), BitmapEncoder.BitmapFormat.PNG);
		}
	}

}
