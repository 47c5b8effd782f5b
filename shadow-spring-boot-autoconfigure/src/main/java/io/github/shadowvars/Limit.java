package io.github.shadowvars;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import io.github.shadowvars.ShadowSettings.OnLimit;

/**
 * The limit of live variables of an id. If a limit is set, variables are counted in one
 * place, so the count is exact, and its cost depends neither on the number of variables
 * nor on the limit.
 */
final class Limit {

	/**
	 * The limit of the ids that have none.
	 */
	static final Limit NONE = new Limit(ShadowSettings.DEFAULT, "");

	private final ShadowSettings settings;

	private final String label;

	private final boolean rejects;

	private final boolean warns;

	/**
	 * The number of live variables. For an id that rejects, includes those that are being
	 * constructed.
	 */
	private final AtomicLong taken = new AtomicLong();

	private final LongAdder rejections = new LongAdder();

	private Limit(ShadowSettings settings, String label) {
		this.settings = settings;
		this.label = label;
		boolean limited = settings.maxLive() < Long.MAX_VALUE;
		this.rejects = limited && settings.onLimit() == OnLimit.REJECT;
		this.warns = limited && settings.onLimit() == OnLimit.WARN;
	}

	/**
	 * Returns the limit of an id.
	 * @param label what messages call the id
	 */
	static Limit of(ShadowSettings settings, String label) {
		return (settings.maxLive() < Long.MAX_VALUE) ? new Limit(settings, label) : NONE;
	}

	/**
	 * Reserves a place for a new variable, if there is one.
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
	 * Releases a place: the constructor failed.
	 */
	void abandoned() {
		if (this.rejects) {
			this.taken.decrementAndGet();
		}
	}

	/**
	 * Counts a constructed variable.
	 * @return whether it crosses a limit that warns. A limit is crossed again only after
	 * the number has fallen to it
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
	 * Counts a rejection, and returns the exception to throw.
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

	long rejections() {
		return this.rejections.sum();
	}

}
