package io.github.shadowvars.demo.dashboard;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.shadowvars.demo.dashboard.ActuatorClient.Listed;
import io.github.shadowvars.demo.dashboard.ActuatorClient.Shadow;
import io.github.shadowvars.demo.dashboard.ActuatorClient.Shadow.Site;
import io.github.shadowvars.demo.dashboard.ActuatorClient.Shadow.Variable;
import org.jspecify.annotations.Nullable;

/**
 * Finds out why the parents of an id are not collected.
 */
final class Reasons {

	private final ActuatorClient actuator;

	Reasons(ActuatorClient actuator) {
		this.actuator = actuator;
	}

	Reason why(String id) {
		Shadow shadow = this.actuator.check(id);
		if (shadow.reachability() != null && shadow.reachability().reachesParent() > 0) {
			Shadow.Path path = shadow.reachability().paths().get(0);
			return new Reason(shadow.name(), shadow.reachability().reachesParent(), shadow.reachability().checked(),
					links(path), site(shadow), List.of());
		}
		return new Reason(shadow.name(), 0, 0, List.of(), null, holders(shadow));
	}

	// The first element is the value, each other one is a field
	private static List<Link> links(Shadow.Path path) {
		List<String> fields = (path.path() != null) ? List.of(path.path().split("\\.")) : List.of();
		List<Link> links = new ArrayList<>();
		for (int i = 0; i < path.classes().size(); i++) {
			links.add(new Link((i > 0 && i < fields.size()) ? fields.get(i) : null, path.classes().get(i)));
		}
		return links;
	}

	private static @Nullable Site site(Shadow shadow) {
		return (shadow.sites() != null && !shadow.sites().isEmpty()) ? shadow.sites().get(0) : null;
	}

	private List<Holder> holders(Shadow held) {
		Set<String> parents = parents(held);
		List<Holder> holders = new ArrayList<>();
		for (Listed listed : this.actuator.list().shadows()) {
			if (!listed.id().equals(held.id())) {
				Shadow other = this.actuator.check(listed.id());
				Set<String> shared = parents(other);
				shared.retainAll(parents);
				if (other.reachability() != null && other.reachability().reachesParent() > 0 && !shared.isEmpty()) {
					holders.add(new Holder(other.name(), shared.size(), parents.size()));
				}
			}
		}
		return holders;
	}

	private static Set<String> parents(Shadow shadow) {
		return shadow.variables().stream().map(Variable::parent).collect(Collectors.toCollection(HashSet::new));
	}

	/**
	 * Why parents are not collected: a chain from the value to its parent, or variables
	 * of other ids that hold them.
	 *
	 * @param reaching the number of values that reach their parent
	 * @param checked the number of values that were checked
	 * @param site the line that attached most of them, if they are tracked
	 */
	record Reason(String name, long reaching, long checked, List<Link> chain, @Nullable Site site,
			List<Holder> holders) {
	}

	/**
	 * An object on the path to the parent.
	 *
	 * @param field the field of the previous object that holds it
	 */
	record Link(@Nullable String field, String type) {

		public String shown() {
			return this.type.contains("$$Lambda") ? "lambda" : Dashboard.simple(this.type);
		}

	}

	/**
	 * Another id whose variables hold the parents.
	 */
	record Holder(String name, int held, int of) {
	}

}
