package io.github.shadowvars.demo.vendor;

/**
 * A station that is associated with an access point, like mac80211's {@code sta_info}.
 * The class is final, only the access point creates instances, and it has no power-save
 * lock.
 */
public final class Station {

	private final String address;

	private volatile boolean asleep;

	private int buffered;

	private long delivered;

	Station(String address) {
		this.address = address;
	}

	public String address() {
		return this.address;
	}

	public boolean asleep() {
		return this.asleep;
	}

	public synchronized int buffered() {
		return this.buffered;
	}

	public synchronized long delivered() {
		return this.delivered;
	}

	void sleep() {
		this.asleep = true;
	}

	void wake() {
		this.asleep = false;
	}

	synchronized void buffer() {
		this.buffered++;
	}

	synchronized void deliver() {
		this.delivered++;
	}

	synchronized void flush() {
		this.delivered += this.buffered;
		this.buffered = 0;
	}

}
