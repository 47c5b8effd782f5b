package com.acme.woven;

import java.util.ArrayList;
import java.util.List;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.actuate.endpoint.ShadowsEndpoint;
import io.github.shadowvars.weave.Weaving;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests for what the endpoint shows about woven parents. Runs only with the agent.
 */
class WovenDetailsTests {

	@BeforeAll
	static void needAgent() {
		assumeTrue(Weaving.isActive(), "The agent runs in the integration-test phase only");
	}

	@Test
	void wovenShouldBeTheNumberOfScannedVariablesWithAWovenParent() {
		try (ShadowRegistry registry = ShadowRegistry.create()) {
			ShadowVariable<Object, Object> variable = registry
				.register(ShadowType.builder(Object.class, Object.class).id(1).build());
			List<Object> parents = new ArrayList<>(List.of(new Device(), new Device(), new Object()));
			parents.forEach((parent) -> variable.alloc(parent, (same) -> "value"));
			ShadowsEndpoint endpoint = new ShadowsEndpoint(registry);
			assertThat(endpoint.get("1", 1, null).woven()).isEqualTo(2);
			parents.forEach(variable::free);
			assertThat(endpoint.get("1", 1, null).woven()).isZero();
		}
	}

	private static final class Device {

	}

}
