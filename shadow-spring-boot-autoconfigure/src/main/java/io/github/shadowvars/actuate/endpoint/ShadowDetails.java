package io.github.shadowvars.actuate.endpoint;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ShadowAllocation;
import io.github.shadowvars.ShadowStats;
import io.github.shadowvars.ShadowTracking;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.reachability.ShadowReachability;
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
 * @param tracking of which variables it is remembered where they are attached:
 * {@code off}, {@code sampled} or {@code full}
 * @param freed how many variables were freed, by cause
 * @param duplicates how many calls of {@code alloc} found a variable attached already
 * @param constructorFailures how many constructors failed
 * @param destructorFailures how many destructors failed
 * @param scanned how many live variables the two lists were made from
 * @param complete whether those were all
 * @param woven how many of the scanned variables have a woven parent; absent where the
 * agent was not started
 * @param parents the classes of the parents, most frequent first
 * @param sites where the scanned variables were attached, most frequent first; absent if
 * nothing is tracked
 * @param oldest the oldest of those that are tracked, if there is one
 * @param variables some of the variables
 * @param reachability whether values reach their parents, if that was asked
 */
public record ShadowDetails(String id, String name, @Nullable String description, String parentType, String valueType,
		long live, long allocated, int owners, String tracking, Map<FreeCause, Long> freed, long duplicates,
		long constructorFailures, long destructorFailures, long scanned, boolean complete, @Nullable Long woven,
		List<LiveParents> parents, @Nullable List<LiveSite> sites, @Nullable LiveVariable oldest,
		List<LiveVariable> variables, @Nullable Reachability reachability) implements OperationResponseBody {

	static ShadowDetails of(ShadowVariable<?, ?> variable, Scan scan) {
		ShadowEntry entry = ShadowEntry.of(variable);
		ShadowStats stats = variable.stats();
		boolean tracked = variable.tracking() != ShadowTracking.OFF || !scan.sites().isEmpty();
		return new ShadowDetails(entry.id(), entry.name(), entry.description(), entry.parentType(), entry.valueType(),
				stats.live(), stats.allocated(), entry.owners(), entry.tracking(), stats.freed(), stats.duplicates(),
				stats.constructorFailures(), stats.destructorFailures(), scan.scanned(), scan.complete(), scan.woven(),
				LiveParents.of(scan.parents()), tracked ? scan.sites().mostFrequentFirst() : null,
				scan.sites().oldest(), scan.variables(), scan.reachability());
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
	 * Code that attaches variables.
	 *
	 * @param site the stack frame, as {@code com.acme.Wakeup.deliver(Wakeup.java:42)}
	 * @param live how many of the scanned variables were attached there
	 * @param sampled {@code true} if {@code live} is estimated from a sample, else absent
	 * @param rate the share of the variables that are in the sample
	 */
	public record LiveSite(String site, long live, @Nullable Boolean sampled, @Nullable Double rate) {
	}

	/**
	 * A live variable.
	 *
	 * @param parent its parent, as {@code class@identityHash}
	 * @param site where it was attached, if it is tracked
	 * @param age how long ago it was attached, as {@code PT1M30S}, if it is tracked
	 */
	public record LiveVariable(String parent, @Nullable String site, @Nullable String age) {

		static LiveVariable of(Object parent, @Nullable ShadowAllocation allocation) {
			String shown = parent.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(parent));
			return (allocation != null) ? new LiveVariable(shown, allocation.site(), allocation.age().toString())
					: new LiveVariable(shown, null, null);
		}

	}

	/**
	 * Whether values reach their parents, which keeps both alive.
	 *
	 * @param checked how many variables were looked at
	 * @param reachesParent how many of their values reach their parent
	 * @param doesNot how many do not
	 * @param unknown of how many it could not be seen
	 * @param paths how they do, and where sight ended
	 */
	public record Reachability(long checked, long reachesParent, long doesNot, long unknown,
			List<ReachabilityPath> paths) {
	}

	/**
	 * A way from values to their parents, or to where sight ended.
	 *
	 * @param result {@code reaches parent} or {@code unknown}
	 * @param path the fields on the way, as {@code value.listener.this$0}
	 * @param classes the classes of the objects on the way, the value's first
	 * @param reason what ended sight, and the remedy, if it is unknown
	 * @param variables how many of the checked variables it holds for
	 */
	public record ReachabilityPath(String result, @Nullable String path, List<String> classes, @Nullable String reason,
			long variables) {

		static ReachabilityPath of(ShadowReachability reachability, long variables) {
			String result = reachability.result().name().toLowerCase(Locale.ROOT).replace('_', ' ');
			return new ReachabilityPath(result, reachability.path(), reachability.classes(), reachability.reason(),
					variables);
		}

	}

}
