package io.github.shadowvars;

import java.lang.ref.WeakReference;

import org.jspecify.annotations.Nullable;

/**
 * The life of a parent: which lifetimes were asked, and whether it has ended.
 * <ul>
 * <li>A caller gets a value only after all matching lifetimes were asked, and only if the
 * parent had not ended by then.</li>
 * <li>The thread that ends a life sets {@code ended} before it searches for values. A
 * thread that attaches a value does so before it reads {@code ended}. So one of the two
 * sees the other.</li>
 * <li>No lock is held while a lifetime is asked, or while variables are freed.</li>
 * </ul>
 */
final class Life extends WeakReference<Object> {

	private final Variables variables;

	/**
	 * The lifetimes that were asked or are being asked. Changed under this object's lock.
	 */
	private volatile @Nullable Question questions;

	/**
	 * The run that frees the variables, or null if there was no memory to list it, or all
	 * were freed. Set before {@code ended}.
	 */
	private volatile @Nullable CallbackRun ending;

	private volatile boolean ended;

	/**
	 * Whether memory ran out before all variables were freed. Guarded by this object.
	 */
	private boolean outOfMemory;

	Life(Variables variables, Object parent) {
		super(parent);
		this.variables = variables;
	}

	/**
	 * Ends this life, and frees the variables of the parent. Later calls have no effect,
	 * unless memory ran out before all were freed.
	 */
	private void end() {
		Object parent = get();
		if (parent == null || isFreed()) {
			return;
		}
		CallbackSlot callback = begin(parent);
		try {
			synchronized (this) {
				if (isFreed()) {
					return;
				}
				this.ending = run(callback);
				this.outOfMemory = false;
				this.ended = true;
			}
			free(parent);
			this.ending = null;
		}
		finally {
			if (callback != null) {
				callback.end();
			}
		}
	}

	/**
	 * Returns whether a thread has freed the variables or is freeing them.
	 */
	private synchronized boolean isFreed() {
		return this.ended && !this.outOfMemory;
	}

	private void free(Object parent) {
		try {
			this.variables.free(parent);
		}
		catch (VirtualMachineError ex) {
			synchronized (this) {
				this.outOfMemory = true;
			}
			throw ex;
		}
	}

	private @Nullable CallbackSlot begin(Object parent) {
		try {
			return this.variables.begin(parent);
		}
		catch (VirtualMachineError ex) {
			// Without memory, other threads do not wait for this run.
			return null;
		}
	}

	private static @Nullable CallbackRun run(@Nullable CallbackSlot callback) {
		try {
			return (callback != null) ? callback.run() : null;
		}
		catch (VirtualMachineError ex) {
			// As in begin
			return null;
		}
	}

	/**
	 * Waits until no thread is asking a lifetime for an id and a parent.
	 * @param ask whether to ask the matching lifetimes that were not asked yet
	 * @return whether a lifetime failed meanwhile, so that the variables that were
	 * attached by then were freed
	 */
	boolean settle(Id<?, ?> id, Object parent, boolean ask) {
		boolean failed = false;
		for (Lifetime lifetime : id.lifetimes()) {
			if (lifetime.holdsFor(parent)) {
				failed |= settle(id, parent, lifetime, ask);
			}
		}
		return failed;
	}

	private boolean settle(Id<?, ?> id, Object parent, Lifetime lifetime, boolean ask) {
		boolean failed = false;
		while (true) {
			Question question = find(lifetime);
			if (question == null) {
				if (!ask || ask(id, parent, lifetime)) {
					return failed;
				}
			}
			else {
				CallbackRun run = question.run;
				if (run == null || run.isMine()) {
					return failed;
				}
				WaitGraph.awaitLifetime(run, id, parent);
				failed |= question.failed;
			}
		}
	}

	private @Nullable Question find(Lifetime lifetime) {
		Question question = this.questions;
		while (question != null && question.number != lifetime.number()) {
			question = question.next;
		}
		return question;
	}

	/**
	 * Asks a lifetime, unless another thread does so.
	 * @return whether it was asked
	 */
	private boolean ask(Id<?, ?> id, Object parent, Lifetime lifetime) {
		Runnable ended = this::end;
		// Listed with the id, so that closing waits for it.
		CallbackSlot callback = id.table().begin(parent);
		try {
			Question question;
			synchronized (this) {
				if (find(lifetime) != null) {
					return false;
				}
				question = new Question(lifetime.number(), callback.run(), this.questions);
				this.questions = question;
			}
			try {
				lifetime.ask(parent, ended);
			}
			catch (Throwable ex) {
				abandon(question, parent, lifetime);
				throw Life.<RuntimeException>unchanged(ex);
			}
			question.run = null;
			return true;
		}
		finally {
			callback.end();
		}
	}

	private void abandon(Question question, Object parent, Lifetime lifetime) {
		try {
			this.variables.abandon(parent, lifetime);
		}
		finally {
			question.failed = true;
			remove(question);
		}
	}

	private synchronized void remove(Question question) {
		if (this.questions == question) {
			this.questions = question.next;
			return;
		}
		Question before = this.questions;
		while (before != null && before.next != question) {
			before = before.next;
		}
		if (before != null) {
			before.next = question.next;
		}
	}

	/**
	 * Throws an exception of a callback as it is, even if it is checked.
	 */
	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	static <X extends Throwable> X unchanged(Throwable ex) throws X {
		throw (X) ex;
	}

	boolean hasEnded() {
		return this.ended;
	}

	/**
	 * Waits until the variables were freed, unless this thread is freeing them.
	 */
	void awaitEnd(Id<?, ?> id, Object parent) {
		CallbackRun ending = this.ending;
		if (ending != null && !ending.isMine()) {
			WaitGraph.awaitLifetime(ending, id, parent);
		}
	}

	void check(Id<?, ?> id, Object parent) {
		if (this.ended) {
			end();
			throw new ParentEndedException(
					"Shadow %s cannot be attached to %s because that parent has ended; attach before its end"
						.formatted(id.label(), Arguments.describe(parent)));
		}
	}

	/**
	 * The variables of all ids.
	 */
	interface Variables {

		/**
		 * Lists a callback that starts on this thread and ends the life of a parent.
		 * @return the callback, or null if the registry is closed
		 */
		@Nullable CallbackSlot begin(Object parent);

		/**
		 * Frees all variables of a parent whose life has ended.
		 */
		void free(Object parent);

		/**
		 * Frees the variables of a parent after a lifetime failed, for the ids that have
		 * this lifetime.
		 */
		void abandon(Object parent, Lifetime lifetime);

	}

	/**
	 * A lifetime that was asked, or is being asked.
	 */
	private static final class Question {

		private final int number;

		/**
		 * The run that is asking, or null after the lifetime was asked.
		 */
		private volatile @Nullable CallbackRun run;

		private volatile boolean failed;

		private volatile @Nullable Question next;

		Question(int number, CallbackRun run, @Nullable Question next) {
			this.number = number;
			this.run = run;
			this.next = next;
		}

	}

}
