package io.github.shadowvars;

import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Lets no more variables live than the limit says, those of running constructors
 * included.
 */
final class RejectingLimit extends Limit {

	private final ReentrantLock lock = new ReentrantLock();

	private final long maxLive;

	private final @Nullable String source;

	private final String label;

	private final LongSupplier live;

	private final LongAdder rejections = new LongAdder();

	/**
	 * How many can surely be attached, and how many constructors run; guarded by the
	 * lock.
	 */
	private long room;

	private long constructing;

	RejectingLimit(ShadowTable table, ShadowSettings settings, String label, LongSupplier live) {
		super(table);
		this.maxLive = settings.maxLive();
		this.source = settings.source();
		this.label = label;
		this.live = live;
	}

	@Override
	@Nullable Callback reserve(Object parent, Attachment mine) {
		this.lock.lock();
		try {
			Callback constructor = this.table.reserve(parent, mine);
			if (constructor != null) {
				enter(parent, constructor);
			}
			return constructor;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes the room for an attachment that is reserved: what is attached already, or
	 * being constructed, needs none. Who waits for the reservation before there is room
	 * asks again when it goes, and none is counted while its constructor runs.
	 */
	private void enter(Object parent, Callback constructor) {
		boolean entered = false;
		try {
			if (this.room == 0) {
				this.room = Math.max(0, this.maxLive - this.live.getAsLong() - this.constructing);
			}
			entered = this.room > 0;
		}
		finally {
			if (!entered) {
				this.table.abandon(parent, constructor);
			}
		}
		if (!entered) {
			this.rejections.increment();
			throw exception(parent);
		}
		this.room--;
		this.constructing++;
	}

	private ShadowLimitException exception(Object parent) {
		return new ShadowLimitException(
				"Shadow %s cannot be attached to %s because %d live, which is its limit; free one first, or raise %s"
					.formatted(this.label, Arguments.describe(parent), this.maxLive,
							(this.source != null) ? this.source : "maxLive in the settings of its registry"));
	}

	@Override
	long rejections() {
		return this.rejections.sum();
	}

	@Override
	boolean complete(Callback constructor, Attachment mine, Object value) {
		this.lock.lock();
		try {
			// Under the lock, so that it is counted either as constructing or as live.
			this.constructing--;
			return this.table.complete(constructor, mine, value);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	void abandon(Object parent, Callback constructor) {
		this.lock.lock();
		try {
			this.constructing--;
			this.table.abandon(parent, constructor);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	void discard(Object parent, Callback constructor, FreeCause cause) {
		this.lock.lock();
		try {
			this.constructing--;
			this.table.discard(parent, constructor, cause);
		}
		finally {
			this.lock.unlock();
		}
	}

}
