package io.github.shadowvars;

import java.lang.ref.Reference;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Attaches the values of an id: runs constructors, never while a lock is held, and
 * refuses what must not be attached.
 */
final class Construction<P, V> {

	private final Id<P, V> id;

	private final ShadowTable table;

	private final Destruction<P, V> destruction;

	private final Shared shared;

	private volatile Tracker tracker;

	/**
	 * Guarded by this object, like the next field.
	 */
	private long duplicates;

	/**
	 * Counted without calling a method, because the stack may have overflowed.
	 */
	private long failures;

	Construction(Id<P, V> id, Destruction<P, V> destruction, Shared shared) {
		this.id = id;
		this.table = id.table();
		this.destruction = destruction;
		this.shared = shared;
		this.tracker = shared.options().tracking().tracker(id.type().id(), id.settings().tracking());
	}

	private IllegalStateException noConstructor() {
		return new IllegalStateException(
				"The type of shadow %s has no constructor; pass one to the call, or give one to the type"
					.formatted(this.id.label()));
	}

	/**
	 * Attaches a value to a parent that has none.
	 * @param existing whether to return an existing value instead of throwing an
	 * exception
	 */
	Object alloc(P parent, @Nullable Function<? super P, ? extends V> constructor, boolean existing) {
		this.id.checkParent(parent);
		checkIdentity(parent);
		if (constructor == null && !(existing && this.table.get(parent) != null)) {
			throw noConstructor();
		}
		Life life = this.id.hasNoLifetime(parent) ? null : this.shared.lives().apply(parent);
		return (life != null) ? allocWhileAlive(life, parent, constructor, existing)
				: attach(parent, constructor, existing, null);
	}

	private void checkIdentity(Object parent) {
		if (Identity.isMissing(parent.getClass())) {
			throw new IllegalArgumentException(("A parent of shadow %s must have an identity, but %s is of a "
					+ "value-based class; attach to the object that owns it")
				.formatted(this.id.label(), Arguments.describe(parent)));
		}
	}

