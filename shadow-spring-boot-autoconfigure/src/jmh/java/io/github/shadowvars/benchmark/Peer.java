package io.github.shadowvars.benchmark;

import java.util.Arrays;
import java.util.function.Supplier;

import io.github.shadowvars.ShadowTracking;
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

	/**
	 * Attaches a value to each of some parents that have none.
	 */
	default void allocEach(Object[] parents) {
		for (Object parent : parents) {
			alloc(parent);
		}
	}

	void free(Object parent);

	/**
	 * Frees what any of some peers attached to a parent.
	 * @param peers the peers, all of this kind
	 */
	default void freeParent(Object parent, Peer[] peers) {
		for (Peer peer : peers) {
			peer.free(parent);
		}
	}

	/**
	 * Frees everything, each value after its destructor: the caller's where the peer
	 * knows of none.
	 */
	void freeAll();

	/**
	 * Returns how often a destructor was called.
	 */
	long destroyed();

	/**
	 * Removes the values of dead parents, where this is not done by a thread of the peer
	 * but by calls.
	 */
	default void clean() {
	}

	/**
	 * Returns how many values are attached. Those of dead parents, if calls remove them,
	 * are {@linkplain #clean removed} first.
	 */
	long live();

	default Object newParent() {
		return new Parent();
	}

	/**
	 * Returns new parents, their identity hashes computed: no peer is charged for them.
	 */
	default Object[] newParents(int number) {
		Object[] parents = new Object[number];
		Arrays.setAll(parents, (i) -> newParent());
		for (Object parent : parents) {
			System.identityHashCode(parent);
		}
		return parents;
	}

	/**
	 * The peers, by the name that reports show.
	 */
	enum Kind {

		SHADOW("shadow variables", true, true, ShadowPeer::new),

		SHADOW_OFF_AGAIN("tracked before", false, true, ShadowPeer::trackedBefore),

		SHADOW_SAMPLED("tracking a sample", false, true, () -> new ShadowPeer(ShadowTracking.SAMPLED)),

		SHADOW_FULL("tracking all", false, true, () -> new ShadowPeer(ShadowTracking.FULL)),

		FIELD("field (limit)", false, false, Peers.Field::new),

		IDENTITY_HASH_MAP("IdentityHashMap", false, false, Peers.Identity::new),

		BY_HAND("weak keys by hand", true, true, Peers.ByHand::new),

		WEAK_HASH_MAP("WeakHashMap", true, false, Peers.Weak::new),

		GUAVA_MAP("Guava MapMaker", true, false, Peers.GuavaMap::new),

		GUAVA_CACHE("Guava CacheBuilder", true, true, Peers.GuavaCache::new),

		CAFFEINE("Caffeine", true, true, Peers.CaffeineCache::new),

		SPRING("Spring ReferenceMap", false, false, Peers.Spring::new),

		WEAK_LOCK_FREE("weak-lock-free", true, false, Peers.WeakLockFree::new),

		VIRTUAL_FIELD("VirtualField", true, false, Peers.Virtual::new),

		NETTY("Netty AttributeMap", false, false, Peers.Netty::new);

		final String title;

		/**
		 * Whether it holds parents of any class weakly and loses no live value: what this
		 * library competes with.
		 */
		final boolean weak;

		/**
		 * Whether it calls a destructor when a parent was collected.
		 */
		final boolean tells;

		private final Supplier<Peer> factory;

		Kind(String title, boolean weak, boolean tells, Supplier<Peer> factory) {
			this.title = title;
			this.weak = weak;
			this.tells = tells;
			this.factory = factory;
		}

		/**
		 * Whether it can count and free all that it holds.
		 */
		boolean isMap() {
			return this == IDENTITY_HASH_MAP || (this.weak && this != VIRTUAL_FIELD);
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
