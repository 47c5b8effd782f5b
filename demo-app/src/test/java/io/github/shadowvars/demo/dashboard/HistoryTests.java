package io.github.shadowvars.demo.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.github.shadowvars.demo.dashboard.History.Rate;
import io.github.shadowvars.demo.dashboard.Meters.Counts;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HistoryTests {

	private static final Instant START = Instant.ofEpochSecond(1000);

	private final History history = new History(Duration.ofMinutes(5));

	@Test
	void seriesShouldHoldWindowOnly() {
		add(0, 1, 1, 0);
		add(1, 2, 2, 0);
		add(301, 3, 3, 0);
		assertThat(this.history.series("0x1").times()).containsExactly(1_001_000L, 1_301_000L);
		assertThat(this.history.series("0x1").live()).containsExactly(2L, 3L);
		assertThat(this.history.series("0x1").inWords())
			.isEqualTo("over the last 5 minutes: 2 at least, 3 at most, now 3");
	}

	@Test
	void seriesWhenNothingWasReadShouldSaySo() {
		assertThat(this.history.series("0x1").inWords()).isEqualTo("nothing was read yet");
		assertThat(this.history.rates("0x1")).isEmpty();
	}

	@Test
	void ratesShouldBeOfLastMinuteOnly() {
		add(0, 0, 0, 0);
		add(60, 0, 1000, 0);
		add(120, 7, 1090, 3);
		assertThat(this.history.rates("0x1")).containsExactly(new Rate("allocated", 90, 1090),
				new Rate("parent collected", 3, 3));
	}

	@Test
	void ratesWhenMinuteIsNotOverShouldReckonWithTimeSince() {
		add(0, 0, 10, 0);
		add(10, 0, 11, 0);
		assertThat(this.history.rates("0x1")).containsExactly(new Rate("allocated", 6, 11));
		assertThat(this.history.rates("0x1").get(0).shown()).isEqualTo("6.0");
		assertThat(new Rate("allocated", 41.4, 100).shown()).isEqualTo("41");
	}

	@Test
	void ratesWhenReadOnceShouldBeZero() {
		add(0, 1, 10, 0);
		assertThat(this.history.rates("0x1")).containsExactly(new Rate("allocated", 0, 10));
	}

	private void add(long seconds, double live, double allocations, double collected) {
		this.history.add(START.plusSeconds(seconds), new Meters(Map.of("0x1",
				new Counts(live, allocations, Map.of("freed", 0.0, "parent_collected", collected), false))));
	}

}
