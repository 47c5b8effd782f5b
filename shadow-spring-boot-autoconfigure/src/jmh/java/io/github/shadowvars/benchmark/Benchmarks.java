package io.github.shadowvars.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs all benchmarks, and writes their figures, a table and plots.
 */
public final class Benchmarks {

	private static final List<Peer.Kind> NOT_WHOLE = List.of(Peer.Kind.FIELD, Peer.Kind.SPRING, Peer.Kind.VIRTUAL_FIELD,
			Peer.Kind.NETTY);

	private Benchmarks() {
	}

	/**
	 * Runs the benchmarks.
	 * @param args the folder to write to, then options of JMH
	 * @throws Exception if a benchmark fails
	 */
	public static void main(String[] args) throws Exception {
		Path folder = Files.createDirectories(Path.of(args[0]));
		Report report = new Report();
		for (RunResult result : calls(folder, Arrays.copyOfRange(args, 1, args.length))) {
			report.add(result);
		}
		for (Map.Entry<Program, Map<Peer.Kind, Double>> program : programs().entrySet()) {
			report.add(program.getKey(), program.getValue());
		}
		report.write(folder);
	}

	private static List<RunResult> calls(Path folder, String[] options)
			throws CommandLineOptionException, RunnerException {
		List<RunResult> results = new ArrayList<>();
		OptionsBuilder all = new OptionsBuilder();
		all.parent(new CommandLineOptions(options)).resultFormat(ResultFormatType.JSON);
		results.addAll(new Runner(new OptionsBuilder().parent(all.build())
			.include("ShadowBenchmark.(get|miss|getOrAlloc|allocFree)$")
			.result(folder.resolve("one-thread.json").toString())
			.build()).run());
		results.addAll(new Runner(new OptionsBuilder().parent(all.build())
			.include("ShadowBenchmark.getOfSeveral$")
			.param("ids", "8")
			.param("size", "1000", "100000")
			.result(folder.resolve("eight-ids.json").toString())
			.build()).run());
		results.addAll(new Runner(new OptionsBuilder().parent(all.build())
			.include("ShadowBenchmark.(get|allocFree|getWhileChurning)$")
			.threads(2)
			.param("size", "100000")
			.param("kind",
					Stream.of(Peer.Kind.values())
						.filter((kind) -> kind != Peer.Kind.IDENTITY_HASH_MAP)
						.map(Enum::name)
						.toArray(String[]::new))
			.result(folder.resolve("two-threads.json").toString())
			.build()).run());
		return results;
	}

	private static Map<Program, Map<Peer.Kind, Double>> programs() throws IOException, InterruptedException {
		Map<Program, Map<Peer.Kind, Double>> results = new TreeMap<>();
		for (Program program : Program.values()) {
			for (Peer.Kind kind : Peer.Kind.values()) {
				if (!NOT_WHOLE.contains(kind)) {
					results.computeIfAbsent(program, (key) -> new TreeMap<>()).put(kind, run(program, kind));
				}
			}
		}
		return results;
	}

	private static double run(Program program, Peer.Kind kind) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms8g", "-Xmx8g",
						"-XX:+UseG1GC", "-XX:+AlwaysPreTouch"));
		if (Runtime.version().feature() >= 25) {
			command.add("-XX:+UseCompactObjectHeaders");
		}
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName(), program.name(),
				kind.name()));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		int exit = process.waitFor();
		double result = output.lines()
			.filter((line) -> line.startsWith("RESULT "))
			.mapToDouble((line) -> Double.parseDouble(line.substring("RESULT ".length())))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(
					"%s of %s ended with %d and printed: %s".formatted(program, kind, exit, output)));
		System.out.printf("%-12s %-40s %10.3f %s%n", program, kind.title, result, program.unit);
		return result;
	}

}
