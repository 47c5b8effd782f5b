package io.github.shadowvars.demo.signal;

import java.util.Random;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.demo.vendor.AccessPoint;
import io.github.shadowvars.demo.vendor.Station;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the signal quality of each station. It never frees a history by hand, because
 * histories are freed when their stations are collected. Thread-safe.
 */
class SignalMonitor {

	private static final Logger logger = LoggerFactory.getLogger(SignalMonitor.class);

	/** This type has a mistake: the history holds the station. */
	static final ShadowType<Station, SignalHistory> LEAKING = builder()
		.constructor((sta) -> new SignalHistory(() -> logger.info("Hardly heard: {}", sta.address())))
		.build();

	static final ShadowType<Station, SignalHistory> FIXED = builder().constructor((sta) -> {
		String address = sta.address();
		return new SignalHistory(() -> logger.info("Hardly heard: {}", address));
	}).build();

	private final AccessPoint accessPoint;

	private final ShadowRegistry registry;

	private final Random random;

	private @Nullable ShadowVariable<Station, SignalHistory> signalHistory;

	SignalMonitor(AccessPoint accessPoint, ShadowRegistry registry, Random random) {
		this.accessPoint = accessPoint;
		this.registry = registry;
		this.random = random;
	}

	/** Frees all histories. New ones are created by the given type. */
	synchronized void use(ShadowType<Station, SignalHistory> type) {
		close();
		this.signalHistory = this.registry.register(type);
	}

	synchronized void close() {
		if (this.signalHistory != null) {
			this.signalHistory.close();
			this.signalHistory = null;
		}
	}

	synchronized Leak leak() {
		if (this.signalHistory == null) {
			return Leak.OFF;
		}
		return this.signalHistory.type().equals(LEAKING) ? Leak.LEAKING : Leak.FIXED;
	}

	synchronized void measure() {
		if (this.signalHistory != null) {
			for (Station sta : this.accessPoint.stations()) {
				this.signalHistory.getOrAlloc(sta).add(-30 - this.random.nextInt(60));
			}
		}
	}

	private static ShadowType.Builder<Station, SignalHistory> builder() {
		return ShadowType.<Station, SignalHistory>builder(Station.class, SignalHistory.class)
			.id(0x3)
			.name("signal-history")
			.description("Recent signal quality of a station");
	}

	/**
	 * Which type creates histories, if any.
	 */
	enum Leak {

		OFF, LEAKING, FIXED

	}

}
