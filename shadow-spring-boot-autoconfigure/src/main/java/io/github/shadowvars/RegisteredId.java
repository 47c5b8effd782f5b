package io.github.shadowvars;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.github.shadowvars.reachability.ShadowReachability;
import io.github.shadowvars.reachability.ShadowReachability.Result;
import io.github.shadowvars.weave.WovenParent;
import org.jspecify.annotations.Nullable;

/**
 * An id in use: its type, its variables, and the rules for attaching and freeing. All
 * callbacks of the user are called from here, and never while a lock is held.
 */
final class RegisteredId<P, V> {

	private static final Lifetime[] NO_LIFETIMES = {};

	private static final int DUPLICATES = 0;

	private static final int CONSTRUCTOR_FAILURES = 1;

	private static final int DESTRUCTOR_FAILURES = 2;

	private static final String COLLECTED = "a collected parent";

	private final ShadowType<P, V> type;

	private final Long key;

	/**
	 * Created beforehand, so that the last owner can close without memory.
	 */
	private final Closing leaving;

	private final ShadowSettings settings;

	private final ShadowTable table;

	private final ReferenceQueue<Object> queue;

	private final @Nullable UnaryOperator<P> parentResolver;

	/**
	 * Whether any object may be a parent.
	 */
	private final boolean anyParent;

	/**
	 * The lifetimes that match some parents, or null if there are none.
	 */
	private final Lifetime @Nullable [] lifetimes;

	private final Limit limit;

	private final Options options;

	/**
	 * All ids of the registry, because a value may lead to variables of other ids.
	 */
	private final Ids ids;

	private final DoubtfulParents doubtfulParents;

	/**
	 * Created when a garbage collection leaves a variable for the first time. Only the
	 * reaper updates it.
	 */
	private volatile @Nullable Growth growth;

	/**
	 * Runs the type's destructor, if it has one.
	 */
	private final Batch.@Nullable Destroyer destroyer;

	private final ShadowVariable<P, V> view;

	/**
	 * The numbers of rare events: of {@link #DUPLICATES}, {@link #CONSTRUCTOR_FAILURES}
	 * and {@link #DESTRUCTOR_FAILURES}.
	 */
	private final AtomicLongArray failures = new AtomicLongArray(3);

	private volatile Tracker tracker;

	private final Owners owners = new Owners();

	/**
	 * The position in the order of registration, set when this id is taken into use.
	 */
	volatile long order;

