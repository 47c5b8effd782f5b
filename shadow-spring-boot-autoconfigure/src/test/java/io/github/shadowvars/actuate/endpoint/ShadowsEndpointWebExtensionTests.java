package io.github.shadowvars.actuate.endpoint;

import java.util.Objects;
import java.util.function.Supplier;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowTracking;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link ShadowsEndpointWebExtension}.
 */
class ShadowsEndpointWebExtensionTests {

	private static final String LIMIT = "limit must be a number from 1 to 1000, but is '%s'; use for example limit=100";

	private static final String[] FIRST = { "1" };

	private static final String[] UNKNOWN = { "3" };

	private static final String[] TWO = { "1", "2" };

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final ShadowsEndpoint endpoint = new ShadowsEndpoint(this.registry);

	private final ShadowsEndpointWebExtension extension = new ShadowsEndpointWebExtension(this.endpoint);

	private final ShadowVariable<Object, String> variable = this.registry
		.register(ShadowType.builder(Object.class, String.class).id(1).constructor((parent) -> "value").build());

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void anyWhenTheEndpointAnswersShouldBe200WithItsRecord() {
		this.variable.alloc(this);
		assertThat(answer(this.extension.list(null, null))).isEqualTo(this.endpoint.list(null, null));
		assertThat(answer(this.extension.list("1", "1"))).isEqualTo(this.endpoint.list("1", 1));
		assertThat(answer(this.extension.get(FIRST, "1", null))).isEqualTo(this.endpoint.get("1", 1, null));
		assertThat(answer(this.extension.get(FIRST, null, "reachability")))
			.isEqualTo(this.endpoint.get("1", null, "reachability"));
		assertThat(answer(this.extension.track(FIRST, "full"))).isInstanceOf(ShadowEntry.class);
		assertThat(this.variable.tracking()).isEqualTo(ShadowTracking.FULL);
		assertThat(answer(this.extension.purge(FIRST))).isEqualTo(new ShadowPurged("0x1", 1, 0));
		this.variable.alloc(this);
		assertThat(answer(this.extension.purgeAll("all", null))).isEqualTo(new ShadowPurged("*", 1, 0));
	}

	@Test
	void anyWhenTheRequestIsWrongShouldBe400WithTheReason() {
		assertRefused(400, LIMIT.formatted("many"), () -> this.extension.list(null, "many"));
		assertRefused(400, LIMIT.formatted("1001"), () -> this.extension.get(FIRST, "1001", null));
		assertRefused(400,
				"tracking must be off, sampled or full, but is missing; send for example " + "{\"tracking\":\"full\"}",
				() -> this.extension.track(FIRST, null));
		assertRefused(400,
				"A purge of every id must be confirmed, but confirm is missing; use confirm=all, or name one id",
				() -> this.extension.purgeAll(null, null));
	}

	@Test
	void anyWhenTheIdIsUnknownShouldBe404WithTheReason() {
		String reason = "No shadow variable has the id or name '%s'; use an id or a name that the endpoint lists";
		assertRefused(404, reason.formatted("3"), () -> this.extension.get(UNKNOWN, null, null));
		assertRefused(404, reason.formatted("3"), () -> this.extension.track(UNKNOWN, "full"));
		assertRefused(404, reason.formatted("3"), () -> this.extension.purge(UNKNOWN));
		assertRefused(404, reason.formatted("1/2"), () -> this.extension.purge(TWO));
	}

	@Test
	void anyWhenTheIdIsNotOfThePathShouldBe400() {
		this.variable.alloc(this);
		String reason = "The id must be in the path, but is a parameter; remove it from the query or the body, "
				+ "and send the request to the path of the id";
		assertRefused(400, reason, () -> this.extension.get("1", null, null));
		assertRefused(400, reason, () -> this.extension.track("1", "full"));
		assertRefused(400, reason, () -> this.extension.purge("1"));
		assertRefused(400, reason, () -> this.extension.purgeAll("all", "1"));
		assertThat(this.variable.has(this)).isTrue();
		assertThat(this.variable.tracking()).isEqualTo(ShadowTracking.OFF);
	}

	@Test
	@SuppressWarnings("NullAway")
	void constructorWhenArgumentIsNullShouldNameIt() {
		assertThatNullPointerException().isThrownBy(() -> new ShadowsEndpointWebExtension(null))
			.withMessage("endpoint must not be null");
	}

	private static OperationResponseBody answer(WebEndpointResponse<OperationResponseBody> response) {
		assertThat(response.getStatus()).isEqualTo(200);
		return Objects.requireNonNull(response.getBody());
	}

	private static void assertRefused(int status, String reason,
			Supplier<WebEndpointResponse<OperationResponseBody>> request) {
		WebEndpointResponse<OperationResponseBody> response = request.get();
		assertThat(response.getStatus()).isEqualTo(status);
		assertThat(response.getBody()).isEqualTo(new ShadowError(reason));
	}

}
