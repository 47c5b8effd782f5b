package io.github.shadowvars.demo.signal;

import java.util.Objects;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.demo.vendor.AccessPoint;
import io.github.shadowvars.demo.vendor.Station;
import io.github.shadowvars.test.ShadowAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the mistake in {@link SignalMonitor}, and for the fix.
 */
class SignalHistoryTests {

	private static final Logger logger = LoggerFactory.getLogger(SignalHistoryTests.class);

	private static final String ADDRESS = "02:00:00:00:00:2a";

	private final AccessPoint accessPoint = new AccessPoint();

	private final ShadowRegistry registry = ShadowRegistry.create();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void stationWhenTheAlarmHoldsItShouldNotBeCollected() {
		ShadowVariable<Station, SignalHistory> signalHistory = this.registry.register(SignalMonitor.LEAKING);
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> ShadowAssertions.assertCollectable(signalHistory, this::lostStation))
			.withMessageContaining("its value references it through value.alarm.arg$1 ");
	}

	@Test
	void stationWhenTheAlarmHoldsItsAddressShouldBeCollected() {
		ShadowVariable<Station, SignalHistory> signalHistory = this.registry
			.register(ShadowType.builder(Station.class, SignalHistory.class).id(0x3).constructor((sta) -> {
				String address = sta.address();
				return new SignalHistory(() -> logger.info("Hardly heard: {}", address));
			}).build());
		ShadowAssertions.assertCollectable(signalHistory, this::lostStation);
	}

	@Test
	void addWhenHardlyHeardThreeTimesShouldRaiseTheAlarmOnce() {
		int[] alarms = new int[1];
		SignalHistory history = new SignalHistory(() -> alarms[0]++);
		int[] heard = { -85, -90, -50, -85, -85, -85, -85 };
		for (int decibelMilliwatts : heard) {
			history.add(decibelMilliwatts);
		}
		assertThat(alarms).containsExactly(1);
	}

	private Station lostStation() {
		Station sta = Objects.requireNonNull(this.accessPoint.associate(ADDRESS));
		this.accessPoint.lose(ADDRESS);
		return sta;
	}

}