	/**
	 * Attaches a value to a parent with lifetimes, or returns the existing one.
	 */
	private Object allocWhileAlive(Life life, P parent, @Nullable Function<? super P, ? extends V> constructor,
			boolean existing) {
		// Two variables may have the same value, so the attachment identifies the new one
		@Nullable Attachment[] made = new Attachment[1];
		while (true) {
			life.settle(this.id, parent, false);
			life.check(this.id, parent);
			made[0] = null;
			Object before = existing ? this.table.get(parent) : null;
			Object value = (before != null) ? before : attach(parent, constructor, existing, made);
			boolean abandoned;
			try {
				abandoned = life.settle(this.id, parent, true);
			}
			catch (Throwable ex) {
				Attachment mine = made[0];
				if (mine != null) {
					this.table.removeMade(parent, mine, FreeCause.FREED, this.destruction.ofType());
				}
				throw ex;
			}
			if (life.hasEnded()) {
				if (!this.table.remove(parent, value, FreeCause.PARENT_DESTROYED, this.destruction.ofType())) {
					awaitDestructors(parent);
					life.awaitEnd(this.id, parent);
				}
				life.check(this.id, parent);
			}
			if (this.table.isClosed()) {
				this.table.remove(parent, value, this.id.closeReason().cause(), this.destruction.ofType());
				throw this.id.closed();
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
		CallbackRun run = this.table.runningDestructor(parent);
		while (run != null) {
			WaitGraph.awaitLifetime(run, this.id, parent);
			run = this.table.runningDestructor(parent);
		}
	}

	/**
	 * Attaches a value, or returns the existing one.
	 * @param made receives the attachment, or null if it is not needed
	 */
	private Object attach(P parent, @Nullable Function<? super P, ? extends V> constructor, boolean existing,
			@Nullable Attachment @Nullable [] made) {
		if (!this.id.settings().enabled()) {
			throw disabled(parent);
		}
		if (constructor == null) {
			// The existing value was freed meanwhile
			throw noConstructor();
		}
		Attachment mine = this.tracker.attachment(parent, this.shared.queue());
		while (true) {
			CallbackSlot running = this.table.reserve(parent, mine);
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
			if (this.table.isClosed()) {
				throw this.id.closed();
			}
			Object value = this.table.get(parent);
			if (value == null) {
				CallbackRun other = this.table.runningConstructor(parent);
				if (other != null) {
					WaitGraph.await(other, this.id, parent);
					// The age counts from here.
					mine = this.tracker.attachment(parent, this.shared.queue());
				}
				else if (this.table.repair(parent)) {
					throw lost(parent);
				}
			}
			else if (existing) {
				return value;
			}
			else {
				synchronized (this) {
					this.duplicates++;
				}
				throw new DuplicateShadowException(
						"Shadow %s is already attached to %s; use getOrAlloc, or free it first"
							.formatted(this.id.label(), Arguments.describe(parent)));
			}
		}
	}

	private Object construct(P parent, Function<? super P, ? extends V> constructor, Attachment mine,
			CallbackSlot running) {
		try {
			Object value;
			try {
				value = checkValue(parent, constructor.apply(parent));
			}
			catch (Throwable ex) {
				synchronized (this) {
					this.failures++;
				}
				throw ex;
			}
			complete(parent, mine, running, value);
			this.shared.doubtfulParents().attached(this.id.unownedHandle(), parent);
			LeakCheck leakCheck = this.shared.options().leakCheck();
			if (leakCheck != null) {
				leakCheck.check(this.id.unownedHandle(), parent, value);
			}
			return value;
		}
		finally {
			Reference.reachabilityFence(parent);
		}
	}

	private void complete(P parent, Attachment mine, CallbackSlot running, Object value) {
		if (this.table.isClosed()) {
			discard(parent, mine, running, value, this.id.closeReason().cause());
			throw this.id.closed();
		}
		boolean crossed = this.table.limit.constructed();
		boolean stays = this.table.complete(running, mine, value);
		if (crossed) {
			limitCrossed();
		}
		if (!stays && this.table.remove(parent, value, this.id.closeReason().cause(), this.destruction.ofType())) {
			throw this.id.closed();
		}
	}

	private IllegalStateException lost(Object parent) {
		return new IllegalStateException(
				("The value of shadow %s is lost, because only the field $shadow of %s held it, and other code has "
						+ "overwritten that field; keep that code from copying the field, or do not weave the class")
					.formatted(this.id.label(), Arguments.describe(parent)));
	}

	private IllegalStateException disabled(Object parent) {
		if (this.table.isClosed()) {
			return this.id.closed();
		}
		String source = this.id.settings().source();
		return new IllegalStateException("Shadow %s cannot be attached to %s because it is disabled; enable it with %s"
			.formatted(this.id.label(), Arguments.describe(parent),
					(source != null) ? source : "the settings of its registry"));
	}

	/**
	 * Destroys a value that was constructed too late to be attached.
	 */
	private void discard(P parent, Attachment mine, CallbackSlot callback, Object value, FreeCause cause) {
		this.table.discard(mine, callback, cause);
		try {
			this.destruction.destroy(parent, value, cause, this.id.type().destructor());
		}
		finally {
			callback.end();
		}
	}

	private Object checkValue(Object parent, @Nullable Object value) {
		if (value == null) {
			throw new NullPointerException("The constructor of shadow %s returned null for %s; it must return a value"
				.formatted(this.id.label(), Arguments.describe(parent)));
		}
		if (!this.id.type().valueType().isInstance(value)) {
			throw new ClassCastException("A value of shadow %s must be a %s, but is %s; return an object of that class"
				.formatted(this.id.label(), this.id.type().valueType().getName(), Arguments.describe(value)));
		}
		if (value == parent) {
			throw new IllegalArgumentException(("A value of shadow %s must not be its own parent, but is %s, which "
					+ "would never be collected; return an object that does not hold the parent")
				.formatted(this.id.label(), Arguments.describe(value)));
		}
		return value;
	}

	private void limitCrossed() {
		try {
			this.shared.options().limitHandler().handle(this.id.unownedHandle(), this.id.settings());
		}
		catch (Throwable ex) {
			// The variable is attached: an exception of the handler must not hide that.
		}
	}

	ShadowTracking tracking() {
		return this.tracker.level();
	}

	void track(ShadowTracking level) {
		if (!this.table.isClosed()) {
			this.tracker = this.shared.options().tracking().set(this.id.type().id(), level);
		}
	}

	synchronized long duplicates() {
		return this.duplicates;
	}

	synchronized long failures() {
		return this.failures;
	}

}
