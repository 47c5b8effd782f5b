package io.github.shadowvars;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import io.github.shadowvars.reachability.ShadowReachability;
import io.github.shadowvars.reachability.ShadowReachability.Result;
import io.github.shadowvars.weave.WovenParent;
import org.jspecify.annotations.Nullable;

/**
 * An id in use: attaching to it, freeing, its owners and its counts.
 */
final class RegisteredId<P, V> extends Id<P, V> {

	/**
	 * Initialized beforehand, so that the last owner can close without memory.
	 */
	private static final CloseReason LAST_CLOSED = CloseReason.UNREGISTERED;

	private final Long key;

	private final Shared shared;

	/**
	 * Created when a garbage collection leaves a variable for the first time. Only the
	 * reaper updates it.
	 */
	private volatile @Nullable Growth growth;

	private final ShadowVariable<P, V> unownedHandle;

	private final Destruction<P, V> destruction;

	private final Construction<P, V> construction;

	private final Owners owners = new Owners();

	/**
	 * The position in the order of registration, set when this id is taken into use.
	 */
	volatile long order;

	RegisteredId(ShadowType<P, V> type, ShadowSettings settings, Shared shared) {
		super(type, settings, shared.options());
		this.key = type.id();
		this.shared = shared;
		this.unownedHandle = new VariableHandle<>(this, null);
		this.destruction = new Destruction<>(this, shared.options().failureHandler());
		this.construction = new Construction<>(this, this.destruction, shared);
	}

	/**
	 * Returns the id as an object, for look-ups without allocation.
	 */
	Long key() {
		return this.key;
	}

	Construction<P, V> construction() {
		return this.construction;
	}

	Destruction<P, V> destruction() {
		return this.destruction;
	}

	@Override
	ShadowVariable<P, V> unownedHandle() {
		return this.unownedHandle;
	}

	Owners owners() {
		return this.owners;
	}

	/**
	 * Returns a closed id of the same type without variables, for a handle that was
	 * closed while others are open.
	 */
	RegisteredId<P, V> empty() {
		RegisteredId<P, V> empty = new RegisteredId<>(type(), settings(), this.shared);
		empty.table().close(CloseReason.LEFT);
		return empty;
	}

	/**
	 * Frees the variable of a parent, with the type's destructor.
	 */
	boolean free(Object parent, FreeCause cause) {
		return table().remove(parent, null, cause, this.destruction.ofType());
	}

	/**
	 * Frees the variable of a parent, with a destructor that the caller passes.
	 */
	boolean free(P parent, ShadowDestructor<? super P, ? super V> destructor) {
		P resolved = resolve(parent);
		checkParent(resolved);
		return table().remove(resolved, null, FreeCause.FREED, this.destruction.destroyer(destructor));
	}

	/**
	 * Frees the variable of a parent that is about to end. Most parents have none. The
	 * field of a woven parent does not tell whether there is a variable, because other
	 * code can overwrite the field.
	 */
	boolean freeParent(Object resolved) {
		return ((ShadowTable.WEAVING && resolved instanceof WovenParent) || table().get(resolved) != null)
				&& free(resolved, FreeCause.PARENT_DESTROYED);
	}

	ShadowPurge freeAll(FreeCause cause) {
		return freeAll(cause, type().destructor());
	}

	ShadowPurge freeAll(FreeCause cause, @Nullable ShadowDestructor<? super P, ? super V> destructor) {
		long[] counts = new long[2];
		table().removeAll(cause, (parent, value, actual) -> {
			boolean failed = !this.destruction.destroy(parent, value, actual, destructor);
			counts[0] += (actual == cause) ? 1 : 0;
			counts[1] += failed ? 1 : 0;
		});
		return new ShadowPurge(counts[0], counts[1]);
	}

	/**
	 * Refuses new values, because the last owner closes its handle.
	 */
	void leave() {
		table().close(LAST_CLOSED);
	}

	/**
	 * Refuses new values, because the registry is closed. Has no effect if the id was
	 * closed before.
	 */
	void close() {
		if (!table().isClosed()) {
			table().close(CloseReason.CLOSED);
		}
	}

	/**
	 * Refuses new values, if there is none and none is being constructed.
	 */
	boolean forget() {
		boolean forgotten = table().closeIfEmpty(CloseReason.FORGOTTEN);
		if (forgotten) {
			this.shared.options().tracking().forget(type().id());
		}
		return forgotten;
	}

	/**
	 * Wakes the threads that wait for constructors, so that they see that this id is
	 * closed.
	 */
	void wakeWaiters() {
		table().runs().forEach((run) -> run.callback().wake());
	}

	/**
	 * Returns whether this id has nothing to free or to wait for, and never will.
	 */
	boolean isDone() {
		return table().isClosed() && table().isIdle();
	}

	long count() {
		return live(table().totals());
	}

	private static long live(long[] totals) {
		// Negative while a constructor has not ended whose value was freed already
		return Math.max(0, totals[Stripe.CAUSES]);
	}

	/**
	 * Notes that there was a garbage collection.
	 */
	void afterCollection() {
		long[] totals = table().totals();
		long live = live(totals);
		Growth growth = this.growth;
		if (growth == null && live > 0) {
			growth = new Growth();
			this.growth = growth;
		}
		if (growth != null) {
			growth.record(live, totals[FreeCause.PURGED.ordinal()]);
		}
	}

	boolean isSuspect() {
		Growth growth = this.growth;
		return growth != null && growth.isSuspect(this::count);
	}

	ShadowReachability reachability(Object parent, Object value) {
		if (table().isEphemeral(parent)) {
			// Only the parent holds the value, so what the value holds keeps no parent
			// alive
			return new ShadowReachability(Result.DOES_NOT, null, List.of(), null);
		}
		return this.shared.search().apply(value, parent);
	}

	ShadowStats stats() {
		long[] totals = table().totals();
		Map<FreeCause, Long> freed = new EnumMap<>(FreeCause.class);
		for (FreeCause cause : FreeCause.values()) {
			if (totals[cause.ordinal()] > 0) {
				freed.put(cause, totals[cause.ordinal()]);
			}
		}
		return new ShadowStats(live(totals), LongStream.of(totals).sum(), freed, this.construction.duplicates(),
				this.construction.failures(), this.destruction.failures());
	}

}
