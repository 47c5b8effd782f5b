package io.github.shadowvars;


import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;

/**
 * The calls on a few pairs of an id. At first a table has room for two of them, so the
 * third makes it grow. With small capacities the second makes it large, and it splits.
 * Public, because Lincheck requires it.
 */
@Param(name = "parent", gen = IntGen.class, conf = "0:3")
@Param(name = "value", gen = IntGen.class, conf = "1:9")
public class PairsLincheck {

	private static final int PARENTS = 4;

	private static final int DUPLICATE = -1;

	private static final int FAILED = -2;

	private final Object[] parents = NumberedLincheck.parents(PARENTS);

	private final RegisteredId<Object, Integer> id = ProvenIds
		.register(ShadowType.builder(Object.class, Integer.class).id(1).build());

	private final ShadowVariable<Object, Integer> variable = this.id.unownedHandle();

	@Operation
	public @Nullable Integer get(@Param(name = "parent") int parent) {
		return this.variable.get(this.parents[parent]);
	}

	@Operation
	public boolean has(@Param(name = "parent") int parent) {
		return this.variable.has(this.parents[parent]);
	}

	@Operation
	public int alloc(@Param(name = "parent") int parent, @Param(name = "value") int value) {
		try {
			return this.variable.alloc(this.parents[parent], (same) -> value);
		}
		catch (DuplicateShadowException ex) {
			return DUPLICATE;
		}
	}

	@Operation
	public int allocInVain(@Param(name = "parent") int parent) {
		try {
			return this.variable.alloc(this.parents[parent], (same) -> {
				throw new UnsupportedOperationException();
			});
		}
		catch (DuplicateShadowException ex) {
			return DUPLICATE;
		}
		catch (UnsupportedOperationException ex) {
			return FAILED;
		}
	}

	@Operation
	public int getOrAlloc(@Param(name = "parent") int parent, @Param(name = "value") int value) {
		return this.variable.getOrAlloc(this.parents[parent], (same) -> value);
	}

	@Operation
	public boolean free(@Param(name = "parent") int parent) {
		return this.variable.free(this.parents[parent]);
	}

	/**
	 * Frees a variable like {@link ShadowRegistry#freeParent}. A registry for each run
	 * would start a thread.
	 */
	@Operation
	public boolean freeParent(@Param(name = "parent") int parent) {
		return this.id.freeParent(this.parents[parent]);
	}

	/**
	 * The sequential specification.
	 */
	public static class OneThread {

		private final @Nullable Integer[] values = new Integer[PARENTS];

		public @Nullable Integer get(int parent) {
			return this.values[parent];
		}

		public boolean has(int parent) {
			return this.values[parent] != null;
		}

		public int alloc(int parent, int value) {
			return has(parent) ? DUPLICATE : getOrAlloc(parent, value);
		}

		public int allocInVain(int parent) {
			return has(parent) ? DUPLICATE : FAILED;
		}

		public int getOrAlloc(int parent, int value) {
			Integer existing = this.values[parent];
			this.values[parent] = (existing != null) ? existing : Integer.valueOf(value);
			return this.values[parent];
		}

		public boolean free(int parent) {
			boolean attached = has(parent);
			this.values[parent] = null;
			return attached;
		}

		public boolean freeParent(int parent) {
			return free(parent);
		}

	}

}
