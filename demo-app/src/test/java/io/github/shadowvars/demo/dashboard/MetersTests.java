package io.github.shadowvars.demo.dashboard;

import java.util.Map;

import io.github.shadowvars.demo.dashboard.Meters.Counts;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MetersTests {

	@Test
	void parseShouldReadCountsOfEachId() {
		Meters meters = Meters.parse("""
				# HELP shadow_variables variables that are live now
				shadow_variables{id="0x1",name="ps-lock"} 16.0
				shadow_allocations_variables_total{id="0x1",name="ps-lock"} 40.0
				shadow_frees_variables_total{cause="freed",id="0x1",name="ps-lock"} 14.0
				shadow_frees_variables_total{cause="parent_collected",id="0x1",name="ps-lock"} 1.1E1
				shadow_growth_suspect{id="0x1",name="ps-lock"} 1.0
				shadow_variables{id="0x2",name="ps-delivery"} 9.0
				jvm_threads_live_threads 21.0
				""");
		assertThat(meters.counts())
			.isEqualTo(Map.of("0x1", new Counts(16, 40, Map.of("freed", 14.0, "parent_collected", 11.0), true), "0x2",
					new Counts(9, 0, Map.of(), false)));
	}

	@Test
	void parseWhenNothingIsOfShadowsShouldBeEmpty() {
		assertThat(Meters.parse("jvm_threads_live_threads 21.0\nshadow_scrapes{} 1.0\n").counts()).isEmpty();
	}

}
