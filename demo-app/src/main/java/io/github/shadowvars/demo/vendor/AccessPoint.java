package io.github.shadowvars.demo.vendor;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * An access point and the stations that are associated with it.
 */
public final class AccessPoint {

	private final Map<String, Station> stations = new ConcurrentHashMap<>();

	private volatile StationHooks hooks = StationHooks.NONE;

	/** Replaces the installed hooks. */
	public void install(StationHooks hooks) {
		this.hooks = hooks;
	}

	public List<Station> stations() {
		return this.stations.values().stream().sorted(Comparator.comparing(Station::address)).toList();
	}

	public @Nullable Station station(String address) {
		return this.stations.get(address);
	}

	/** Returns the new station, or null if the address is associated already. */
	public @Nullable Station associate(String address) {
		Station sta = new Station(address);
		this.hooks.associated(sta);
		if (this.stations.putIfAbsent(address, sta) != null) {
			this.hooks.leaving(sta);
			return null;
		}
		return sta;
	}

	/** Disconnects a station. */
	public boolean disassociate(String address) {
		Station sta = this.stations.remove(address);
		if (sta == null) {
			return false;
		}
		this.hooks.leaving(sta);
		return true;
	}

	/** Drops a station that is out of range, without calling a hook. */
	public boolean lose(String address) {
		return this.stations.remove(address) != null;
	}

	public void sleep(Station sta) {
		sta.sleep();
	}

	/** Delivers a frame, or keeps it for a station that is asleep. */
	public void transmit(Station sta) {
		this.hooks.transmit(sta, () -> {
			// A wake-up at this point leaves the frame behind: the vendor's bug
			if (sta.asleep()) {
				sta.buffer();
			}
			else {
				sta.deliver();
			}
		});
	}

	/** Wakes a station and delivers its waiting frames. */
	public void wake(Station sta) {
		this.hooks.wake(sta, () -> {
			sta.wake();
			sta.flush();
		});
	}

}
