package io.github.shadowvars.actuate.endpoint;

import java.util.NoSuchElementException;
import java.util.regex.Pattern;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowVariable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * The form of ids in requests and answers.
 */
final class ShadowId {

	private static final Pattern STARTS_WITH_DIGIT = Pattern.compile("[0-9].*", Pattern.DOTALL);

	private static final Pattern HEX = Pattern.compile("0[xX][0-9a-fA-F]+");

	private static final Pattern DECIMAL = Pattern.compile("[0-9]+");

	private ShadowId() {
	}

	static String hex(long id) {
		return "0x" + Long.toHexString(id);
	}

	// A query parameter named id would replace the id in the path, and so circumvent a
	// rule that protects one path. Path segments arrive as an array, query parameters
	// never do.
	static String fromPath(Object id) {
		if (!(id instanceof String[] segments)) {
			throw notInPath();
		}
		if (segments.length != 1) {
			throw unknown(String.join("/", segments));
		}
		return segments[0];
	}

	static ShadowVariable<?, ?> find(String id, ShadowRegistry registry) {
		ShadowVariable<?, ?> variable = isNumber(id) ? registry.find(parse(id)) : registry.find(id);
		if (variable == null) {
			throw unknown(id);
		}
		return variable;
	}

	// The id need not be in use, so that paging continues after it was unregistered.
	static long after(String id, ShadowRegistry registry) {
		if (isNumber(id)) {
			return parse(id);
		}
		ShadowVariable<?, ?> variable = registry.find(id);
		if (variable == null) {
			throw invalid(("after must be an id or a registered name, but is '%s'; use the value of next from the "
					+ "previous page")
				.formatted(id));
		}
		return variable.id();
	}

	static InvalidEndpointRequestException notInPath() {
		return invalid("The id must be in the path, but is a parameter; remove it from the query or the body, and "
				+ "send the request to the path of the id");
	}

	private static NoSuchElementException unknown(String id) {
		return new NoSuchElementException(
				"No shadow variable has the id or name '%s'; use an id or a name that the endpoint lists"
					.formatted(id));
	}

	static InvalidEndpointRequestException invalid(String reason) {
		return new InvalidEndpointRequestException(reason, reason);
	}

	static InvalidEndpointRequestException invalidLimit(String limit) {
		return invalid(
				"limit must be a number from 1 to 1000, but is '%s'; use for example limit=100".formatted(limit));
	}

	private static boolean isNumber(String id) {
		return STARTS_WITH_DIGIT.matcher(id).matches();
	}

	private static long parse(String id) {
		try {
			if (HEX.matcher(id).matches()) {
				return Long.parseUnsignedLong(id.substring(2), 16);
			}
			if (DECIMAL.matcher(id).matches()) {
				return Long.parseUnsignedLong(id);
			}
		}
		catch (NumberFormatException ex) {
			// More than 64 bits
		}
		throw invalid(("An id that starts with a digit must be an unsigned 64-bit number, but is '%s'; use decimal "
				+ "or hex, for example 4660 or 0x1234")
			.formatted(id));
	}

}
