package io.github.shadowvars.demo.stations;

import io.github.shadowvars.demo.vendor.Station;

/**
 * A station in HTTP answers: the vendor's data, and whether the patch added its own.
 *
 * @param parent the station as {@code class@identityHash}, like in the endpoint's answers
 */
record StationView(String address, String parent, boolean asleep, int buffered, long delivered, boolean psLock,
		boolean psDelivery) {

	static StationView of(Station sta, boolean psLock, boolean psDelivery) {
		String parent = "%s@%x".formatted(sta.getClass().getName(), System.identityHashCode(sta));
		return new StationView(sta.address(), parent, sta.asleep(), sta.buffered(), sta.delivered(), psLock,
				psDelivery);
	}
}
