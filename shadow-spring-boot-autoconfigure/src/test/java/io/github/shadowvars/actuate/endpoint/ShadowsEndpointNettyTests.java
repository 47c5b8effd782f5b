package io.github.shadowvars.actuate.endpoint;

import org.springframework.boot.WebApplicationType;

/**
 * Tests for {@link ShadowsEndpoint} on Netty.
 */
class ShadowsEndpointNettyTests extends AbstractShadowsEndpointHttpTests {

	ShadowsEndpointNettyTests() {
		super(WebApplicationType.REACTIVE);
	}

}
