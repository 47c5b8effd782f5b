package io.github.shadowvars.demo.dashboard;

import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

import io.github.shadowvars.demo.dashboard.ApplicationClient.Station;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Performs each {@link UseCase} on the demo's stations, and describes the result.
 */
@Component
final class UseCases {

	private final ApplicationClient application;

	private final Random random = new Random();

	UseCases(ApplicationClient application) {
		this.application = application;
	}

	Outcome perform(UseCase useCase) {
		return switch (useCase) {
			case LIFE -> associate();
			case IN_FLIGHT -> wakeInFlight();
			case FLAG -> mark();
		};
	}

	Outcome goodbye(String address) {
		this.application.leave(address);
		return new Outcome("%s has left, and its lock was freed just before.".formatted(address), null);
	}

	private Outcome associate() {
		Station station = this.application.associate(address());
		return new Outcome(
				"%s is here, and %s.".formatted(station.address(),
						station.psLock() ? "its lock came with it" : "has no lock, because the patch is not installed"),
				station.address());
	}

	private Outcome wakeInFlight() {
		return this.application.stations()
			.stream()
			.filter(Predicate.not(Station::psLock))
			.findFirst()
			.map((station) -> {
				Station woken = this.application.wake(station.address());
				return new Outcome("%s had no lock. It woke, got one, and was sent the %s that waited."
					.formatted(woken.address(), Dashboard.count(station.buffered(), "frame")), null);
			})
			.orElseGet(() -> new Outcome(
					"Every station has its lock by now. Purge ps-lock, and all of them are in flight again.", null));
	}

	private Outcome mark() {
		String address = this.application.stations()
			.stream()
			.filter((station) -> station.psLock() && !station.psDelivery())
			.findFirst()
			.map(Station::address)
			.orElseGet(() -> this.application.associate(address()).address());
		this.application.wake(address);
		List<Station> all = this.application.stations();
		return new Outcome(
				"%s woke through the new code and is marked. Now %d of %s are marked.".formatted(address,
						all.stream().filter(Station::psDelivery).count(), Dashboard.count(all.size(), "station")),
				null);
	}

	// The range of addresses that the traffic does not use
	private String address() {
		int tail = this.random.nextInt(1 << 24);
		return "02:00:00:%02x:%02x:%02x".formatted(tail >> 16, (tail >> 8) & 0xff, tail & 0xff);
	}

	/**
	 * The result.
	 *
	 * @param address the station that can be disconnected next, if any
	 */
	record Outcome(String text, @Nullable String address) {
	}

}
