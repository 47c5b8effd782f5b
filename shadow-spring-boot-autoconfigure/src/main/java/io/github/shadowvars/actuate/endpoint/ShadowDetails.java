package io.github.shadowvars.actuate.endpoint;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ShadowStats;
import io.github.shadowvars.ShadowVariable;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * One id: its entry in a listing, its counts, and a look at its live variables.
 *
 * @param id the id in hex
 * @param name the name, which is the id if none was given
 * @param description what the variables are for, if it was said
 * @param parentType the name of the parents' class
 * @param valueType the name of the values' class
 * @param live how many variables are attached
 * @param allocated how many variables were ever attached
 * @param owners how many handles are open
 * @param freed how many variables were freed, by cause
 * @param duplicates how many calls of {@code alloc} found a variable attached already
 * @param constructorFailures how many constructors failed
 * @param destructorFailures how many destructors failed
 * @param scanned how many live variables the two lists were made from
 * @param complete whether those were all
 * @param parents the classes of the parents, most frequent first
 * @param variables some of the variables
 */
public record ShadowDetails(String id, String name, @Nullable String description, String parentType, String valueType,
		long live, long allocated, int owners, Map<FreeCause, Long> freed, long duplicates, long constructorFailures,
		long destructorFailures, long scanned, boolean complete, List<LiveParents> parents,
		List<LiveVariable> variables) implements OperationResponseBody {

	static ShadowDetails of(ShadowVariable<?, ?> variable, boolean complete, List<LiveParents> parents,
			List<LiveVariable> variables) {
		ShadowEntry entry = ShadowEntry.of(variable);
		ShadowStats stats = variable.stats();
		return new ShadowDetails(entry.id(), entry.name(), entry.description(), entry.parentType(), entry.valueType(),
				stats.live(), stats.allocated(), entry.owners(), stats.freed(), stats.duplicates(),
				stats.constructorFailures(), stats.destructorFailures(),
				parents.stream().mapToLong(LiveParents::live).sum(), complete, parents, variables);
	}

	/**
	 * The parents of one class.
	 *
	 * @param type the name of the class
	 * @param live how many of the scanned variables are attached to such a parent
	 */
	public record LiveParents(String type, long live) {

		private static final Comparator<LiveParents> MOST_FREQUENT_FIRST = Comparator.comparingLong(LiveParents::live)
			.reversed()
			.thenComparing(LiveParents::type);

		static List<LiveParents> of(Map<String, Long> types) {
			return types.entrySet()
				.stream()
				.map((type) -> new LiveParents(type.getKey(), type.getValue()))
				.sorted(MOST_FREQUENT_FIRST)
				.toList();
		}

	}

	/**
	 * A live variable.
	 *
	 * @param parent its parent, as {@code class@identityHash}
	 */
	public record LiveVariable(String parent) {

		static LiveVariable of(Object parent) {
			return new LiveVariable(
					parent.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(parent)));
		}

	}

}
