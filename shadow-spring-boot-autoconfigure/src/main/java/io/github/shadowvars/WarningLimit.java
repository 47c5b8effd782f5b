package io.github.shadowvars;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Tells when more variables live than the limit says. It is crossed by the one that is
 * attached when as many live as may, so there is no state to be reset when it falls.
 */
final class WarningLimit extends Limit {

	private final ReentrantLock lock = new ReentrantLock();

	private final long maxLive;

	private final LongSupplier live;

	private final Runnable onCrossing;

	/**
	 * How many can surely be attached without crossing the limit, guarded by the lock.
	 */
	private long room;

	WarningLimit(ShadowTable table, long maxLive, LongSupplier live, Runnable onCrossing) {
		super(table);
		this.maxLive = maxLive;
		this.live = live;
		this.onCrossing = onCrossing;
	}

	@Override
	boolean complete(Callback constructor, Attachment mine, Object value) {
		boolean crossed = false;
		boolean stays;
		this.lock.lock();
		try {
			crossed = this.room == 0 && crosses();
			this.room = Math.max(0, this.room - 1);
			stays = this.table.complete(constructor, mine, value);
		}
		finally {
			this.lock.unlock();
		}
		if (crossed) {
			this.onCrossing.run();
		}
		return stays;
	}

	/**
	 * Tells whether one more crosses the limit. The value that waits to be attached must
	 * not be lost, not even if there is no memory to count the others: then the warning
	 * is.
	 */
	private boolean crosses() {
		try {
			long before = this.live.getAsLong();
			this.room = Math.max(0, this.maxLive - before);
			return before == this.maxLive;
		}
		catch (VirtualMachineError ex) {
			return false;
		}
	}

}
