package com.acme.cost;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts the application alternately with and without the starter in its class path, and
 * prints a table of the costs.
 */
final class Cost {

	private static final String STARTER = "shadow-spring-boot-";

	private Cost() {
	}

	public static void main(String[] args) throws IOException, InterruptedException {
		String with = System.getProperty("java.class.path");
		String without = Stream.of(with.split(File.pathSeparator))
			.filter((entry) -> !Path.of(entry).getFileName().toString().startsWith(STARTER))
			.collect(Collectors.joining(File.pathSeparator));
		if (with.equals(without)) {
			throw new IllegalStateException("The class path must hold %s*.jar, but is %s".formatted(STARTER, with));
		}
		// Warm-up, so that no measured start reads the jars from the disk
		Start.of(without);
		Start.of(with);
		int starts = Integer.parseInt(args[0]);
		List<Start> withouts = new ArrayList<>();
		List<Start> withs = new ArrayList<>();
		for (int i = 0; i < starts; i++) {
			// The order alternates
			if (i % 2 == 0) {
				withouts.add(Start.of(without));
				withs.add(Start.of(with));
			}
			else {
				withs.add(Start.of(with));
				withouts.add(Start.of(without));
			}
		}
		print(withouts, withs);
	}

	private static void print(List<Start> withouts, List<Start> withs) {
		print("%nJava %s, %d processors, %d pairs of starts. Medians, quartiles in brackets; of what the two of a pair "
				+ "differ by, too, with its 95 %% confidence limits.%n%n", System.getProperty("java.vm.version"),
				Runtime.getRuntime().availableProcessors(), withs.size());
		print("| | without | with | difference | ratio |%n|---|---|---|---|---|%n");
		for (int i = 0; i < Start.NAMES.size(); i++) {
			Pairs pairs = new Pairs(figures(withouts, i), figures(withs, i));
			double[] limits = pairs.limits(Cost::subtract);
			print("| %s | %s | %s | %+.0f (%+.0f to %+.0f) | %.3f |%n", Start.NAMES.get(i), describe(pairs.without()),
					describe(pairs.with()), pairs.median(Cost::subtract), limits[0], limits[1],
					pairs.median(Cost::divide));
		}
	}

	private static double[] figures(List<Start> starts, int index) {
		return starts.stream().mapToDouble((start) -> start.figures().get(index)).toArray();
	}

	private static double subtract(double with, double without) {
		return with - without;
	}

	private static double divide(double with, double without) {
		return with / without;
	}

	private static String describe(double[] values) {
		return String.format(Locale.ROOT, "%.0f (%.0f to %.0f)", Pairs.quantile(values, 0.5),
				Pairs.quantile(values, 0.25), Pairs.quantile(values, 0.75));
	}

	private static void print(String format, Object... arguments) {
		System.out.printf(Locale.ROOT, format, arguments);
	}

}
