package io.github.shadowvars.actuate.endpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.shadowvars.ShadowAllocation;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.actuate.endpoint.ShadowDetails.LiveVariable;
import io.github.shadowvars.actuate.endpoint.ShadowDetails.Reachability;
import io.github.shadowvars.weave.Weaving;
import io.github.shadowvars.weave.WovenParent;
import org.jspecify.annotations.Nullable;

/**
 * The result of visiting a bounded number of live variables of an id.
 */
final class Scan {

	private static final int MAX_SCANNED = 10_000;

	private static final int MAX_CHECKED = 100;

	private final Map<String, Long> parents = new HashMap<>();

	private final TrackedSites sites = new TrackedSites();

	private final List<LiveVariable> variables = new ArrayList<>();

	private final @Nullable ReachabilityCheck check;

	private final int limit;

	private long woven;

	private long scanned;

	private boolean complete;

	private Scan(int limit, @Nullable ReachabilityCheck check) {
		this.limit = limit;
		this.check = check;
	}

	/**
	 * Visits variables.
	 * @param limit the maximal number of variables to list
	 * @param check checks values, or null to check none
	 */
	static Scan of(ShadowVariable<?, ?> variable, int limit, @Nullable ReachabilityCheck check) {
		Scan scan = new Scan(limit, check);
		scan.complete = variable.forEach(MAX_SCANNED, scan::visit);
		return scan;
	}

	private void visit(Object parent, Object value, @Nullable ShadowAllocation allocation) {
		this.woven += (parent instanceof WovenParent) ? 1 : 0;
		this.parents.merge(parent.getClass().getName(), 1L, Long::sum);
		boolean listed = this.scanned < this.limit;
		if (listed || allocation != null) {
			LiveVariable variable = LiveVariable.of(parent, allocation);
			if (listed) {
				this.variables.add(variable);
			}
			if (allocation != null) {
				this.sites.add(variable, allocation);
			}
		}
		if (this.check != null && this.scanned < MAX_CHECKED) {
			this.check.add(value, parent);
		}
		this.scanned++;
	}

	Map<String, Long> parents() {
		return this.parents;
	}

	TrackedSites sites() {
		return this.sites;
	}

	List<LiveVariable> variables() {
		return this.variables;
	}

	@Nullable Reachability reachability() {
		return (this.check != null) ? this.check.toReachability() : null;
	}

	/**
	 * Returns how many parents are woven, or null without the agent.
	 */
	@Nullable Long woven() {
		return Weaving.isActive() ? this.woven : null;
	}

	long scanned() {
		return this.scanned;
	}

	boolean complete() {
		return this.complete;
	}

}
