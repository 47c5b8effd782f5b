package io.github.shadowvars.demo.stations;

import io.github.shadowvars.demo.vendor.Station;

/**
 * A station as HTTP shows it: the vendor's data, and whether the patch added its own.
 *
 * @param parent what the endpoint {@code shadows} shows in its place
 */
record StationView(String address, String parent, boolean asleep, int buffered, long delivered, boolean psLock,
		boolean psDelivery) {

	static StationView of(Station sta, boolean psLock, boolean psDelivery) {
		String parent = "%s@%x".formatted(sta.getClass().getName(), System.identityHashCode(sta));
		return new StationView(sta.address(), parent, sta.asleep(), sta.buffered(), sta.delivered(), psLock,
				psDelivery);
	}
}
