package io.github.shadowvars.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;

/**
 * The environment of a measurement. Figures without it are meaningless.
 *
 * @param machine the processors, memory and system
 * @param jdk the virtual machine
 * @param flags the flags of every process that measures
 * @param command the command that repeats the run
 */
record Environment(String machine, String jdk, String flags, String command) {

	static Environment of(List<String> args, List<String> jvmFlags) throws IOException {
		OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
		String machine = "%d x %s, %d GB, %s %s".formatted(system.getAvailableProcessors(), processor(),
				Math.round(system.getTotalMemorySize() / 1e9), system.getName(), system.getArch());
		String jdk = "%s (%s)".formatted(Runtime.version(), System.getProperty("java.vendor"));
		String flags = String.join(" ", Jvm.flags(1, jvmFlags)) + "; 4 GB of heap for 1,000,000, 4 to 12 GB for programs";
		String options = args.stream()
			.filter((arg) -> !arg.endsWith("=") && !arg.equals("quick=false"))
			.collect(Collectors.joining(" "));
		String command = "mvn -P benchmark -pl shadow-spring-boot-autoconfigure verify"
				+ (options.isEmpty() ? "" : " -Dbenchmark.args=\"%s\"".formatted(options));
		return new Environment(machine, jdk, flags, command);
	}

	private static String processor() throws IOException {
		Path file = Path.of("/proc/cpuinfo");
		if (Files.exists(file)) {
			try (Stream<String> lines = Files.lines(file)) {
				return lines.filter((line) -> line.startsWith("model name"))
					.map((line) -> line.substring(line.indexOf(':') + 1).strip())
					.findFirst()
					.orElse("processor");
			}
		}
		return "processor";
	}

}
