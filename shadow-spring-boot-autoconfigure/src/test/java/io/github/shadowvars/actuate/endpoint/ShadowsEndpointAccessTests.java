package io.github.shadowvars.actuate.endpoint;

import io.github.shadowvars.ShadowRegistry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static io.github.shadowvars.actuate.endpoint.AbstractShadowsEndpointHttpTests.post;
import static io.github.shadowvars.actuate.endpoint.AbstractShadowsEndpointHttpTests.send;
import static io.github.shadowvars.actuate.endpoint.AbstractShadowsEndpointHttpTests.start;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the access to {@link ShadowsEndpoint} over HTTP.
 */
class ShadowsEndpointAccessTests {

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void changeWhenAccessIsTheDefaultShouldBeRefused(WebApplicationType type) {
		try (ConfigurableApplicationContext context = start(type)) {
			ShadowRegistry registry = context.getBean(ShadowRegistry.class);
			registry.alloc(this, 1, (parent) -> "value");
			assertThat(send(context, "DELETE", "/1").statusCode()).isEqualTo(405);
			assertThat(send(context, "DELETE", "?confirm=all").statusCode()).isEqualTo(405);
			assertThat(post(context, "/1", "{\"tracking\":\"full\"}").statusCode()).isEqualTo(405);
			assertThat(send(context, "GET", "/1").statusCode()).isEqualTo(200);
			assertThat(registry.get(this, 1)).isEqualTo("value");
		}
	}

}
