package io.github.shadowvars.actuate.endpoint;

import org.springframework.boot.WebApplicationType;

/**
 * Tests for {@link ShadowsEndpoint} on Tomcat.
 */
class ShadowsEndpointTomcatTests extends AbstractShadowsEndpointHttpTests {

	ShadowsEndpointTomcatTests() {
		super(WebApplicationType.SERVLET);
	}

}
