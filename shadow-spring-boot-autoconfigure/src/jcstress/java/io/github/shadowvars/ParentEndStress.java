package io.github.shadowvars;

import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A parent ends while a call attaches to it. Whether the call gets a value (1) or is
 * refused (0), the value must be destroyed once.
 */
@JCStressTest
@Outcome(id = { "0, 0", "1, 0" }, expect = Expect.ACCEPTABLE, desc = "The value was destroyed once")
@Outcome(expect = Expect.FORBIDDEN, desc = "A value lives on, or was destroyed twice")
@State
public class ParentEndStress {

	private final AtomicInteger live = new AtomicInteger();

	private final Object parent = new Object();

	private boolean ended;

	private @Nullable Runnable listener;

	private final RegisteredId<Object, Object> id = ProvenIds
		.registerMortal(ShadowType.builder(Object.class, Object.class)
			.id(1)
			.lifetime((parent, ended) -> listen(ended))
			.onFree((value) -> this.live.decrementAndGet())
			.build());

	private void listen(Runnable listener) {
		synchronized (this) {
			this.listener = listener;
			if (!this.ended) {
				return;
			}
		}
		listener.run();
	}

	private int tryToAttach() {
		try {
			this.id.unownedHandle().getOrAlloc(this.parent, (same) -> this.live.incrementAndGet());
			return 1;
		}
		catch (ParentEndedException ex) {
			return 0;
		}
	}

	@Actor
	public void attach(II_Result result) {
		result.r1 = tryToAttach();
	}

	@Actor
	public void end() {
		Runnable listener;
		synchronized (this) {
			this.ended = true;
			listener = this.listener;
		}
		if (listener != null) {
			listener.run();
		}
	}

	@Arbiter
	public void count(II_Result result) {
		result.r2 = this.live.get() + (int) this.id.count();
	}

}
