package com.acme.queries;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.shadowvars.FreeCause;
import io.github.shadowvars.autoconfigure.ShadowAutoConfiguration;
import io.github.shadowvars.autoconfigure.ShadowJdbcAutoConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the first example of the documentation.
 */
@ExtendWith(OutputCaptureExtension.class)
class QueryCounterTests {

	private static final Path SOURCES = Path.of("src/test/java/com/acme/queries");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class, ShadowAutoConfiguration.class,
				ShadowJdbcAutoConfiguration.class))
		.withUserConfiguration(QueriesConfiguration.class, QueryCounter.class)
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:", "spring.datasource.hikari.maximum-pool-size=1");

	@Test
	void countShouldGoOnUntilThePoolClosesThePhysicalConnection(CapturedOutput output) {
		this.runner.run((context) -> {
			DataSource dataSource = context.getBean(DataSource.class);
			QueryCounter counter = context.getBean(QueryCounter.class);
			count(dataSource, counter);
			count(dataSource, counter);
			assertThat(counter.queries().stats().allocated()).isEqualTo(1);
			((HikariDataSource) dataSource).getHikariPoolMXBean().softEvictConnections();
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(counter.queries().stats().freed())
					.containsEntry(FreeCause.PARENT_DESTROYED, 1L));
			assertThat(output).contains("2 queries on conn");
			count(dataSource, counter);
			assertThat(counter.queries().stats()).satisfies((stats) -> {
				assertThat(stats.allocated()).isEqualTo(2);
				assertThat(stats.live()).isEqualTo(1);
			});
		});
	}

	private static void count(DataSource dataSource, QueryCounter counter) throws SQLException {
		try (Connection connection = dataSource.getConnection()) {
			counter.count(connection);
		}
	}

	@Test
	void exampleShouldHaveAtMost25LinesWithItsProperties() throws Exception {
		List<String> example = new ArrayList<>(List.of("spring.datasource.url=jdbc:postgresql://localhost/shop"));
		for (String name : List.of("QueryCounter.java", "QueriesConfiguration.java")) {
			List<String> lines = Files.readAllLines(SOURCES.resolve(name));
			example.addAll(lines.subList(lines.indexOf("// tag::example[]") + 1, lines.indexOf("// end::example[]")));
		}
		example.removeIf(String::isBlank);
		assertThat(example).hasSizeBetween(10, 25);
	}

}
