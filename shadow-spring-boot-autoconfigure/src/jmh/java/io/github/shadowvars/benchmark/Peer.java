package io.github.shadowvars.benchmark;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * One way to attach a value to an object. Callbacks are constant, so that no peer is
 * charged for what its caller allocates.
 */
public interface Peer {

	/**
	 * The one value.
	 */
	Object VALUE = new Object();

	@Nullable Object get(Object parent);

	Object getOrAlloc(Object parent);

	/**
	 * Attaches a value to a parent that has none.
	 */
	void alloc(Object parent);

	void free(Object parent);

	/**
	 * Frees everything, and tells a destructor where the peer knows of such.
	 */
	void freeAll();

	/**
	 * Returns how many values are attached, once it has done what it does about dead
	 * parents.
	 */
	long live();

	default Object newParent() {
		return new Parent();
	}

	/**
	 * The peers, by the name that reports show.
	 */
	enum Kind {

		SHADOW("shadow variables", true, ShadowPeer::new),

		FIELD("field (limit)", false, Peers.Field::new),

		IDENTITY_HASH_MAP("IdentityHashMap (strong, one thread)", false, Peers.Identity::new),

		BY_HAND("ConcurrentHashMap, weak keys by hand", true, Peers.ByHand::new),

		WEAK_HASH_MAP("synchronizedMap(WeakHashMap)", true, Peers.Weak::new),

		GUAVA_MAP("Guava MapMaker", true, Peers.GuavaMap::new),

		GUAVA_CACHE("Guava CacheBuilder", true, Peers.GuavaCache::new),

		CAFFEINE("Caffeine", true, Peers.CaffeineCache::new),

		SPRING("Spring ConcurrentReferenceHashMap", false, Peers.Spring::new),

		WEAK_LOCK_FREE("weak-lock-free", true, Peers.WeakLockFree::new),

		VIRTUAL_FIELD("OpenTelemetry VirtualField", true, Peers.Virtual::new),

		NETTY("Netty AttributeMap (parent extends it)", false, Peers.Netty::new);

		final String title;

		/**
		 * Whether it holds parents of any class weakly: what this library competes with.
		 */
		final boolean weak;

		private final Supplier<Peer> factory;

		Kind(String title, boolean weak, Supplier<Peer> factory) {
			this.title = title;
			this.weak = weak;
			this.factory = factory;
		}

		Peer create() {
			return this.factory.get();
		}

	}

	/**
	 * A parent of 16 bytes.
	 */
	final class Parent {

		@Nullable Object field;

	}

}
