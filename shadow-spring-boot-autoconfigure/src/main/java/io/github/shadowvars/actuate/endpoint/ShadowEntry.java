package io.github.shadowvars.actuate.endpoint;

import io.github.shadowvars.ShadowStats;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * An id in the listing. Immutable. For example, the ids without an open handle:
 *
 * <pre class="code">
 * endpoint.list(null, null).shadows().stream().filter((entry) -&gt; entry.owners() == 0).toList();
 * </pre>
 *
 * @param id the id in hex
 * @param name the name; without a name, the id in hex
 * @param description what the variables are for, or {@code null}
 * @param parentType the name of the class of the parents
 * @param valueType the name of the class of the values
 * @param live the number of variables that are attached now
 * @param allocated the number of variables that were ever attached
 * @param owners the number of open handles
 * @param tracking which variables record their allocation site: {@code off},
 * {@code sampled} or {@code full}
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
