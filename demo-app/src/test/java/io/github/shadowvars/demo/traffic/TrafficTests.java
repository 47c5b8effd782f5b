package io.github.shadowvars.demo.traffic;

import java.util.Objects;
import java.util.Random;

import io.github.shadowvars.demo.vendor.AccessPoint;
import io.github.shadowvars.demo.vendor.Station;
import io.github.shadowvars.demo.vendor.StationHooks;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TrafficTests {

	private final AccessPoint accessPoint = new AccessPoint();

	private final Events events = new Events();

	private final Traffic traffic = new Traffic(this.accessPoint, 8, new Random(42));

	@Test
	void stepWhenRepeatedShouldKeepStationsComingWakingLeavingAndVanishing() {
		this.accessPoint.install(this.events);
		for (int i = 0; i < 1000; i++) {
			this.traffic.step();
			assertThat(this.accessPoint.stations()).hasSizeBetween(0, 8);
		}
		int vanished = this.events.associated - this.events.left - this.accessPoint.stations().size();
		assertThat(this.events.associated).isPositive();
		assertThat(this.events.transmitted).isPositive();
		assertThat(this.events.woken).isPositive();
		assertThat(this.events.left).isPositive();
		assertThat(vanished).isPositive();
	}

	@Test
	void stepWhenRepeatedShouldLetStationsOfOthersSleepAndWakeNone() {
		Station sta = Objects.requireNonNull(this.accessPoint.associate("02:00:00:00:00:01"));
		for (int i = 0; i < 1000; i++) {
			this.traffic.step();
		}
		assertThat(sta.asleep()).isTrue();
		assertThat(sta.buffered()).isPositive();
	}

	@Test
	void stepWhenRepeatedShouldKeepStationsOfOthers() {
		this.accessPoint.associate("02:00:00:00:00:01");
		for (int i = 0; i < 1000; i++) {
			this.traffic.step();
		}
		assertThat(this.accessPoint.station("02:00:00:00:00:01")).isNotNull();
	}

	private static final class Events implements StationHooks {

		private int associated;

		private int left;

		private int transmitted;

		private int woken;

		@Override
		public void associated(Station sta) {
			this.associated++;
		}

		@Override
		public void leaving(Station sta) {
			this.left++;
		}

		@Override
		public void transmit(Station sta, Runnable transmission) {
			this.transmitted++;
			transmission.run();
		}

		@Override
		public void wake(Station sta, Runnable wakeUp) {
			this.woken++;
			wakeUp.run();
		}

	}

}
