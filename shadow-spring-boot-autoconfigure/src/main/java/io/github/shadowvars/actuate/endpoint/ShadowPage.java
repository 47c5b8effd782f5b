package io.github.shadowvars.actuate.endpoint;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A page of the ids in use.
 *
 * @param total how many ids are in use, on all pages
 * @param live how many variables are attached, of all ids
 * @param next what to pass as {@code after} for the next page; absent on the last one
 * @param shadows the ids, ordered by unsigned id
 */
public record ShadowPage(int total, long live, @Nullable String next,
		List<ShadowEntry> shadows) implements OperationResponseBody {
}
