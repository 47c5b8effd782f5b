package io.github.shadowvars;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import io.github.shadowvars.ShadowSettings.OnLimit;

/**
 * How many variables of an id may live, and what happens if there are more. Counts them
 * in one place, where a limit is set: that is exact, and costs the same however many live
 * and above the limit as below.
 */
final class Limit {

	static final Limit NONE = new Limit(ShadowSettings.DEFAULT, "");

	private final ShadowSettings settings;

	private final String label;

	private final boolean rejects;

	private final boolean warns;

	/**
	 * How many live, and of an id that rejects also how many are being constructed.
	 */
	private final AtomicLong taken = new AtomicLong();

	private final LongAdder rejections = new LongAdder();

	Limit(ShadowSettings settings, String label) {
		this.settings = settings;
		this.label = label;
		boolean limited = settings.maxLive() < Long.MAX_VALUE;
		this.rejects = limited && settings.onLimit() == OnLimit.REJECT;
		this.warns = limited && settings.onLimit() == OnLimit.WARN;
	}

	/**
	 * Takes a place for what is about to be constructed, if there is one.
	 */
	boolean admit() {
		if (!this.rejects) {
			return true;
		}
		long taken = this.taken.get();
		while (taken < this.settings.maxLive()) {
			if (this.taken.compareAndSet(taken, taken + 1)) {
				return true;
			}
			taken = this.taken.get();
		}
		return false;
	}

	/**
	 * Gives up a place: the constructor failed.
	 */
	void abandoned() {
		if (this.rejects) {
			this.taken.decrementAndGet();
		}
	}

	/**
	 * Counts what was constructed.
	 * @return whether it crosses a limit that warns: not again before the number has
	 * fallen to the limit
	 */
	boolean constructed() {
		return this.warns && this.taken.getAndIncrement() == this.settings.maxLive();
	}

	void freed(long number) {
		if (this.rejects || this.warns) {
			this.taken.addAndGet(-number);
		}
	}

	/**
	 * Counts a rejection, and returns what to throw.
	 */
	ShadowLimitException rejection(Object parent) {
		this.rejections.increment();
		String source = this.settings.source();
		return new ShadowLimitException(
				("Shadow %s cannot be attached to %s: limit reached (%d live, max-live=%d; a variable counts until "
						+ "it is freed, even if its parent was collected); free one first, or raise %s")
					.formatted(this.label, Arguments.describe(parent), this.taken.get(), this.settings.maxLive(),
							(source != null) ? source : "maxLive in the settings of its registry"));
	}

	/**
	 * Returns how many calls were refused because of the limit.
	 */
	long rejections() {
		return this.rejections.sum();
	}

}
