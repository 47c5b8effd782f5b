package io.github.shadowvars;

import java.util.List;
import java.util.stream.Stream;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;

/**
 * Calls on two woven parents. The second is a copy of the first. Each has cells of three
 * ids: two of one registry, and one with the number of the first in another
 * registry. The first parent had a variable when it was copied. Public, because Lincheck
 * requires it.
 */
@Param(name = "id", gen = IntGen.class, conf = "0:2")
@Param(name = "parent", gen = IntGen.class, conf = "0:1")
@Param(name = "value", gen = IntGen.class, conf = "1:9")
public class WovenLincheck {

	private static final int IDS = 3;

	private static final int PARENTS = 2;

	private static final int COPIED = 42;

	private final List<RegisteredId<Object, Integer>> ids = Stream.of(1, 2, 1)
		.map((id) -> ProvenIds.register(ShadowType.builder(Object.class, Integer.class).id(id).build()))
		.toList();

	private final NumberedLincheck original = new NumberedLincheck(0);

	private final NumberedLincheck copy;

	public WovenLincheck() {
		this.ids.get(0).unownedHandle().alloc(this.original, (same) -> COPIED);
		this.copy = this.original.copy(1);
	}

	private ShadowVariable<Object, Integer> variable(int id) {
		return this.ids.get(id).unownedHandle();
	}

	private Object parent(int parent) {
		return (parent == 0) ? this.original : this.copy;
	}

	@Operation
	public @Nullable Integer get(@Param(name = "id") int id, @Param(name = "parent") int parent) {
		return variable(id).get(parent(parent));
	}

	@Operation
	public int getOrAlloc(@Param(name = "id") int id, @Param(name = "parent") int parent,
			@Param(name = "value") int value) {
		return variable(id).getOrAlloc(parent(parent), (same) -> value);
	}

	@Operation
	public boolean free(@Param(name = "id") int id, @Param(name = "parent") int parent) {
		return variable(id).free(parent(parent));
	}

	/**
	 * The sequential specification.
	 */
	public static class OneThread {

		private final @Nullable Integer[][] values = new Integer[IDS][PARENTS];

		public OneThread() {
			this.values[0][0] = COPIED;
		}

		public @Nullable Integer get(int id, int parent) {
			return this.values[id][parent];
		}

		public int getOrAlloc(int id, int parent, int value) {
			Integer existing = this.values[id][parent];
			this.values[id][parent] = (existing != null) ? existing : Integer.valueOf(value);
			return this.values[id][parent];
		}

		public boolean free(int id, int parent) {
			boolean attached = this.values[id][parent] != null;
			this.values[id][parent] = null;
			return attached;
		}

	}

}
