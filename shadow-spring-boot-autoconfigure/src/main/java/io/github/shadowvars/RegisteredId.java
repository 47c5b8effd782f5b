package io.github.shadowvars;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

import io.github.shadowvars.reachability.ShadowReachability;
import io.github.shadowvars.reachability.ShadowReachability.Result;
import io.github.shadowvars.weave.WovenParent;
import org.jspecify.annotations.Nullable;

/**
 * An id in use: its type, its variables, its state, and the rules for its parents.
 */
final class RegisteredId<P, V> {

	private static final Lifetime[] NO_LIFETIMES = {};

	/**
	 * Initialized beforehand, so that the last owner can close without memory.
	 */
	private static final Closing LAST_CLOSED = Closing.UNREGISTERED;

	private final ShadowType<P, V> type;

	private final Long key;

	private final ShadowSettings settings;

	private final ShadowTable table;

	private final @Nullable UnaryOperator<P> parentResolver;

	/**
	 * Whether any object may be a parent.
	 */
	private final boolean anyParent;

	/**
	 * The lifetimes that match some parents, or null if there are none.
	 */
	private final Lifetime @Nullable [] lifetimes;

	private final Shared shared;

	/**
	 * Created when a garbage collection leaves a variable for the first time. Only the
	 * reaper updates it.
	 */
	private volatile @Nullable Growth growth;

	private final ShadowVariable<P, V> view;

	private final Destruction<P, V> destruction;

	private final Construction<P, V> construction;

	private final Owners owners = new Owners();

	/**
	 * The position in the order of registration, set when this id is taken into use.
	 */
	volatile long order;

	RegisteredId(ShadowType<P, V> type, ShadowSettings settings, Shared shared) {
		this.type = type;
		this.key = type.id();
		this.parentResolver = shared.options().parentResolver(type);
		this.anyParent = type.parentType().isAssignableFrom(Object.class);
		this.settings = settings;
		this.lifetimes = shared.options().lifetimes().of(type, shared);
		this.table = new ShadowTable(this, Limit.of(settings, type.label()));
		this.shared = shared;
		this.view = new VariableHandle<>(this, null);
		this.destruction = new Destruction<>(this, shared.options().failureHandler());
		this.construction = new Construction<>(this, settings, shared);
	}

	ShadowType<P, V> type() {
		return this.type;
	}

	/**
	 * Returns the id as an object, for look-ups without allocation.
	 */
	Long key() {
		return this.key;
	}

	String label() {
		return this.type.label();
	}

	@Nullable String description() {
		return (this.settings.description() != null) ? this.settings.description() : this.type.description();
	}

	ShadowTable table() {
		return this.table;
	}

	Construction<P, V> construction() {
		return this.construction;
	}

	Destruction<P, V> destruction() {
		return this.destruction;
	}

	/**
	 * Returns the handle for {@code find}, which no owner can close.
	 */
	ShadowVariable<P, V> view() {
		return this.view;
	}

	Owners owners() {
		return this.owners;
	}

	/**
	 * Returns a closed id of the same type without variables, for a handle that was
	 * closed while others are open.
	 */
	RegisteredId<P, V> empty() {
		RegisteredId<P, V> empty = new RegisteredId<>(this.type, this.settings, this.shared);
		empty.table.close(Closing.LEFT);
		return empty;
	}

	/**
	 * Returns the parent for the object that a caller holds.
	 */
	P resolve(P parent) {
		Arguments.notNull(parent, "parent");
		UnaryOperator<P> resolver = this.parentResolver;
		if (resolver == null) {
			return parent;
		}
		checkParent(parent);
		P resolved = resolver.apply(parent);
		if (resolved == null) {
			throw new NullPointerException(
					"The parentResolver of shadow %s returned null for %s; it must return a parent".formatted(label(),
							Arguments.describe(parent)));
		}
		return resolved;
	}

	void checkParent(Object parent) {
		if (!this.anyParent && !this.type.parentType().isInstance(parent)) {
			throw new ClassCastException(
					"A parent of shadow %s must be a %s, but is %s; attach to an object of that class"
						.formatted(label(), this.type.parentType().getName(), Arguments.describe(parent)));
		}
	}

	boolean hasResolver() {
		return this.parentResolver != null;
	}

	boolean takesAnyParent() {
		return this.anyParent;
	}

	Lifetime[] lifetimes() {
		return (this.lifetimes != null) ? this.lifetimes : NO_LIFETIMES;
	}

	/**
	 * Returns whether existing values may be returned without checking the lives of their
	 * parents.
	 */
	boolean hasNoLifetime() {
		return this.lifetimes == null;
	}

