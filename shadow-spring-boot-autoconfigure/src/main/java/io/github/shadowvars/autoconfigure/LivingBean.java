package io.github.shadowvars.autoconfigure;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

import org.jspecify.annotations.Nullable;

/**
 * A bean without its proxies, held weakly and compared by identity.
 */
final class LivingBean extends WeakReference<Object> {

	private final int hash;

	private final String name;

	/**
	 * The scope, or null for a singleton.
	 */
	private final @Nullable String scope;

	private final long number;

	private volatile @Nullable Reference<Object> proxy;

	private volatile boolean watched;

	/**
	 * Creates a key to look up a bean.
	 */
	LivingBean(Object bean) {
		this(bean, "", null, 0, null);
	}

	LivingBean(Object bean, String name, @Nullable String scope, long number, @Nullable ReferenceQueue<Object> queue) {
		super(bean, queue);
		this.hash = System.identityHashCode(bean);
		this.name = name;
		this.scope = scope;
		this.number = number;
	}

	String name() {
		return this.name;
	}

	@Nullable String scope() {
		return this.scope;
	}

	boolean isSingleton() {
		return this.scope == null;
	}

	/**
	 * Returns a number that is greater for beans that were created later.
	 */
	long number() {
		return this.number;
	}

	/**
	 * Returns the proxy that Spring exposes, if it is known.
	 */
	@Nullable Object proxy() {
		Reference<Object> proxy = this.proxy;
		return (proxy != null) ? proxy.get() : null;
	}

	void proxy(Object proxy) {
		this.proxy = new WeakReference<>(proxy);
	}

	/**
	 * Returns whether this library is called at the end of the bean.
	 */
	boolean isWatched() {
		return this.watched;
	}

	void watched() {
		this.watched = true;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		if (this == other) {
			return true;
		}
		Object bean = get();
		return bean != null && other instanceof LivingBean that && that.refersTo(bean);
	}

	@Override
	public int hashCode() {
		return this.hash;
	}

}
