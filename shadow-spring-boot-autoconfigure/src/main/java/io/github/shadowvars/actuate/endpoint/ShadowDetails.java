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
 * One id: its entry in the listing, its counts, and some of its live variables.
 * Immutable. For example, the classes of the parents:
 *
 * <pre class="code">
 * endpoint.get("tenant", null, null).parents().forEach((parents) -&gt; System.out.println(parents.type()));
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
 * @param freed the number of freed variables by cause
 * @param duplicates the number of {@code alloc} calls that found a variable
 * @param constructorFailures the number of constructors that failed
 * @param destructorFailures the number of destructors that failed
 * @param scanned the number of live variables that {@code parents}, {@code sites} and
 * {@code variables} were made from
 * @param complete whether these were all live variables
 * @param woven the number of scanned variables that have a woven parent; absent without
 * the agent
 * @param parents the classes of the parents, most frequent first
 * @param sites the lines that attached the scanned variables, most frequent first; absent
 * if tracking is off and no scanned variable is tracked
 * @param oldest the oldest tracked variable among those scanned; absent if there is none
 * @param variables some of the variables
 * @param reachability whether values reach their parents; absent unless requested
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
	 * @param live the number of scanned variables with such a parent
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
	 * A line of code that attaches variables.
	 *
	 * @param site the stack frame, for example
	 * {@code com.acme.Wakeup.deliver(Wakeup.java:42)}
	 * @param live the number of scanned variables that it attached
	 * @param sampled {@code true} if {@code live} is an estimate from a sample; otherwise
	 * absent
	 * @param rate the fraction of variables in the sample; absent if {@code sampled} is
	 */
	public record LiveSite(String site, long live, @Nullable Boolean sampled, @Nullable Double rate) {
	}

	/**
	 * A live variable.
	 *
	 * @param parent the parent, as {@code class@identityHash}
	 * @param site the line that attached the variable; absent if it is not tracked
	 * @param age the time since it was attached, for example {@code PT1M30S}; absent if
	 * it is not tracked
	 */
	public record LiveVariable(String parent, @Nullable String site, @Nullable String age) {

		static LiveVariable of(Object parent, @Nullable ShadowAllocation allocation) {
			String shown = parent.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(parent));
			return (allocation != null) ? new LiveVariable(shown, allocation.site(), allocation.age().toString())
					: new LiveVariable(shown, null, null);
		}

	}

	/**
	 * Whether values reach their parents. A value that does, and its parent, are not
	 * collected until the variable is freed.
	 *
	 * @param checked the number of variables that were checked
	 * @param reachesParent the number of values that reach their parent
	 * @param doesNot the number of values that do not
	 * @param unknown the number of values that the check could not read completely
	 * @param paths the paths to the parents, and the paths to where a check ended
	 */
	public record Reachability(long checked, long reachesParent, long doesNot, long unknown,
			List<ReachabilityPath> paths) {
	}

	/**
	 * A path from values to their parents, or to where the check ended.
	 *
	 * @param result {@code reaches parent} or {@code unknown}
	 * @param path the fields on the path, for example {@code value.listener.this$0}
	 * @param classes the classes of the objects on the path, the value's class first
	 * @param reason for {@code unknown}, why the check ended there, and the remedy
	 * @param variables the number of checked variables with this path
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
