package io.github.shadowvars;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The lifetime of parents that have no callback of their own, but an owner that knows
 * when they end. A pool, a factory or a container calls {@link #end} just before it
 * destroys a parent. For example:
 *
 * <pre class="code">
 * OwnedLifetime&lt;Session&gt; lifetime = new OwnedLifetime&lt;&gt;();
 * ShadowRegistry registry = ShadowRegistry.builder().lifetime(Session.class, lifetime).build();
 * pool.onDestroy(lifetime::end);
 * </pre>
 * <p>
 * Thread-safe. Parents are compared by identity and held weakly. No lock is held while
 * variables are freed, so destructors may use the registry and this lifetime.
 *
 * @param <P> the type of the parents
 */
public final class OwnedLifetime<P> implements ParentLifetime<P> {

	private final Map<Key, Ending> endings = new ConcurrentHashMap<>();

	private final ReferenceQueue<Object> queue = new ReferenceQueue<>();

	/**
	 * Creates a lifetime. No parent has ended yet.
	 */
	public OwnedLifetime() {
	}

	/**
	 * Ends a parent. Frees the parent's variables on this thread before the method
	 * returns, with {@link FreeCause#PARENT_DESTROYED}. After that, {@code alloc} and
	 * {@code getOrAlloc} on ids with this lifetime throw a {@link ParentEndedException}
	 * for this parent. If a callback fails, the others still run, and the first failure
	 * is thrown. A further call for a parent runs only the callbacks that ran out of
	 * memory or stack before.
	 * @param parent the parent
	 * @throws NullPointerException if the parent is null
	 */
	public void end(P parent) {
		ending(Arguments.notNull(parent, "parent")).end();
	}

	@Override
	public void onEnd(P parent, Runnable ended) {
		ending(Arguments.notNull(parent, "parent")).add(Arguments.notNull(ended, "ended"));
	}

	private Ending ending(Object parent) {
		for (Reference<?> key = this.queue.poll(); key != null; key = this.queue.poll()) {
			this.endings.remove(key);
		}
		return this.endings.computeIfAbsent(new Key(parent, this.queue), (key) -> new Ending());
	}

	private static final class Ending {

		/**
		 * The callbacks to run at the end. Used only under the lock before the end, and
		 * only by the thread that runs them after it.
		 */
		private final List<Runnable> waiting = new ArrayList<>(1);

		private boolean ended;

		private boolean running;

		void add(Runnable ended) {
			synchronized (this) {
				if (!this.ended) {
					this.waiting.add(ended);
					return;
				}
			}
			ended.run();
		}

		void end() {
			synchronized (this) {
				if (this.running) {
					return;
				}
				this.ended = true;
				this.running = true;
			}
			try {
				run();
			}
			finally {
				synchronized (this) {
					this.running = false;
				}
			}
		}

		// Allocates nothing, because memory may have run out
		private void run() {
			Throwable failure = null;
			int kept = 0;
			while (kept < this.waiting.size()) {
				try {
					this.waiting.get(kept).run();
					this.waiting.remove(kept);
				}
				catch (Throwable ex) {
					failure = (failure != null) ? failure : ex;
					if (ex instanceof VirtualMachineError) {
						kept++;
					}
					else {
						this.waiting.remove(kept);
					}
				}
			}
			if (failure != null) {
				throw Life.<RuntimeException>unchanged(failure);
			}
		}

	}

	private static final class Key extends WeakReference<Object> {

		private final int hash;

		Key(Object parent, ReferenceQueue<Object> queue) {
			super(parent, queue);
			this.hash = System.identityHashCode(parent);
		}

		@Override
		public int hashCode() {
			return this.hash;
		}

		// A cleared key equals only itself, so it can still be found and removed
		@Override
		public boolean equals(@Nullable Object other) {
			if (this == other) {
				return true;
			}
			Object parent = get();
			return parent != null && other instanceof Key key && key.refersTo(parent);
		}

	}

}
