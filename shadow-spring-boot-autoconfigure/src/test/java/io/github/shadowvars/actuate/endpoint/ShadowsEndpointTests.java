package io.github.shadowvars.actuate.endpoint;

import java.util.NoSuchElementException;
import java.util.stream.IntStream;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.actuate.endpoint.ShadowDetails.LiveParents;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ShadowsEndpoint}.
 */
class ShadowsEndpointTests {

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final ShadowsEndpoint endpoint = new ShadowsEndpoint(this.registry);

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void getWhenVariablesAreManyShouldScanABoundedNumber() {
		Object[] parents = IntStream.range(0, 10_001).mapToObj((i) -> new int[0]).toArray();
		for (int i = 0; i < 10_000; i++) {
			this.registry.alloc(parents[i], 1, (parent) -> "value");
		}
		assertThat(this.endpoint.get("1", 1000, null)).satisfies((details) -> {
			assertThat(details.scanned()).isEqualTo(10_000);
			assertThat(details.complete()).isTrue();
			assertThat(details.variables()).hasSize(1000);
		});
		this.registry.alloc(parents[10_000], 1, (parent) -> "value");
		assertThat(this.endpoint.get("1", null, null)).satisfies((details) -> {
			assertThat(details.live()).isEqualTo(10_001);
			assertThat(details.scanned()).isEqualTo(10_000);
			assertThat(details.complete()).isFalse();
			assertThat(details.parents()).containsExactly(new LiveParents("[I", 10_000));
		});
	}

	@Test
	void anyWhenRegistryIsClosedShouldShowNothing() {
		this.registry.alloc(this, 1, (parent) -> "value");
		this.registry.close();
		assertThat(this.endpoint.list(null, null).total()).isZero();
		assertThat(this.endpoint.purgeAll("all").freed()).isZero();
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> this.endpoint.get("1", null, null))
			.withMessage(
					"No shadow variable has the id or name '1'; use an id or a name that the list of shadows shows");
	}

	@Test
	void listWhenLimitIsOutOfRangeShouldThrow() {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.list(null, 1001))
			.withMessage("limit must be a number from 1 to 1000, but is '1001'; use for example limit=100");
	}

}
