package io.github.shadowvars;

import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * Calls that attach, with calls that free all or close. The results of the calls are not
 * compared, because these calls remove variables one after the other. At the end each
 * constructed value must have been destroyed once. Public, because Lincheck requires it.
 */
@Param(name = "parent", gen = IntGen.class, conf = "0:2")
public class ClosingLincheck {

	private final AtomicInteger constructed = new AtomicInteger();

	private final AtomicInteger destroyed = new AtomicInteger();

	private final NumberedLincheck[] parents = NumberedLincheck.parents(3);

	private final RegisteredId<Object, Integer> id = ProvenIds
		.register(ShadowType.builder(Object.class, Integer.class)
			.id(1)
			.destructor((parent, value, cause) -> this.destroyed.incrementAndGet())
			.build());

	private final ShadowVariable<Object, Integer> variable = this.id.unownedHandle();

	@Operation
	public void getOrAlloc(@Param(name = "parent") int parent) {
		try {
			this.variable.getOrAlloc(this.parents[parent], (same) -> this.constructed.incrementAndGet());
		}
		catch (IllegalStateException ex) {
			// Closed: the counts show the rest.
		}
	}

	@Operation
	public void free(@Param(name = "parent") int parent) {
		this.variable.free(this.parents[parent]);
	}

	/**
	 * Turns a large table into a small one.
	 */
	@Operation
	public void freeAll() {
		this.variable.freeAll();
	}

	/**
	 * Closes the id like a registry does. A registry for each run would start a thread, and
	 * Lincheck cannot wait for that thread.
	 */
	@Operation
	public void close() {
		this.id.close();
		this.id.freeAll(FreeCause.CLOSED);
	}

	/**
	 * Closes an id while a variable is being attached and another one exists.
	 */
	static ExecutionScenario scenario() {
		return new ExecutionScenario(List.of(actor("getOrAlloc", 0)),
				List.of(List.of(actor("close")), List.of(actor("getOrAlloc", 1))), List.of(),
				actor("everyValueShouldBeDestroyedOnce"));
	}

	private static Actor actor(String name, Object... arguments) {
		Method method = Stream.of(ClosingLincheck.class.getMethods())
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElseThrow();
		return new Actor(method, List.of(arguments));
	}

	@Validate
	public void everyValueShouldBeDestroyedOnce() {
		if (!this.id.table().isClosed()) {
			close();
		}
		if (this.constructed.get() != this.destroyed.get() || this.variable.count() != 0) {
			throw new AssertionError("%d constructed, %d destroyed, %d live".formatted(this.constructed.get(),
					this.destroyed.get(), this.variable.count()));
		}
		for (NumberedLincheck parent : this.parents) {
			if (parent.shadow$cells() != null) {
				throw new AssertionError("A parent leads to the closed id");
			}
		}
	}

}
