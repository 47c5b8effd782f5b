package io.github.shadowvars;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.shadowvars.reachability.ShadowReachability;
import io.github.shadowvars.reachability.ShadowReachability.Result;

/**
 * Checks whether new values reach their parents, and reports each path once.
 */
final class LeakCheck {

	/**
	 * The maximal number of reports. More would not help.
	 */
	private static final int MAX_TOLD = 1000;

	private final Set<Told> told = ConcurrentHashMap.newKeySet();

	private final ShadowLeakHandler handler;

	private final Sites sites;

	LeakCheck(ShadowLeakHandler handler, Sites sites) {
		this.handler = handler;
		this.sites = sites;
	}

	void check(ShadowVariable<?, ?> variable, Object parent, Object value) {
		try {
			ShadowReachability reachability = variable.reachability(parent, value);
			if (reachability.result() == Result.REACHES_PARENT && this.told.size() < MAX_TOLD
					&& this.told.add(new Told(variable.id(), reachability))) {
				this.handler.handle(variable, reachability, this.sites.find());
			}
		}
		catch (Throwable ex) {
			// The variable is attached: an exception of the handler must not hide that.
		}
	}

	private record Told(long id, ShadowReachability reachability) {
	}

}
