package io.github.shadowvars.demo.vendor;

/**
 * What the access point lets others do around its own work on a station.
 */
public interface StationHooks {

	/** The vendor's own behaviour. */
	StationHooks NONE = new StationHooks() {
	};

	/** Called with a new station, before anyone else can see it. */
	default void associated(Station sta) {
	}

	/** Called with a station that is about to leave. */
	default void leaving(Station sta) {
	}

	/** Called in place of a transmission, which it is to run. */
	default void transmit(Station sta, Runnable transmission) {
		transmission.run();
	}

	/** Called in place of a wake-up, which it is to run. */
	default void wake(Station sta, Runnable wakeUp) {
		wakeUp.run();
	}

}
