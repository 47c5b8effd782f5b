package io.github.shadowvars.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged demo, started with the agent by the command of the page 'Woven parents'.
 * Its mistake is no leak, as that page shows.
 */
class WovenJarTests {

	private static final Path ROOT = Path.of("..");

	private static final String AGENT = "-javaagent:";

	@TempDir
	private Path directory;

	@Test
	void leakShouldBeCollectedWhenTheParentIsWoven() throws Exception {
		String page = Files.readString(ROOT.resolve("shadow-spring-boot-starter/docs/woven-parents.md"));
		try (RunningJar demo = start(page)) {
			assertThat(demo.output()).contains("Woven parents: io.github.shadowvars.demo.vendor.Station");
			List<ConsoleCommand> commands = ConsoleCommand.of(page);
			assertThat(commands).hasSize(2);
			for (ConsoleCommand command : commands) {
				Awaitility.await()
					.atMost(Duration.ofMinutes(1))
					.pollInterval(Duration.ofMillis(50))
					.untilAsserted(
							() -> assertThat(ConsoleCommand.shape(command.run(demo.port()))).as(command.command())
								.isEqualTo(ConsoleCommand.shape(command.output())));
			}
		}
	}

	/**
	 * Runs the page's command in the folder of the checkout, with more traffic.
	 */
	private RunningJar start(String page) {
		List<String> command = page.lines()
			.filter((line) -> line.startsWith("java ") && line.contains(" -jar demo-app/"))
			.map((line) -> List.of(line.split(" ")))
			.findFirst()
			.orElseThrow();
		int jar = command.indexOf("-jar");
		List<String> options = command.subList(1, jar)
			.stream()
			.map((option) -> option.replace(AGENT, AGENT + ROOT + "/"))
			.toList();
		List<String> arguments = new ArrayList<>(command.subList(jar + 2, command.size()));
		arguments.addAll(List.of("--demo.traffic.interval=5ms", "--demo.traffic.collect-interval=100ms"));
		return new RunningJar(this.directory, ROOT.resolve(command.get(jar + 1)), options, arguments);
	}

}
