package io.github.shadowvars.test;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.reachability.ShadowReachability;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on shadow variables. They throw {@link AssertionError}, so they work with
 * any test framework. For example:
 *
 * <pre class="code">
 * ShadowAssertions.assertCollectable(tenants, () -&gt; new Station("02:00:00:00:00:01"));
 * </pre>
 * <p>
 * Thread-safe, without state.
 */
public final class ShadowAssertions {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private ShadowAssertions() {
	}

	/**
	 * Asserts that a parent can be collected while a value of the type's constructor is
	 * attached to it. Creates a parent, attaches a value, drops the parent, and asks for
	 * garbage collections for at most five seconds. If the type has a parent resolver,
	 * the resolved parent is checked. Fails on a JVM that ignores {@link System#gc()},
	 * such as one with {@code -XX:+DisableExplicitGC}.
	 * @param <P> the type of the parents
	 * @param variable a variable whose type has a constructor
	 * @param parentSupplier creates a new parent that nothing else holds
	 * @throws AssertionError if the parent is not collected; the message shows the path
	 * from the value to the parent, if there is one
	 * @throws NullPointerException if an argument is null, or the supplier returns null
	 * @throws RuntimeException if the supplier or {@link ShadowVariable#alloc(Object)}
	 * throws; its exception is passed on unchanged
	 */
	public static <P> void assertCollectable(ShadowVariable<P, ?> variable, Supplier<? extends P> parentSupplier) {
		Objects.requireNonNull(variable, "variable must not be null");
		Objects.requireNonNull(parentSupplier, "parentSupplier must not be null");
		WeakReference<P> parent = attach(variable, parentSupplier);
		if (!GarbageCollector.collectUntil(() -> parent.refersTo(null), TIMEOUT)) {
			throw new AssertionError(describe(variable, parent.get()));
		}
	}

	// In a method of its own, so that no local variable keeps the parent
	private static <P> WeakReference<P> attach(ShadowVariable<P, ?> variable, Supplier<? extends P> parentSupplier) {
		P supplied = Objects.requireNonNull(parentSupplier.get(), "parentSupplier must not return null");
		Set<Object> before = Collections.newSetFromMap(new IdentityHashMap<>());
		variable.forEach((parent, value) -> before.add(parent));
		Object attached = variable.alloc(supplied);
		List<P> resolved = new ArrayList<>();
		variable.forEach((parent, value) -> {
			if (value == attached && !before.contains(parent)) {
				resolved.add(parent);
			}
		});
		return new WeakReference<>(resolved.isEmpty() ? supplied : resolved.get(0));
	}

	private static <P> String describe(ShadowVariable<P, ?> variable, @Nullable P parent) {
		Object value = (parent != null) ? variable.get(parent) : null;
		if (parent == null || value == null) {
			return message(variable, "was collected too late, or its value was freed meanwhile; run the test again");
		}
		ShadowReachability reachability = variable.reachability(parent, value);
		variable.free(parent);
		return message(variable, switch (reachability.result()) {
			case REACHES_PARENT ->
				"is not: its value references it through %s (%s); let the value hold it weakly, or not at all"
					.formatted(reachability.path(), String.join(" -> ", reachability.classes()));
			case DOES_NOT -> "is not, although its value does not reference it; check what else holds it, such as "
					+ "the supplier, and whether the JVM ignores System.gc()";
			case UNKNOWN -> ("is not, and the check cannot read everything: it ends at %s (%s). %s")
				.formatted(reachability.path(), String.join(" -> ", reachability.classes()), reachability.reason());
		});
	}

	private static String message(ShadowVariable<?, ?> variable, String fault) {
		return "A parent of shadow %s must be collected once nothing else holds it, but %s".formatted(label(variable),
				fault);
	}

	static String label(ShadowVariable<?, ?> variable) {
		String hex = "0x" + Long.toHexString(variable.id());
		return variable.name().equals(hex) ? hex : "%s (%s)".formatted(hex, variable.name());
	}

}
