package io.github.shadowvars;

import java.util.List;

import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;

/**
 * The three calls that are most likely to meet a growing table: with few
 * bins there is room for two pairs, and the next one makes it grow and get more stripes. Public,
 * because Lincheck requires it.
 */
@Param(name = "parent", gen = IntGen.class, conf = "0:3")
public class GrowthLincheck {

	private static final int PARENTS = 4;

	private final Object[] parents = NumberedLincheck.parents(PARENTS);

	private final ShadowVariable<Object, Integer> variable = ProvenIds
		.register(ShadowType.builder(Object.class, Integer.class).id(1).build())
		.unownedHandle();

	@Operation
	public @Nullable Integer get(@Param(name = "parent") int parent) {
		return this.variable.get(this.parents[parent]);
	}

	@Operation
	public int getOrAlloc(@Param(name = "parent") int parent) {
		return this.variable.getOrAlloc(this.parents[parent], (same) -> parent);
	}

	@Operation
	public boolean free(@Param(name = "parent") int parent) {
		return this.variable.free(this.parents[parent]);
	}

	/**
	 * Returns scenarios that are rare at random: a call that attaches while another call
	 * makes the table grow, and a call that asks for a variable that is being constructed
	 * then. Each has the parents in two orders, because a parent may belong to
	 * either half of the table.
	 */
	static List<ExecutionScenario> scenarios() {
		Actor[] alloc = { actor("getOrAlloc", 0), actor("getOrAlloc", 1), actor("getOrAlloc", 2),
				actor("getOrAlloc", 3) };
		Actor[] get = { actor("get", 0), actor("get", 1), actor("get", 2), actor("get", 3) };
		List<Actor> after = List.of(get);
		Actor[] free = { actor("free", 0), actor("free", 3) };
		List<Actor> full = List.of(alloc[0], alloc[1]);
		// These share one of two bins, and none of four
		List<Actor> together = List.of(alloc[1], alloc[3]);
		return List.of(scenario(together, List.of(alloc[0], free[1]), List.of(get[1]), after),
				scenario(full, List.of(free[0]), List.of(alloc[3], alloc[2]), after),
				scenario(full, List.of(alloc[2]), List.of(alloc[3], get[3]), after),
				scenario(List.of(alloc[0]), List.of(alloc[1]), List.of(alloc[2], alloc[1]), after));
	}

	private static ExecutionScenario scenario(List<Actor> before, List<Actor> first, List<Actor> second,
			List<Actor> after) {
		return new ExecutionScenario(before, List.of(first, second), after, null);
	}

	private static Actor actor(String name, int parent) {
		try {
			return new Actor(GrowthLincheck.class.getMethod(name, int.class), List.of(parent));
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The sequential specification.
	 */
	public static class OneThread {

		private final boolean[] attached = new boolean[PARENTS];

		public @Nullable Integer get(int parent) {
			return this.attached[parent] ? parent : null;
		}

		public int getOrAlloc(int parent) {
			this.attached[parent] = true;
			return parent;
		}

		public boolean free(int parent) {
			boolean attached = this.attached[parent];
			this.attached[parent] = false;
			return attached;
		}

	}

}
