package io.github.shadowvars.demo.dashboard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Thrown when a request fails or gets no answer. The page shows its message unchanged.
 */
final class RefusedException extends RuntimeException {

	/** The status if there was no answer. */
	static final int GONE = 0;

	private static final long serialVersionUID = 1L;

	// Errors of the endpoint, and problem details of the stations
	private static final Pattern REASON = Pattern.compile("\"(?:error|detail)\" ?: ?\"((?:[^\"\\\\]|\\\\.)*)\"");

	private final int status;

	RefusedException(int status, String message) {
		super(message);
		this.status = status;
	}

	int status() {
		return this.status;
	}

	static ClientHttpRequestInterceptor interceptor() {
		return (request, body, execution) -> {
			ClientHttpResponse response;
			try {
				response = execution.execute(request, body);
			}
			catch (IOException ex) {
				throw new RefusedException(GONE,
						"%s got no answer: the server is gone, or too busy; start it, or try again"
							.formatted(describe(request)));
			}
			if (response.getStatusCode().isError()) {
				try (response) {
					throw answered(request, response.getStatusCode().value(),
							new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8));
				}
			}
			return response;
		};
	}

	private static RefusedException answered(HttpRequest request, int status, String body) {
		return new RefusedException(status, switch (status) {
			case 401 -> ("%s requires authentication (401), but this page has no credentials; permit its requests in "
					+ "your security rules")
				.formatted(describe(request));
			case 403 ->
				("%s is forbidden (403) for this page; permit it in your security rules, for a POST or DELETE also "
						+ "without a CSRF token")
					.formatted(describe(request));
			case 405 -> "%s is not allowed (405); management.endpoint.shadows.access=unrestricted would allow it"
				.formatted(describe(request));
			case 404 -> reason(body)
				.orElseGet(() -> "%s is not there (404); list its endpoint in management.endpoints.web.exposure.include"
					.formatted(describe(request)));
			default -> reason(body)
				.orElseGet(() -> "%s failed (%d); the server's log says why".formatted(describe(request), status));
		});
	}

	private static Optional<String> reason(String body) {
		return REASON.matcher(body)
			.results()
			.map((reason) -> reason.group(1).replaceAll("\\\\(.)", "$1"))
			// Spring's message does not help a user who looks for an endpoint
			.filter((reason) -> !reason.startsWith("No static resource"))
			.findFirst();
	}

	private static String describe(HttpRequest request) {
		return request.getMethod() + " " + request.getURI().getPath();
	}

}