	RegisteredId(ShadowType<P, V> type, ShadowSettings settings, ReferenceQueue<Object> queue, Options options, Ids ids,
			DoubtfulParents doubtfulParents) {
		this.type = type;
		this.key = type.id();
		this.leaving = Closing.unregistered(type);
		this.parentResolver = options.parentResolver(type);
		this.anyParent = type.parentType().isAssignableFrom(Object.class);
		this.settings = settings;
		this.lifetimes = options.lifetimes().of(type, queue, options);
		this.limit = Limit.of(settings, type.label());
		this.table = new ShadowTable(this, this.limit);
		this.queue = queue;
		this.options = options;
		this.ids = ids;
		this.doubtfulParents = doubtfulParents;
		this.tracker = options.tracking().tracker(type.id(), settings.tracking());
		this.destroyer = destroyer(type.destructor());
		this.view = new VariableHandle<>(this, null);
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
		RegisteredId<P, V> empty = new RegisteredId<>(this.type, this.settings, this.queue, this.options, this.ids,
				this.doubtfulParents);
		empty.table.close(Closing.left(this.type));
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

	/**
	 * Returns the type's constructor.
	 */
	Function<? super P, ? extends V> constructor() {
		Function<? super P, ? extends V> constructor = this.type.constructor();
		if (constructor == null) {
			throw noConstructor();
		}
		return constructor;
	}

	/**
	 * Returns the type's constructor for a call that will probably find a value.
	 */
	Function<? super P, ? extends V> constructorInCase() {
		Function<? super P, ? extends V> constructor = this.type.constructor();
		return (constructor != null) ? constructor : (parent) -> {
			throw noConstructor();
		};
	}

	private IllegalStateException noConstructor() {
		return new IllegalStateException(
				"The type of shadow %s has no constructor; pass one to the call, or give one to the type"
					.formatted(label()));
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
	 * Attaches a value to a parent that has none.
	 * @param existing whether to return an existing value instead of throwing an
	 * exception
	 */
	Object alloc(P parent, Function<? super P, ? extends V> constructor, boolean existing) {
		checkParent(parent);
		checkIdentity(parent);
		Life life = life(parent);
		return (life != null) ? allocWhileAlive(life, parent, constructor, existing)
				: attach(parent, constructor, existing, null);
	}

	private void checkIdentity(Object parent) {
		if (Identity.isMissing(parent.getClass())) {
			throw new IllegalArgumentException(("A parent of shadow %s must have an identity, but %s is of a "
					+ "value-based class; attach to the object that owns it")
				.formatted(label(), Arguments.describe(parent)));
		}
	}

	private @Nullable Life life(Object parent) {
		return hasNoLifetime(parent) ? null : this.options.lifetimes().life(parent);
	}

	/**
	 * Attaches a value to a parent with lifetimes, or returns the existing one.
	 */
	private Object allocWhileAlive(Life life, P parent, Function<? super P, ? extends V> constructor,
			boolean existing) {
		// Two variables may have the same value, so the attachment identifies the new one
		@Nullable Attachment[] made = new Attachment[1];
		while (true) {
			life.settle(this, parent, false);
			life.check(this, parent);
			made[0] = null;
			Object before = existing ? this.table.get(parent) : null;
			Object value = (before != null) ? before : attach(parent, constructor, existing, made);
			boolean settled = false;
			boolean abandoned;
			try {
				abandoned = life.settle(this, parent, true);
				settled = true;
			}
			finally {
				Attachment mine = made[0];
				if (!settled && mine != null) {
					this.table.removeMade(parent, mine, FreeCause.FREED, this.destroyer);
				}
			}
			if (life.hasEnded()) {
				if (!this.table.remove(parent, value, FreeCause.PARENT_DESTROYED, this.destroyer)) {
					awaitDestructors(parent);
					life.awaitEnd(this, parent);
				}
				life.check(this, parent);
			}
			Closing closing = this.table.closing();
			if (closing != null) {
				this.table.remove(parent, value, closing.cause(), this.destroyer);
				throw closing.exception();
			}
			if (!abandoned || this.table.get(parent) == value) {
				return value;
			}
		}
	}

	/**
	 * Waits until a value that another thread removed was destroyed. Values that are
	 * removed together with others are not waited for.
	 */
	private void awaitDestructors(Object parent) {
		Run destructor = this.table.destructor(parent);
		while (destructor != null) {
			Waits.awaitLifetime(destructor, this, parent);
			destructor = this.table.destructor(parent);
		}
	}

	/**
	 * Attaches a value, or returns the existing one.
	 * @param made receives the attachment, or null if it is not needed
	 */
	private Object attach(P parent, Function<? super P, ? extends V> constructor, boolean existing,
			@Nullable Attachment @Nullable [] made) {
		if (!this.settings.enabled()) {
			throw disabled(parent);
		}
		Attachment mine = this.tracker.attachment(parent, this.queue);
		while (true) {
			Callback running = this.table.reserve(parent, mine);
			if (running != null) {
				long run = running.number();
				try {
					Object value = construct(parent, constructor, mine, running);
					if (made != null) {
						made[0] = mine;
					}
					return value;
				}
				finally {
					if (!running.hasEnded(run)) {
						// The stack may have overflowed, and is less deep here
						this.table.abandon(mine, running);
					}
				}
			}
			Object value = this.table.get(parent);
			if (value == null) {
				Run other = this.table.constructor(parent);
				if (other != null) {
					Waits.await(other, this, parent);
					// The age counts from here.
					mine = this.tracker.attachment(parent, this.queue);
				}
				else if (this.table.repair(parent)) {
					throw lost(parent);
				}
			}
			else if (existing) {
				return value;
			}
			else {
				this.failures.incrementAndGet(DUPLICATES);
				throw new DuplicateShadowException(
						"Shadow %s is already attached to %s; use getOrAlloc, or free it first".formatted(label(),
								Arguments.describe(parent)));
			}
		}
	}

	private Object construct(P parent, Function<? super P, ? extends V> constructor, Attachment mine,
			Callback running) {
		try {
			Object value;
			try {
				value = checkValue(parent, constructor.apply(parent));
			}
			catch (Throwable ex) {
				this.failures.incrementAndGet(CONSTRUCTOR_FAILURES);
				throw ex;
			}
			attach(parent, mine, running, value);
			this.doubtfulParents.attached(this.view, parent);
			LeakCheck leakCheck = this.options.leakCheck();
			if (leakCheck != null) {
				leakCheck.check(this.view, parent, value);
			}
			return value;
		}
		finally {
			Reference.reachabilityFence(parent);
		}
	}

	private void attach(P parent, Attachment mine, Callback running, Object value) {
		if (this.table.isClosed()) {
			discard(parent, mine, running, value, closing().cause());
			throw closing().exception();
		}
		boolean crossed = this.limit.constructed();
		boolean stays = this.table.complete(running, mine, value);
		if (crossed) {
			limitCrossed();
		}
		if (!stays && this.table.remove(parent, value, closing().cause(), this.destroyer)) {
			throw closing().exception();
		}
	}

	private IllegalStateException lost(Object parent) {
		return new IllegalStateException(
				("The value of shadow %s is lost, because only the field $shadow of %s held it, and other code has "
						+ "overwritten that field; keep that code from copying the field, or do not weave the class")
					.formatted(label(), Arguments.describe(parent)));
	}

	private IllegalStateException disabled(Object parent) {
		Closing closing = this.table.closing();
		if (closing != null) {
			return closing.exception();
		}
		String source = this.settings.source();
		return new IllegalStateException(
				"Shadow %s cannot be attached to %s because it is disabled; enable it with %s".formatted(label(),
						Arguments.describe(parent), (source != null) ? source : "the settings of its registry"));
	}

	private Closing closing() {
		return Objects.requireNonNull(this.table.closing());
	}

	/**
	 * Destroys a value that was constructed too late to be attached.
	 */
	private void discard(P parent, Attachment mine, Callback callback, Object value, FreeCause cause) {
		this.table.discard(mine, callback, cause);
		try {
			destroy(parent, value, cause, this.type.destructor());
		}
		finally {
			callback.end();
		}
	}

	private Object checkValue(Object parent, @Nullable Object value) {
		if (value == null) {
			throw new NullPointerException("The constructor of shadow %s returned null for %s; it must return a value"
				.formatted(label(), Arguments.describe(parent)));
		}
		if (!this.type.valueType().isInstance(value)) {
			throw new ClassCastException("A value of shadow %s must be a %s, but is %s; return an object of that class"
				.formatted(label(), this.type.valueType().getName(), Arguments.describe(value)));
		}
		if (value == parent) {
			throw new IllegalArgumentException(("A value of shadow %s must not be its own parent, but is %s, which "
					+ "would never be collected; return an object that does not hold the parent")
				.formatted(label(), Arguments.describe(value)));
		}
		return value;
	}

	/**
	 * Frees the variable of a parent, with the type's destructor.
	 */
	boolean free(Object parent, FreeCause cause) {
		return this.table.remove(parent, null, cause, this.destroyer);
	}

	/**
	 * Frees the variable of a parent, with a destructor that the caller passes.
	 */
	boolean free(Object parent, FreeCause cause, ShadowDestructor<? super P, ? super V> destructor) {
		return this.table.remove(parent, null, cause, destroyer(destructor));
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

	private Batch.@Nullable Destroyer destroyer(@Nullable ShadowDestructor<? super P, ? super V> destructor) {
		return (destructor != null) ? (parent, value, cause) -> destroy(parent, value, cause, destructor) : null;
	}

	ShadowPurge freeAll(FreeCause cause, @Nullable ShadowDestructor<? super P, ? super V> destructor) {
		long[] counts = new long[2];
		this.table.removeAll(cause, (parent, value, actual) -> {
			boolean failed = !destroy(parent, value, actual, destructor);
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
		return this.table.removeCollected(dead,
				(this.destroyer != null) ? (parent, value, cause) -> destroyCollected(value, reaper) : null);
	}

	private void destroyCollected(Object value, @Nullable Reaper reaper) {
		ShadowDestructor<? super P, ? super V> destructor = this.type.destructor();
		if (reaper == null) {
			destroy(null, value, FreeCause.PARENT_COLLECTED, destructor);
			return;
		}
		reaper.begin(this);
		try {
			destroy(null, value, FreeCause.PARENT_COLLECTED, destructor);
		}
		finally {
			reaper.end();
		}
	}

	@SuppressWarnings("unchecked")
	private boolean destroy(@Nullable Object parent, Object value, FreeCause cause,
			@Nullable ShadowDestructor<? super P, ? super V> destructor) {
		if (destructor == null) {
			return true;
		}
		try {
			destructor.destroy((P) parent, (V) value, cause);
			return true;
		}
		catch (Throwable ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			this.failures.incrementAndGet(DESTRUCTOR_FAILURES);
			report((parent != null) ? Arguments.describe(parent) : COLLECTED, cause, ex);
			return false;
		}
	}

	private void report(String shown, FreeCause cause, Throwable failure) {
		try {
			this.options.failureHandler().handle(new ShadowFailure(this.view, shown, cause, failure));
		}
		catch (Throwable ex) {
			// Exceptions of the handler are ignored, because there is no other handler.
		}
	}

	/**
	 * Reports a destructor that blocks the reaper.
	 */
	void reportStuck(Duration running, String thread, StackTraceElement[] stack) {
		String message = ("The destructor of shadow %s has been running for %s on thread %s, and the variables of "
				+ "other collected parents wait for it; make it return sooner, or run destructors "
				+ "elsewhere with destructorExecutor")
			.formatted(label(), running, thread);
		report(COLLECTED, FreeCause.PARENT_COLLECTED, new UnfinishedException(message, stack));
	}

	/**
	 * Reports callbacks that have not returned by the close timeout.
	 */
	void reportLate(Duration closeTimeout) {
		String message = ("Closing the registry has waited %s for callbacks of shadow %s, which have not returned; "
				+ "make them return sooner, or set a longer closeTimeout")
			.formatted(closeTimeout, label());
		report("a parent", FreeCause.CLOSED, new UnfinishedException(message));
	}

	private void limitCrossed() {
		try {
			this.options.limitHandler().handle(this.view, this.settings);
		}
		catch (Throwable ex) {
			// The variable is attached: an exception of the handler must not hide that.
		}
	}

	/**
	 * Refuses new values, because the last owner closes its handle.
	 */
	void leave() {
		this.table.close(this.leaving);
	}

	/**
	 * Refuses new values, because the registry is closed. Has no effect if the id was
	 * closed before.
	 */
	void close() {
		if (!this.table.isClosed()) {
			this.table.close(Closing.closed(this.type));
		}
	}

	/**
	 * Refuses new values, if there is none and none is being constructed.
	 */
	boolean forget() {
		boolean forgotten = this.table.closeIfEmpty(Closing.forgotten(this.type));
		if (forgotten) {
			this.options.tracking().forget(this.type.id());
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
		long live = totals[Stripe.CAUSES];
		for (int i = 0; i < Stripe.CAUSES; i++) {
			live -= totals[i];
		}
		// Negative while a call is between its two counts.
		return Math.max(0, live);
	}

	ShadowTracking tracking() {
		return this.tracker.level();
	}

	void track(ShadowTracking level) {
		if (!this.table.isClosed()) {
			this.tracker = this.options.tracking().set(this.type.id(), level);
		}
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
		return this.limit.rejections();
	}

	boolean isSuspect() {
		Growth growth = this.growth;
		return growth != null && growth.isSuspect(this::count);
	}

	ShadowReachability reachability(Object parent, Object value) {
		if (this.table.isEphemeral(parent)) {
			// Its references keep no parent alive
			return new ShadowReachability(Result.DOES_NOT, null, List.of(), null);
		}
		Map<String, Function<Object, @Nullable Object>> attached = new HashMap<>();
		this.ids.inUse().forEach((id) -> attached.put(id.type().name(), id.table()::get));
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
		return new ShadowStats(live(totals), totals[Stripe.CAUSES], freed, this.failures.get(DUPLICATES),
				this.failures.get(CONSTRUCTOR_FAILURES), this.failures.get(DESTRUCTOR_FAILURES));
	}

}
