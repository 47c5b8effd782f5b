package io.github.shadowvars.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the leak hunt of the page 'Finding leaks'. Each command must return the documented
 * answer, except for numbers, ages and hashes.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "demo.leak=true", "demo.traffic.interval=5ms", "demo.traffic.collect-interval=100ms",
				"shadow.leak-check=on" })
@ExtendWith(OutputCaptureExtension.class)
class LeakHuntTests {

	private static final int COMMANDS = 6;

	@LocalServerPort
	private int port;

	@Test
	void commandsShouldAnswerWhatThePageShows() throws Exception {
		List<ConsoleCommand> commands = ConsoleCommand.of(page());
		assertThat(commands).hasSize(COMMANDS);
		for (ConsoleCommand command : commands) {
			// The leak needs a few collections, and stations that are attached after
			// tracking began
			Awaitility.await()
				.atMost(Duration.ofMinutes(1))
				.pollInterval(Duration.ofMillis(50))
				.untilAsserted(() -> assertThat(ConsoleCommand.shape(command.run(this.port))).as(command.command())
					.isEqualTo(ConsoleCommand.shape(command.output())));
		}
	}

	@Test
	void logShouldBeWhatThePageShows(CapturedOutput output) throws Exception {
		String warning = page().lines()
			.filter((line) -> line.startsWith("A value of shadow 0x3 "))
			.findFirst()
			.orElseThrow();
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(ConsoleCommand.shape(output.getAll())).contains(ConsoleCommand.shape(warning)));
	}

	private static String page() throws Exception {
		return Files.readString(Path.of("../shadow-spring-boot-starter/docs/leaks.md"));
	}

}
