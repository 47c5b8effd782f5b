package io.github.shadowvars.demo.signal;

/**
 * Recent signal quality of a station, and what to do when it is hardly heard.
 * Thread-safe.
 */
class SignalHistory {

	private static final int HARDLY_HEARD = -85;

	private static final int PATIENCE = 3;

	private final Runnable alarm;

	private int hardlyHeard;

	SignalHistory(Runnable alarm) {
		this.alarm = alarm;
	}

	void add(int decibelMilliwatts) {
		if (isTooLong(decibelMilliwatts <= HARDLY_HEARD)) {
			this.alarm.run();
		}
	}

	private synchronized boolean isTooLong(boolean hardly) {
		this.hardlyHeard = hardly ? this.hardlyHeard + 1 : 0;
		return this.hardlyHeard == PATIENCE;
	}

}
