package io.github.shadowvars.autoconfigure;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;

/**
 * The beans of scopes other than singleton that live now, each with what Spring exposes
 * of it: itself or a proxy. Both are held weakly and compared by identity.
 */
final class ScopedParents {

	private final Map<Key, Reference<Object>> exposed = new ConcurrentHashMap<>();

	private final ReferenceQueue<Object> queue = new ReferenceQueue<>();

	void add(Object bean) {
		removeCollected();
		Key key = new Key(bean, this.queue);
		this.exposed.put(key, key);
	}

	/**
	 * Notes what Spring exposes, if it is a proxy of a bean that was added.
	 */
	void exposed(Object proxy) {
		Object target = AopProxyUtils.getSingletonTarget(proxy);
		while (target != null && !this.exposed.isEmpty()) {
			this.exposed.computeIfPresent(new Key(target, null), (key, reference) -> new WeakReference<>(proxy));
			target = AopProxyUtils.getSingletonTarget(target);
		}
	}

	boolean contains(Object bean) {
		return !this.exposed.isEmpty() && this.exposed.containsKey(new Key(bean, null));
	}

	/**
	 * Removes a bean, and returns what was exposed of it.
	 */
	@Nullable Object remove(Object bean) {
		Reference<Object> reference = this.exposed.remove(new Key(bean, null));
		return (reference != null) ? reference.get() : null;
	}

	private void removeCollected() {
		Reference<?> collected = this.queue.poll();
		while (collected != null) {
			this.exposed.remove(collected);
			collected = this.queue.poll();
		}
	}

	private static final class Key extends WeakReference<Object> {

		private final int hash;

		Key(Object bean, @Nullable ReferenceQueue<Object> queue) {
			super(bean, queue);
			this.hash = System.identityHashCode(bean);
		}

		@Override
		public boolean equals(@Nullable Object other) {
			if (this == other) {
				return true;
			}
			Object bean = get();
			return bean != null && other instanceof Key key && key.refersTo(bean);
		}

		@Override
		public int hashCode() {
			return this.hash;
		}

	}

}
