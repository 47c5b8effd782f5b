package io.github.shadowvars.benchmark;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

import com.blogspot.mydailyjava.weaklockfree.WeakConcurrentMap;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.cache.CacheBuilder;
import com.google.common.collect.MapMaker;
import io.netty.util.AttributeKey;
import io.netty.util.DefaultAttributeMap;
import io.opentelemetry.instrumentation.api.util.VirtualField;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ConcurrentReferenceHashMap;

/**
 * The peers, each used as documented.
 */
final class Peers {

	private static final Function<Object, Object> CONSTRUCTOR = (parent) -> Peer.VALUE;

	private static final Callable<Object> LOADER = () -> Peer.VALUE;

	private Peers() {
	}

	static final class Field implements Peer {

		@Override
		public @Nullable Object get(Object parent) {
			return ((Parent) parent).field;
		}

		@Override
		public Object getOrAlloc(Object parent) {
			Object value = ((Parent) parent).field;
			if (value == null) {
				value = VALUE;
				((Parent) parent).field = value;
			}
			return value;
		}

		@Override
		public void alloc(Object parent) {
			((Parent) parent).field = VALUE;
		}

		@Override
		public void free(Object parent) {
			((Parent) parent).field = null;
		}

		@Override
		public void freeAll() {
		}

		@Override
		public long destroyed() {
			return 0;
		}

		@Override
		public long live() {
			return 0;
		}

	}

	/**
	 * The common part of all maps. Maps have no destructors, so the code that removes a
	 * value calls the destructor.
	 */
	private abstract static class OfMap implements Peer {

		final Map<Object, Object> map;

		final LongAdder destroyed = new LongAdder();

		OfMap(Map<Object, Object> map) {
			this.map = map;
		}

		@Override
		public final @Nullable Object get(Object parent) {
			return this.map.get(parent);
		}

		@Override
		public final Object getOrAlloc(Object parent) {
			return this.map.computeIfAbsent(parent, CONSTRUCTOR);
		}

		@Override
		public final void alloc(Object parent) {
			this.map.putIfAbsent(parent, VALUE);
		}

		@Override
		public final void free(Object parent) {
			if (this.map.remove(parent) != null) {
				this.destroyed.increment();
			}
		}

		@Override
		public void freeAll() {
			this.map.keySet().forEach(this::free);
		}

		@Override
		public final long destroyed() {
			return this.destroyed.sum();
		}

		@Override
		public void clean() {
			// The maps with weak keys clean up in every call
			this.map.size();
		}

		@Override
		public long live() {
			clean();
			return this.map.size();
		}

	}

	/**
	 * Maps that no other thread can change meanwhile. Visiting and clearing is the fastest
	 * way to free all.
	 */
	private abstract static class Exclusive extends OfMap {

		Exclusive(Map<Object, Object> map) {
			super(map);
		}

		@Override
		public final void freeAll() {
			synchronized (this.map) {
				this.map.values().forEach((value) -> this.destroyed.increment());
				this.map.clear();
			}
		}

	}

	static final class Identity extends Exclusive {

		Identity() {
			super(new IdentityHashMap<>());
		}

	}

	static final class Weak extends Exclusive {

		Weak() {
			super(Collections.synchronizedMap(new WeakHashMap<>()));
		}

	}

	static final class GuavaMap extends OfMap {

		private final Object[] strangers = newParents(64);

		GuavaMap() {
			super(new MapMaker().weakKeys().makeMap());
		}

		/**
		 * Dead parents are removed only by other calls, sixteen with each write.
		 */
		@Override
		public void clean() {
			int before;
			do {
				before = this.map.size();
				for (Object stranger : this.strangers) {
					this.map.putIfAbsent(stranger, VALUE);
					this.map.remove(stranger);
				}
			}
			while (this.map.size() < before);
		}

	}

	static final class Spring extends OfMap {

		Spring() {
			super(new ConcurrentReferenceHashMap<>(16, ConcurrentReferenceHashMap.ReferenceType.WEAK));
		}

	}

