package io.github.shadowvars.demo.signal;

import java.util.Random;

import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.demo.vendor.AccessPoint;
import io.github.shadowvars.demo.vendor.Station;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures how well each station is heard. Its authors rely on the stations' collection,
 * and never free a history by hand.
 */
class SignalMonitor {

	private static final Logger logger = LoggerFactory.getLogger(SignalMonitor.class);

	static final ShadowType<Station, SignalHistory> SIGNAL_HISTORY = ShadowType
		.builder(Station.class, SignalHistory.class)
		.id(0x3)
		.name("signal-history")
		.description("How well a station was heard of late")
		.constructor((sta) -> new SignalHistory(() -> logger.info("Hardly heard: {}", sta.address())))
		.build();

	private final AccessPoint accessPoint;

	private final ShadowVariable<Station, SignalHistory> signalHistory;

	private final Random random;

	SignalMonitor(AccessPoint accessPoint, ShadowVariable<Station, SignalHistory> signalHistory, Random random) {
		this.accessPoint = accessPoint;
		this.signalHistory = signalHistory;
		this.random = random;
	}

	void measure() {
		for (Station sta : this.accessPoint.stations()) {
			this.signalHistory.getOrAlloc(sta).add(-30 - this.random.nextInt(60));
		}
	}

}
