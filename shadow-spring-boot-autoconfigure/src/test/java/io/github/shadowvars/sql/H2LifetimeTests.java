package io.github.shadowvars.sql;

/**
 * Tests for {@link ConnectionLifetime} with an H2 database in memory.
 */
class H2LifetimeTests extends AbstractJdbcLifetimeTests {

	@Override
	String[] database() {
		return new String[] { "spring.datasource.url=jdbc:h2:mem:", "spring.datasource.username=sa" };
	}

}
