package io.github.shadowvars.demo.dashboard;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.shadowvars.demo.dashboard.ActuatorClient.Shadow;
import io.github.shadowvars.demo.dashboard.ActuatorClient.ShadowPage;
import io.github.shadowvars.demo.dashboard.ApplicationClient.Station;
import io.github.shadowvars.demo.dashboard.Dashboard.Card;
import io.github.shadowvars.demo.dashboard.Dashboard.Newest;
import io.github.shadowvars.demo.dashboard.Dashboard.Tile;
import io.github.shadowvars.demo.dashboard.Sightings.Sighting;
import org.jspecify.annotations.Nullable;

/**
 * Reads the endpoint, the meters and the stations at regular intervals, so that a new
 * page shows the last minutes. Thread-safe.
 */
final class Recorder {

	private static final int SHOWN = 5;

	// A little longer than the page's reload interval
	private static final Duration FRESH = Duration.ofMillis(2500);

	private final ActuatorClient actuator;

	private final ApplicationClient application;

	private final Clock clock;

	private final History history;

	private final Map<String, Sightings<Shadow.Variable>> variables = new HashMap<>();

	private final Sightings<Station> tiles = new Sightings<>(FRESH);

	// By parent. Includes stations that left, because a leak keeps them
	private final Sightings<Station> addresses;

	private volatile Dashboard dashboard = Dashboard.EMPTY;

	private @Nullable Instant started;

	Recorder(ActuatorClient actuator, ApplicationClient application, Clock clock, Duration window) {
		this.actuator = actuator;
		this.application = application;
		this.clock = clock;
		this.addresses = new Sightings<>(window);
		this.history = new History(window);
	}

	Dashboard dashboard() {
		if (this.dashboard.equals(Dashboard.EMPTY)) {
			record();
		}
		return this.dashboard;
	}

	synchronized void record() {
		Instant now = this.clock.instant();
		if (this.started == null) {
			this.started = now;
		}
		Dashboard read = this.dashboard;
		try {
			read = read.withStations(tiles(this.application.stations(), now));
		}
		catch (RefusedException ex) {
			read = read.withoutStations(ex.getMessage());
		}
		try {
			read = read.withLeak(this.application.leak());
		}
		catch (RefusedException ex) {
			read = read.withLeak(null);
		}
		try {
			this.history.add(now, this.actuator.meters());
			ShadowPage page = this.actuator.list();
			List<Card> cards = page.shadows()
				.stream()
				.map((listed) -> card(this.actuator.get(listed.id()), now))
				.toList();
			read = read.withShadows(page.total(), cards);
		}
		catch (RefusedException ex) {
			read = read.withoutShadows(ex.getMessage());
		}
		// Replaced at once, so that a concurrent reader sees a consistent state
		this.dashboard = read;
	}

	private Card card(Shadow shadow, Instant now) {
		Map<String, Shadow.Variable> present = new LinkedHashMap<>();
		shadow.variables().forEach((variable) -> present.put(variable.parent(), variable));
		Sightings<Shadow.Variable> seen = this.variables.computeIfAbsent(shadow.id(),
				(id) -> new Sightings<>(Duration.ZERO));
		seen.see(now, present);
		List<Newest> newest = seen.all()
			.stream()
			.map((sighting) -> newest(sighting, now))
			.sorted(Comparator.comparing(Newest::age))
			.limit(SHOWN)
			.toList();
		return new Card(shadow, this.history.series(shadow.id()), this.history.rates(shadow.id()), newest,
				this.history.suspect(shadow.id()));
	}

	// The endpoint shows the age of a tracked variable. The age of others counts from
	// when they were first seen here
	private Newest newest(Sighting<Shadow.Variable> sighting, Instant now) {
		String age = sighting.what().age();
		Station station = this.addresses.get(sighting.what().parent());
		return new Newest(sighting.what().parent(), (station != null) ? station.address() : null,
				sighting.what().site(), (age != null) ? Duration.parse(age) : Duration.between(sighting.first(), now));
	}

	private List<Tile> tiles(List<Station> present, Instant now) {
		Map<String, Station> byAddress = new LinkedHashMap<>();
		present.forEach((station) -> byAddress.put(station.address(), station));
		this.tiles.see(now, byAddress);
		Map<String, Station> byParent = new LinkedHashMap<>();
		present.forEach((station) -> byParent.put(station.parent(), station));
		this.addresses.see(now, byParent);
		return this.tiles.all()
			.stream()
			.map((sighting) -> new Tile(sighting.what(),
					!sighting.first().equals(this.started) && sighting.first().isAfter(now.minus(FRESH)),
					sighting.last().isBefore(now)))
			.sorted(Comparator.comparing((tile) -> tile.station().address()))
			.toList();
	}

}
