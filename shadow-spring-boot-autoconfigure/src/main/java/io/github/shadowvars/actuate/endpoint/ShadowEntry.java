package io.github.shadowvars.actuate.endpoint;

import io.github.shadowvars.ShadowStats;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * An id in a listing.
 *
 * @param id the id in hex
 * @param name the name, which is the id if none was given
 * @param description what the variables are for, if it was said
 * @param parentType the name of the parents' class
 * @param valueType the name of the values' class
 * @param live how many variables are attached
 * @param allocated how many variables were ever attached
 * @param owners how many handles are open
 * @param tracking of which variables it is remembered where they are attached:
 * {@code off}, {@code sampled} or {@code full}
 */
public record ShadowEntry(String id, String name, @Nullable String description, String parentType, String valueType,
		long live, long allocated, int owners, String tracking) implements OperationResponseBody {

	static ShadowEntry of(ShadowVariable<?, ?> variable) {
		ShadowType<?, ?> type = variable.type();
		ShadowStats stats = variable.stats();
		return new ShadowEntry(ShadowId.hex(variable.id()), variable.name(), variable.description(),
				type.parentType().getName(), type.valueType().getName(), stats.live(), stats.allocated(),
				variable.owners(), ShadowLevel.format(variable.tracking()));
	}

}
