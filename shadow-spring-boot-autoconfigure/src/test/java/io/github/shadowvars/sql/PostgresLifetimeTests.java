package io.github.shadowvars.sql;

import java.io.IOException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests for {@link ConnectionLifetime} with a PostgreSQL server. Skipped where Debian's
 * package {@code postgresql} is not installed, unless the environment variable
 * {@code DEMO_REQUIRE} lists {@code postgresql}.
 */
@Tag("once")
@ExtendWith(PostgresLifetimeTests.Installed.class)
class PostgresLifetimeTests extends AbstractJdbcLifetimeTests {

	private static @Nullable PostgresServer server;

	@BeforeAll
	static void start() throws Exception {
		server = PostgresServer.start();
	}

	@AfterAll
	static void stop() throws IOException {
		if (server != null) {
			server.close();
		}
	}

	@Override
	String[] database() {
		return new String[] { "spring.datasource.url=" + ((server != null) ? server.url() : ""),
				"spring.datasource.username=postgres" };
	}

	static final class Installed implements ExecutionCondition {

		@Override
		public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
			if (PostgresServer.isInstalled()) {
				return ConditionEvaluationResult.enabled("PostgreSQL is installed");
			}
			String required = System.getenv("DEMO_REQUIRE");
			if (required != null && required.contains("postgresql")) {
				return ConditionEvaluationResult.enabled("DEMO_REQUIRE lists postgresql");
			}
			return ConditionEvaluationResult
				.disabled("There is no initdb in /usr/lib/postgresql; install the Debian package postgresql");
		}

	}

}
