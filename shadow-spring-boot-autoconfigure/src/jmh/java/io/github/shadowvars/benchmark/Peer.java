package io.github.shadowvars.benchmark;

import java.util.Arrays;
import java.util.function.Supplier;

import io.github.shadowvars.ShadowTracking;
import org.jspecify.annotations.Nullable;

/**
 * One way to attach a value to an object. Callbacks are constants, so that the allocations
 * of a caller do not count for any peer.
 */
public interface Peer {

	/**
	 * The value that all peers attach.
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
	 * Frees the values that some peers attached to a parent.
	 * @param peers the peers, all of this kind
	 */
	default void freeParent(Object parent, Peer[] peers) {
		for (Peer peer : peers) {
			peer.free(parent);
		}
	}

	/**
	 * Frees everything, and calls a destructor for each value. If the peer has no
	 * destructors, this method calls it.
	 */
	void freeAll();

	/**
	 * Returns how often a destructor was called.
	 */
	long destroyed();

	/**
	 * Removes the values of dead parents, for peers that do so in calls and not on a thread
	 * of their own.
	 */
	default void clean() {
	}

	/**
	 * Returns the number of attached values. Values of dead parents are {@linkplain #clean
	 * removed} first, if calls remove them.
	 */
	long live();

	default Object newParent() {
		return new Parent();
	}

	/**
	 * Returns new parents with computed identity hashes, so that computing them does not
	 * count for any peer.
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

		SHADOW_WOVEN("shadow variables, woven", false, true, ShadowPeer::woven),

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
		 * Whether it holds parents of any class weakly and loses no live value, like this
		 * library.
		 */
		final boolean weak;

		/**
		 * Whether it calls a destructor after a parent was collected.
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
		 * Returns whether it can count and free all its values.
		 */
		boolean isMap() {
			return this == IDENTITY_HASH_MAP || (this.weak && this != VIRTUAL_FIELD);
		}

		Peer create() {
			return this.factory.get();
		}

	}

	/**
	 * A parent of 16 bytes, with the field of the agent too.
	 */
	final class WovenParent {

	}

	/**
	 * A parent of 16 bytes.
	 */
	final class Parent {

		@Nullable Object field;

	}

}
