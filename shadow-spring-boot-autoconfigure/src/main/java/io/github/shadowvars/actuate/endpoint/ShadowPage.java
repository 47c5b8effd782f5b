package io.github.shadowvars.actuate.endpoint;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A page of the ids in use. Immutable. For example, to read all pages:
 *
 * <pre class="code">
 * ShadowPage page = endpoint.list(null, null);
 * while (page.next() != null) {
 *     page = endpoint.list(page.next(), null);
 * }
 * </pre>
 *
 * @param total the number of ids in use, on all pages
 * @param live the number of variables that are attached now, of all ids
 * @param next the value of {@code after} for the next page; absent on the last page
 * @param shadows the ids, ordered by unsigned id
 */
public record ShadowPage(int total, long live, @Nullable String next,
		List<ShadowEntry> shadows) implements OperationResponseBody {
}