	/**
	 * Returns whether the existing value of a parent may be returned without checking the
	 * life of the parent.
	 */
	boolean hasNoLifetime(Object parent) {
		for (Lifetime lifetime : lifetimes()) {
			if (lifetime.holdsFor(parent)) {
				return false;
			}
		}
		return true;
	}

	boolean isSubjectTo(Lifetime lifetime) {
		return Arrays.stream(lifetimes()).anyMatch((mine) -> mine.number() == lifetime.number());
	}

	/**
	 * Frees the variable of a parent, with the type's destructor.
	 */
	boolean free(Object parent, FreeCause cause) {
		return this.table.remove(parent, null, cause, this.destruction.ofType());
	}

	/**
	 * Frees the variable of a parent, with a destructor that the caller passes.
	 */
	boolean free(Object parent, FreeCause cause, ShadowDestructor<? super P, ? super V> destructor) {
		return this.table.remove(parent, null, cause, this.destruction.destroyer(destructor));
	}

	/**
	 * Frees the variable of a parent that is about to end. Most parents have none. The
	 * field of a woven parent does not tell whether there is a variable, because other
	 * code can overwrite the field.
	 */
	boolean freeParent(Object resolved) {
		return ((ShadowTable.WEAVING && resolved instanceof WovenParent) || this.table.get(resolved) != null)
				&& free(resolved, FreeCause.PARENT_DESTROYED);
	}

	/**
	 * Frees the variable of a parent whose lifetime failed.
	 */
	void abandon(Object parent) {
		free(parent, FreeCause.FREED);
	}

	ShadowPurge freeAll(FreeCause cause, @Nullable ShadowDestructor<? super P, ? super V> destructor) {
		long[] counts = new long[2];
		this.table.removeAll(cause, (parent, value, actual) -> {
			boolean failed = !this.destruction.destroy(parent, value, actual, destructor);
			counts[0] += (actual == cause) ? 1 : 0;
			counts[1] += failed ? 1 : 0;
		});
		return new ShadowPurge(counts[0], counts[1]);
	}

	/**
	 * Frees a variable whose parent was collected, unless it was freed already.
	 * @param reaper notified of the destructor, or null on other threads
	 * @return whether this call freed it
	 */
	boolean reap(Attachment dead, @Nullable Reaper reaper) {
		return this.table.removeCollected(dead, this.destruction.ofCollected(reaper));
	}

	/**
	 * Refuses new values, because the last owner closes its handle.
	 */
	void leave() {
		this.table.close(LAST_CLOSED);
	}

	/**
	 * Refuses new values, because the registry is closed. Has no effect if the id was
	 * closed before.
	 */
	void close() {
		if (!this.table.isClosed()) {
			this.table.close(Closing.CLOSED);
		}
	}

	/**
	 * Refuses new values, if there is none and none is being constructed.
	 */
	boolean forget() {
		boolean forgotten = this.table.closeIfEmpty(Closing.FORGOTTEN);
		if (forgotten) {
			this.shared.options().tracking().forget(this.type.id());
		}
		return forgotten;
	}

	/**
	 * Wakes the threads that wait for constructors, so that they see that this id is
	 * closed.
	 */
	void wakeWaiters() {
		this.table.runs().forEach((run) -> run.callback().wake());
	}

	/**
	 * Returns whether this id has nothing to free or to wait for, and never will.
	 */
	boolean isDone() {
		return this.table.isClosed() && this.table.isIdle();
	}

	long count() {
		return live(this.table.totals());
	}

	private static long live(long[] totals) {
		// Negative while a constructor has not ended whose value was freed already
		return Math.max(0, totals[Stripe.CAUSES]);
	}

	/**
	 * Notes that there was a garbage collection.
	 */
	void collected() {
		long[] totals = this.table.totals();
		long live = live(totals);
		Growth growth = this.growth;
		if (growth == null && live > 0) {
			growth = new Growth();
			this.growth = growth;
		}
		if (growth != null) {
			growth.collected(live, totals[FreeCause.PURGED.ordinal()]);
		}
	}

	long rejections() {
		return this.table.limit.rejections();
	}

	boolean isSuspect() {
		Growth growth = this.growth;
		return growth != null && growth.isSuspect(this::count);
	}

	ShadowReachability reachability(Object parent, Object value) {
		if (this.table.isEphemeral(parent)) {
			// Only the parent holds the value, so what the value holds keeps no parent
			// alive
			return new ShadowReachability(Result.DOES_NOT, null, List.of(), null);
		}
		Map<String, Function<Object, @Nullable Object>> attached = new HashMap<>();
		this.shared.ids().inUse().forEach((id) -> attached.put(id.type().name(), id.table()::get));
		return ShadowReachability.of(value, parent, attached,
				Set.of(DefaultShadowRegistry.class, VariableHandle.class, ShadowTable.class));
	}

	ShadowStats stats() {
		long[] totals = this.table.totals();
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
