package io.github.shadowvars.demo.traffic;

import java.util.List;
import java.util.Random;

import io.github.shadowvars.demo.vendor.AccessPoint;
import io.github.shadowvars.demo.vendor.Station;

/**
 * Simulates one event at a time: a station arrives, gets a frame, sleeps, wakes, leaves
 * or disappears. Only stations that the traffic added wake, leave or disappear. Other
 * stations only get frames and sleep.
 */
class Traffic {

	private static final String PREFIX = "06";

	private final AccessPoint accessPoint;

	private final int limit;

	private final Random random;

	Traffic(AccessPoint accessPoint, int limit, Random random) {
		this.accessPoint = accessPoint;
		this.limit = limit;
		this.random = random;
	}

	void step() {
		List<Station> stations = this.accessPoint.stations();
		if (stations.isEmpty() || (stations.size() < this.limit && this.random.nextInt(5) == 0)) {
			this.accessPoint.associate(address());
			return;
		}
		Station sta = stations.get(this.random.nextInt(stations.size()));
		boolean own = sta.address().startsWith(PREFIX);
		switch (this.random.nextInt(own ? 16 : 8)) {
			case 0, 1, 2, 3 -> this.accessPoint.sleep(sta);
			case 8, 9, 10, 11 -> this.accessPoint.wake(sta);
			case 12, 13 -> this.accessPoint.disassociate(sta.address());
			case 14, 15 -> this.accessPoint.lose(sta.address());
			default -> this.accessPoint.transmit(sta);
		}
	}

	private String address() {
		byte[] bytes = new byte[5];
		this.random.nextBytes(bytes);
		StringBuilder address = new StringBuilder(PREFIX);
		for (byte b : bytes) {
			address.append(":%02x".formatted(b));
		}
		return address.toString();
	}

}
