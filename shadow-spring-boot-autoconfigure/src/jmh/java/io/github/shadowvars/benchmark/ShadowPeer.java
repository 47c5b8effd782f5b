package io.github.shadowvars.benchmark;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowTracking;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.jspecify.annotations.Nullable;

/**
 * This library, used through its public API.
 */
final class ShadowPeer implements Peer {

	private static final AtomicLong IDS = new AtomicLong();

	private static final ShadowRegistry REGISTRY = ShadowRegistry.create();

	private static final Function<Object, Object> CONSTRUCTOR = (parent) -> VALUE;

	private final boolean woven;

	private final LongAdder destroyed = new LongAdder();

	private final ShadowVariable<Object, Object> variable = REGISTRY
		.register(ShadowType.builder(Object.class, Object.class)
			.id(IDS.incrementAndGet())
			.constructor(CONSTRUCTOR)
			.destructor((parent, value, cause) -> this.destroyed.increment())
			.build());

	ShadowPeer() {
		this(ShadowTracking.OFF, false);
	}

	ShadowPeer(ShadowTracking tracking) {
		this(tracking, false);
	}

	private ShadowPeer(ShadowTracking tracking, boolean woven) {
		this.variable.track(tracking);
		this.woven = woven;
	}

	/**
	 * Returns one with parents that the agent weaves.
	 */
	static ShadowPeer woven() {
		ShadowPeer peer = new ShadowPeer(ShadowTracking.OFF, true);
		if (!(peer.newParent() instanceof io.github.shadowvars.weave.WovenParent)) {
			throw new IllegalStateException("The parents must be woven, but are not; run with the agent's jar");
		}
		return peer;
	}

	/**
	 * Returns a peer whose JVM has loaded the tracking classes.
	 */
	static ShadowPeer trackedBefore() {
		ShadowPeer peer = new ShadowPeer(ShadowTracking.FULL);
		Object parent = peer.newParent();
		peer.alloc(parent);
		peer.free(parent);
		peer.variable.track(ShadowTracking.OFF);
		return peer;
	}

	@Override
	public Object newParent() {
		return this.woven ? new WovenParent() : new Parent();
	}

	@Override
	public @Nullable Object get(Object parent) {
		return this.variable.get(parent);
	}

	@Override
	public Object getOrAlloc(Object parent) {
		return this.variable.getOrAlloc(parent);
	}

	@Override
	public void alloc(Object parent) {
		this.variable.alloc(parent);
	}

	@Override
	public void free(Object parent) {
		this.variable.free(parent);
	}

	@Override
	public void freeParent(Object parent, Peer[] peers) {
		REGISTRY.freeParent(parent);
	}

	@Override
	public void freeAll() {
		this.variable.freeAll();
	}

	@Override
	public long destroyed() {
		return this.destroyed.sum();
	}

	@Override
	public long live() {
		return this.variable.count();
	}

}
