package io.github.shadowvars.demo.vendor;

/**
 * Hooks that the access point calls around its work on a station.
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

	/** Called instead of a transmission. Must run it. */
	default void transmit(Station sta, Runnable transmission) {
		transmission.run();
	}

	/** Called instead of a wake-up. Must run it. */
	default void wake(Station sta, Runnable wakeUp) {
		wakeUp.run();
	}

}
