package com.acme.cost;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The figures of one start of the application.
 */
record Start(List<Long> figures) {

	static final List<String> NAMES = List.of("process start until ready, ms", "of it since `SpringApplication.run`, ms",
			"CPU time until ready, ms", "allocated by the main thread until ready, KiB",
			"heap in use after full GC, KiB", "metaspace in use, KiB", "classes loaded", "threads");

	static Start of(String classPath) throws IOException, InterruptedException {
		String java = ProcessHandle.current().info().command().orElseThrow();
		long begin = System.nanoTime();
		Process process = new ProcessBuilder(java, "-cp", classPath, EmptyApplication.class.getName())
			.redirectErrorStream(true)
			.start();
		try (BufferedReader output = process.inputReader()) {
			List<String> printed = new ArrayList<>();
			long ready = 0;
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				if (line.equals(EmptyApplication.READY)) {
					ready = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
				}
				else if (line.startsWith(EmptyApplication.FIGURES)) {
					Stream<Long> others = Stream.of(line.substring(EmptyApplication.FIGURES.length()).split(" "))
						.map(Long::valueOf);
					return new Start(Stream.concat(Stream.of(ready), others).toList());
				}
				printed.add(line);
			}
			throw new IllegalStateException("The application must start, but ended:\n" + String.join("\n", printed));
		}
		finally {
			process.destroy();
			process.waitFor();
		}
	}

}