	static final class GuavaCache implements Peer {

		private final LongAdder destroyed = new LongAdder();

		private final com.google.common.cache.Cache<Object, Object> cache = CacheBuilder.newBuilder()
			.weakKeys()
			.removalListener((notification) -> this.destroyed.increment())
			.build();

		@Override
		public @Nullable Object get(Object parent) {
			return this.cache.getIfPresent(parent);
		}

		@Override
		public Object getOrAlloc(Object parent) {
			try {
				return this.cache.get(parent, LOADER);
			}
			catch (ExecutionException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public void alloc(Object parent) {
			this.cache.asMap().putIfAbsent(parent, VALUE);
		}

		@Override
		public void free(Object parent) {
			this.cache.invalidate(parent);
		}

		@Override
		public void freeAll() {
			this.cache.invalidateAll();
		}

		@Override
		public long destroyed() {
			return this.destroyed.sum();
		}

		/**
		 * One call removes at most sixteen dead parents of a segment.
		 */
		@Override
		public void clean() {
			long before;
			do {
				before = this.cache.size();
				this.cache.cleanUp();
			}
			while (this.cache.size() < before);
		}

		@Override
		public long live() {
			clean();
			return this.cache.size();
		}

	}

	static final class CaffeineCache implements Peer {

		private final LongAdder destroyed = new LongAdder();

		private final Cache<Object, Object> cache = Caffeine.newBuilder()
			.weakKeys()
			.executor(Runnable::run)
			.removalListener((key, value, cause) -> this.destroyed.increment())
			.build();

		@Override
		public @Nullable Object get(Object parent) {
			return this.cache.getIfPresent(parent);
		}

		@Override
		public Object getOrAlloc(Object parent) {
			return this.cache.get(parent, CONSTRUCTOR);
		}

		@Override
		public void alloc(Object parent) {
			this.cache.asMap().putIfAbsent(parent, VALUE);
		}

		@Override
		public void free(Object parent) {
			this.cache.invalidate(parent);
		}

		@Override
		public void freeAll() {
			this.cache.invalidateAll();
		}

		@Override
		public long destroyed() {
			return this.destroyed.sum();
		}

		@Override
		public void clean() {
			this.cache.cleanUp();
		}

		@Override
		public long live() {
			clean();
			return this.cache.estimatedSize();
		}

	}

	static final class WeakLockFree implements Peer {

		private final LongAdder destroyed = new LongAdder();

		private final WeakConcurrentMap<Object, Object> map = new WeakConcurrentMap<>(false) {

			@Override
			protected Object defaultValue(Object parent) {
				return VALUE;
			}

		};

		@Override
		public @Nullable Object get(Object parent) {
			return this.map.getIfPresent(parent);
		}

		@Override
		public Object getOrAlloc(Object parent) {
			return this.map.get(parent);
		}

		@Override
		public void alloc(Object parent) {
			this.map.putIfAbsent(parent, VALUE);
		}

		@Override
		public void free(Object parent) {
			if (this.map.remove(parent) != null) {
				this.destroyed.increment();
			}
		}

		@Override
		public void freeAll() {
			for (Map.Entry<Object, Object> entry : this.map) {
				free(entry.getKey());
			}
		}

		@Override
		public long destroyed() {
			return this.destroyed.sum();
		}

		@Override
		public void clean() {
			this.map.expungeStaleEntries();
		}

		@Override
		public long live() {
			clean();
			return this.map.approximateSize();
		}

	}

	/**
	 * It has no size, and cannot free all values.
	 */
	static final class Virtual implements Peer {

		private static final AtomicReference<Class<?>> LAST = new AtomicReference<>(Object.class);

		// There is one field for each pair of types, so each id needs its own type
		@SuppressWarnings("unchecked")
		private final VirtualField<Object, Object> field = VirtualField.find(Object.class,
				(Class<Object>) LAST.updateAndGet(Class::arrayType));

		@Override
		public @Nullable Object get(Object parent) {
			return this.field.get(parent);
		}

		@Override
		public Object getOrAlloc(Object parent) {
			Object value = this.field.get(parent);
			if (value == null) {
				value = VALUE;
				this.field.set(parent, value);
			}
			return value;
		}

		@Override
		public void alloc(Object parent) {
			this.field.set(parent, VALUE);
		}

		@Override
		public void free(Object parent) {
			this.field.set(parent, null);
		}

		@Override
		public void freeAll() {
			throw new UnsupportedOperationException();
		}

		@Override
		public long destroyed() {
			return 0;
		}

		@Override
		public long live() {
			throw new UnsupportedOperationException();
		}

	}

	static final class Netty implements Peer {

		private final AttributeKey<Object> key = AttributeKey.newInstance(Integer.toString(System.identityHashCode(this)));

		@Override
		public @Nullable Object get(Object parent) {
			return ((DefaultAttributeMap) parent).attr(this.key).get();
		}

		@Override
		public Object getOrAlloc(Object parent) {
			Object existing = ((DefaultAttributeMap) parent).attr(this.key).setIfAbsent(VALUE);
			return (existing != null) ? existing : VALUE;
		}

		@Override
		public void alloc(Object parent) {
			((DefaultAttributeMap) parent).attr(this.key).setIfAbsent(VALUE);
		}

		@Override
		public void free(Object parent) {
			((DefaultAttributeMap) parent).attr(this.key).set(null);
		}

		@Override
		public void freeAll() {
			throw new UnsupportedOperationException();
		}

		@Override
		public long destroyed() {
			return 0;
		}

		@Override
		public long live() {
			throw new UnsupportedOperationException();
		}

		@Override
		public Object newParent() {
			return new NettyParent();
		}

		private static final class NettyParent extends DefaultAttributeMap {

		}

	}

	/**
	 * The code that a careful developer writes: weak identity keys in a ConcurrentHashMap.
	 * Writers remove dead keys.
	 */
	static final class ByHand implements Peer {

		private final ConcurrentHashMap<Object, Object> map = new ConcurrentHashMap<>();

		private final ReferenceQueue<Object> queue = new ReferenceQueue<>();

		private final LongAdder destroyed = new LongAdder();

		@Override
		public @Nullable Object get(Object parent) {
			return this.map.get(new Lookup(parent));
		}

		@Override
		public Object getOrAlloc(Object parent) {
			Object value = this.map.get(new Lookup(parent));
			return (value != null) ? value : this.map.computeIfAbsent(new Key(parent, this.queue), CONSTRUCTOR);
		}

		@Override
		public void alloc(Object parent) {
			clean();
			this.map.putIfAbsent(new Key(parent, this.queue), VALUE);
		}

		@Override
		public void free(Object parent) {
			if (this.map.remove(new Lookup(parent)) != null) {
				this.destroyed.increment();
			}
		}

		@Override
		public void clean() {
			for (Reference<?> key = this.queue.poll(); key != null; key = this.queue.poll()) {
				if (this.map.remove(key) != null) {
					this.destroyed.increment();
				}
			}
		}

		@Override
		public void freeAll() {
			for (Object key : this.map.keySet()) {
				if (this.map.remove(key) != null) {
					this.destroyed.increment();
				}
			}
		}

		@Override
		public long destroyed() {
			return this.destroyed.sum();
		}

		@Override
		public long live() {
			clean();
			return this.map.size();
		}

		private static final class Lookup {

			private final Object parent;

			Lookup(Object parent) {
				this.parent = parent;
			}

			@Override
			public int hashCode() {
				return System.identityHashCode(this.parent);
			}

			@Override
			public boolean equals(@Nullable Object other) {
				return other instanceof Key key && key.refersTo(this.parent);
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

			@Override
			public boolean equals(@Nullable Object other) {
				if (this == other) {
					return true;
				}
				Object parent = (other instanceof Key key) ? key.get() : null;
				return parent != null && refersTo(parent);
			}

		}

	}

}
