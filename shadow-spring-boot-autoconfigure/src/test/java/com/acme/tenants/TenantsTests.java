package com.acme.tenants;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the first example of the documentation.
 */
class TenantsTests {

	private static final Path SOURCES = Path.of("src/test/java/com/acme/tenants");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class, ShadowAutoConfiguration.class,
				ShadowJdbcAutoConfiguration.class))
		.withUserConfiguration(TenantConfiguration.class, Tenants.class)
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:", "spring.datasource.hikari.maximum-pool-size=1");

	@Test
	void useShouldAskTheDatabaseOncePerPhysicalConnection() {
		this.runner.run((context) -> {
			DataSource dataSource = context.getBean(DataSource.class);
			Tenants tenants = context.getBean(Tenants.class);
			use(dataSource, tenants, true);
			use(dataSource, tenants, false);
			assertThat(tenants.tenant().stats().allocated()).isEqualTo(1);
			((HikariDataSource) dataSource).getHikariPoolMXBean().softEvictConnections();
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(tenants.tenant().stats().freed())
					.containsEntry(FreeCause.PARENT_DESTROYED, 1L));
			use(dataSource, tenants, true);
			assertThat(tenants.tenant().stats()).satisfies((stats) -> {
				assertThat(stats.allocated()).isEqualTo(2);
				assertThat(stats.live()).isEqualTo(1);
			});
		});
	}

	private static void use(DataSource dataSource, Tenants tenants, boolean fresh) throws SQLException {
		try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
			if (fresh) {
				statement.execute("CREATE SCHEMA ACME");
			}
			tenants.use(connection, "ACME");
			assertThat(connection.getSchema()).isEqualTo("ACME");
		}
	}

	@Test
	void exampleShouldHaveAtMost25LinesWithItsProperties() throws Exception {
		List<String> example = new ArrayList<>(List.of("spring.datasource.url=jdbc:postgresql://localhost/shop"));
		for (String name : List.of("Tenants.java", "TenantConfiguration.java")) {
			List<String> lines = Files.readAllLines(SOURCES.resolve(name));
			example.addAll(lines.subList(lines.indexOf("// tag::example[]") + 1, lines.indexOf("// end::example[]")));
		}
		example.removeIf(String::isBlank);
		assertThat(example).hasSizeBetween(10, 25);
	}

}
