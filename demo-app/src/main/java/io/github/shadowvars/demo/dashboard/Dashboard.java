package io.github.shadowvars.demo.dashboard;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import io.github.shadowvars.demo.dashboard.ActuatorClient.Shadow;
import io.github.shadowvars.demo.dashboard.ApplicationClient.Leak;
import io.github.shadowvars.demo.dashboard.ApplicationClient.Station;
import io.github.shadowvars.demo.dashboard.History.Rate;
import io.github.shadowvars.demo.dashboard.History.Series;
import org.jspecify.annotations.Nullable;

/**
 * The content of the page. If something could not be read, a failure message takes its
 * place.
 */
record Dashboard(long ids, List<Card> cards, @Nullable String shadowsFailure, List<Tile> tiles,
		@Nullable String stationsFailure, @Nullable Leak leak) {

	private static final Pattern FRAME = Pattern.compile("^(?:.*\\.)?([^.]+\\.[^.(]+)\\([^:]*:(\\d+)\\)$");

	static final Dashboard EMPTY = new Dashboard(0, List.of(), null, List.of(), null, null);

	Dashboard withShadows(long ids, List<Card> cards) {
		return new Dashboard(ids, cards, null, this.tiles, this.stationsFailure, this.leak);
	}

	Dashboard withoutShadows(@Nullable String failure) {
		return new Dashboard(0, List.of(), failure, this.tiles, this.stationsFailure, this.leak);
	}

	Dashboard withStations(List<Tile> tiles) {
		return new Dashboard(this.ids, this.cards, this.shadowsFailure, tiles, null, this.leak);
	}

	Dashboard withoutStations(@Nullable String failure) {
		return new Dashboard(this.ids, this.cards, this.shadowsFailure, List.of(), failure, this.leak);
	}

	Dashboard withLeak(@Nullable Leak leak) {
		return new Dashboard(this.ids, this.cards, this.shadowsFailure, this.tiles, this.stationsFailure, leak);
	}

	/** Returns the cards whose growth looks like a leak. */
	public List<Card> suspects() {
		return this.cards.stream().filter(Card::suspect).toList();
	}

	/**
	 * One id.
	 *
	 * @param suspect whether its growth looks like a leak
	 */
	record Card(Shadow shadow, Series series, List<Rate> rates, List<Newest> newest, boolean suspect) {

		/** The length of the longest bar. */
		public double greatestRate() {
			return this.rates.stream().mapToDouble(Rate::perMinute).max().orElse(0);
		}

	}

	/**
	 * One variable.
	 *
	 * @param parent its parent as class@hash
	 * @param address the address of the parent, if it is a known station
	 * @param site the line that attached it, if it is tracked
	 */
	record Newest(String parent, @Nullable String address, @Nullable String site, Duration age) {

		public String shownParent() {
			return (this.address != null) ? this.address : simple(this.parent);
		}

		public @Nullable String shownSite() {
			return (this.site != null) ? frame(this.site) : null;
		}

		public String shownAge() {
			long seconds = this.age.toSeconds();
			return (seconds < 60) ? seconds + " s" : (seconds < 3600) ? seconds / 60 + " min" : seconds / 3600 + " h";
		}

	}

	/**
	 * One station.
	 *
	 * @param fresh whether it has just arrived
	 * @param gone whether it has just left
	 */
	record Tile(Station station, boolean fresh, boolean gone) {
	}

	static String count(long number, String of) {
		return number + " " + of + ((number == 1) ? "" : "s");
	}

	/** Shortens a stack frame to its class, method and line. */
	static String frame(String site) {
		return FRAME.matcher(site).replaceFirst("$1:$2");
	}

	static String simple(String className) {
		return className.substring(className.lastIndexOf('.') + 1);
	}

}
