package io.github.shadowvars.actuate.endpoint;

import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * Maps the results of {@link ShadowsEndpoint} to HTTP: 200 with its record, 400 for an
 * invalid request, and 404 for an unknown id. The bodies of a 400 and a 404 have an
 * {@code error}, for example:
 *
 * <pre class="code">
 * {"error":"limit must be a number from 1 to 1000, but is '0'; use for example limit=100"}
 * </pre>
 * <p>
 * Thread-safe, without state of its own.
 */
@EndpointWebExtension(endpoint = ShadowsEndpoint.class)
public final class ShadowsEndpointWebExtension {

	private final ShadowsEndpoint endpoint;

	/**
	 * Creates the extension.
	 * @param endpoint the endpoint that does the work
	 * @throws NullPointerException if the endpoint is null
	 */
	public ShadowsEndpointWebExtension(ShadowsEndpoint endpoint) {
		this.endpoint = Objects.requireNonNull(endpoint, "endpoint must not be null");
	}

	/**
	 * Lists the ids in use, like {@link ShadowsEndpoint#list}.
	 * @param after the id or the name before the first one on the page
	 * @param limit the maximal number of ids on the page
	 * @return 200 or 400
	 */
	@ReadOperation
	@SuppressWarnings("deprecation") // the only way to make a parameter optional on 3.5
	public WebEndpointResponse<OperationResponseBody> list(@org.springframework.lang.Nullable @Nullable String after,
			@org.springframework.lang.Nullable @Nullable String limit) {
		return respond(() -> this.endpoint.list(after, parse(limit)));
	}

	/**
	 * Shows one id, like {@link ShadowsEndpoint#get}.
	 * @param id the rest of the path: the id or the name
	 * @param limit the maximal number of variables to list
	 * @param check an additional check
	 * @return 200, 400 or 404
	 */
	@ReadOperation
	@SuppressWarnings("deprecation") // the only way to make a parameter optional on 3.5
	public WebEndpointResponse<OperationResponseBody> get(@Selector(match = Match.ALL_REMAINING) Object id,
			@org.springframework.lang.Nullable @Nullable String limit,
			@org.springframework.lang.Nullable @Nullable String check) {
		return respond(() -> this.endpoint.get(ShadowId.fromPath(id), parse(limit), check));
	}

	/**
	 * Sets the tracking level of one id, like {@link ShadowsEndpoint#track}.
	 * @param id the rest of the path: the id or the name
	 * @param tracking the level
	 * @return 200, 400 or 404
	 */
	@WriteOperation
	@SuppressWarnings("deprecation") // the only way to make a parameter optional on 3.5
	public WebEndpointResponse<OperationResponseBody> track(@Selector(match = Match.ALL_REMAINING) Object id,
			@org.springframework.lang.Nullable @Nullable String tracking) {
		return respond(() -> this.endpoint.track(ShadowId.fromPath(id), tracking));
	}

	/**
	 * Frees every variable of one id, like {@link ShadowsEndpoint#purge}.
	 * @param id the rest of the path: the id or the name
	 * @return 200, 400 or 404
	 */
	@DeleteOperation
	public WebEndpointResponse<OperationResponseBody> purge(@Selector(match = Match.ALL_REMAINING) Object id) {
		return respond(() -> this.endpoint.purge(ShadowId.fromPath(id)));
	}

	/**
	 * Frees every variable of every id, like {@link ShadowsEndpoint#purgeAll}.
	 * @param confirm must be {@code all}
	 * @param id must be absent, because a request with it means one id
	 * @return 200 or 400
	 */
	@DeleteOperation
	@SuppressWarnings("deprecation") // the only way to make a parameter optional on 3.5
	public WebEndpointResponse<OperationResponseBody> purgeAll(
			@org.springframework.lang.Nullable @Nullable String confirm,
			@org.springframework.lang.Nullable @Nullable Object id) {
		return respond(() -> {
			if (id != null) {
				throw ShadowId.notInPath();
			}
			return this.endpoint.purgeAll(confirm);
		});
	}

	private static WebEndpointResponse<OperationResponseBody> respond(Supplier<OperationResponseBody> operation) {
		try {
			return new WebEndpointResponse<>(operation.get());
		}
		catch (InvalidEndpointRequestException ex) {
			return error(ex.getReason(), WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		catch (NoSuchElementException ex) {
			return error(ex.getMessage(), WebEndpointResponse.STATUS_NOT_FOUND);
		}
	}

	private static WebEndpointResponse<OperationResponseBody> error(@Nullable String message, int status) {
		return new WebEndpointResponse<>(new ShadowError(String.valueOf(message)), status);
	}

	private static @Nullable Integer parse(@Nullable String limit) {
		try {
			return (limit != null) ? Integer.valueOf(limit) : null;
		}
		catch (NumberFormatException ex) {
			throw ShadowId.invalidLimit(limit);
		}
	}

}
