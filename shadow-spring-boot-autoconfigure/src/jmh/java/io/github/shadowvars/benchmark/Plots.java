package io.github.shadowvars.benchmark;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws the cost of a get against size, and the heap per variable.
 */
final class Plots {

	private static final Color OURS = new Color(0xc0, 0x1c, 0x28);

	private static final Color LIMIT = Color.GRAY;

	private static final Color[] PEERS = { new Color(0x1f, 0x77, 0xb4), new Color(0x2c, 0xa0, 0x2c),
			new Color(0xff, 0x7f, 0x0e), new Color(0x94, 0x67, 0xbd), new Color(0x8c, 0x56, 0x4b),
			new Color(0xe3, 0x77, 0xc2), new Color(0x17, 0xbe, 0xcf), new Color(0xbc, 0xbd, 0x22),
			new Color(0x1b, 0x3a, 0x6b) };

	private Plots() {
	}

	static void write(Figures figures, Path folder) throws IOException {
		Map<Peer.Kind, Map<Integer, Double>> hits = new TreeMap<>();
		for (Row row : figures.rows()) {
			if (row.equals(Operation.GET.row(row.size()))) {
				figures.kinds(row)
					.forEach((kind) -> hits.computeIfAbsent(kind, (key) -> new TreeMap<>())
						.put(row.size(), figures.median(row, kind)));
			}
		}
		if (!hits.isEmpty()) {
			save(hits(hits), folder.resolve("get"));
		}
		Map<Peer.Kind, Double> bytes = new TreeMap<>();
		for (Row row : figures.rows()) {
			if (row.name().equals(Footprint.TITLE)) {
				figures.kinds(row).forEach((kind) -> bytes.put(kind, figures.median(row, kind)));
			}
		}
		if (!bytes.isEmpty()) {
			save(bytes(bytes), folder.resolve("bytes"));
		}
	}

	private static XYChart hits(Map<Peer.Kind, Map<Integer, Double>> hits) {
		XYChart chart = new XYChartBuilder().width(960)
			.height(600)
			.title("get of an attached value: ns per call, by number of variables")
			.xAxisTitle("variables")
			.yAxisTitle("ns")
			.build();
		style(chart);
		chart.getStyler().setXAxisLogarithmic(true);
		chart.getStyler().setYAxisLogarithmic(true);
		chart.getStyler().setXAxisDecimalPattern("#,##0");
		chart.getStyler().setYAxisDecimalPattern("#,##0");
		chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
		int next = 0;
		for (Map.Entry<Peer.Kind, Map<Integer, Double>> entry : hits.entrySet()) {
			Peer.Kind kind = entry.getKey();
			XYSeries series = chart.addSeries(kind.title,
					entry.getValue().keySet().stream().mapToDouble((size) -> size).toArray(),
					entry.getValue().values().stream().mapToDouble((figure) -> figure).toArray());
			boolean limit = kind == Peer.Kind.FIELD || kind == Peer.Kind.IDENTITY_HASH_MAP;
			Color color = isOurs(kind) ? OURS : limit ? LIMIT : PEERS[next++];
			series.setMarkerColor(color).setMarker(SeriesMarkers.CIRCLE).setLineColor(color);
			series.setLineStyle((kind == Peer.Kind.SHADOW) ? new BasicStroke(4)
					: (kind == Peer.Kind.FIELD)
							? new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1, new float[] { 2, 4 }, 0)
							: limit ? new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1,
									new float[] { 8, 4 }, 0) : new BasicStroke(1.5f));
		}
		return chart;
	}

	private static boolean isOurs(Peer.Kind kind) {
		return kind == Peer.Kind.SHADOW || kind == Peer.Kind.SHADOW_WOVEN;
	}

	private static CategoryChart bytes(Map<Peer.Kind, Double> bytes) {
		CategoryChart chart = new CategoryChartBuilder().width(960)
			.height(520)
			.title("heap per variable, the parent left out")
			.yAxisTitle("bytes")
			.build();
		style(chart);
		chart.getStyler().setLegendVisible(false);
		chart.getStyler().setXAxisLabelRotation(30);
		chart.getStyler().setOverlapped(true);
		chart.getStyler().setLabelsVisible(true);
		chart.getStyler().setLabelsPosition(0.94);
		chart.getStyler().setLabelsFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
		chart.getStyler().setPlotGridVerticalLinesVisible(false);
		chart.getStyler().setYAxisMin(0.0);
		chart.getStyler().setDecimalPattern("0");
		chart.getStyler().setYAxisDecimalPattern("0");
		List<Map.Entry<Peer.Kind, Double>> sorted = new ArrayList<>(bytes.entrySet());
		sorted.sort(Map.Entry.comparingByValue(Comparator.naturalOrder()));
		List<String> titles = sorted.stream().map((entry) -> entry.getKey().title).toList();
		for (int i = 0; i < sorted.size(); i++) {
			Double[] bar = new Double[sorted.size()];
			bar[i] = sorted.get(i).getValue();
			Peer.Kind kind = sorted.get(i).getKey();
			chart.addSeries(kind.title, titles, Arrays.asList(bar))
				.setFillColor(isOurs(kind) ? OURS : kind.weak ? PEERS[0] : LIMIT);
		}
		return chart;
	}

	private static void style(Chart<?, ?> chart) {
		chart.getStyler().setChartBackgroundColor(Color.WHITE);
		chart.getStyler().setPlotBackgroundColor(Color.WHITE);
		chart.getStyler().setLegendBorderColor(Color.WHITE);
		chart.getStyler().setChartTitleBoxVisible(false);
	}

	private static void save(Chart<?, ?> chart, Path file) throws IOException {
		BitmapEncoder.saveBitmapWithDPI(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG, 144);
		VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(),
				VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
	}

}
