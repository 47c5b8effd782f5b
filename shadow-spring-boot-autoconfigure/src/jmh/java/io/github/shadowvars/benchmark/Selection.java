package io.github.shadowvars.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The selected measurements, read from arguments of the form {@code name=value}. A later
 * argument overrides an earlier one.
 */
final class Selection {

	private static final Set<Peer.Kind> QUICK = EnumSet.of(Peer.Kind.SHADOW, Peer.Kind.IDENTITY_HASH_MAP,
			Peer.Kind.BY_HAND, Peer.Kind.WEAK_HASH_MAP, Peer.Kind.CAFFEINE);

	/**
	 * The number of rounds for calls.
	 */
	int rounds = 5;

	/**
	 * The number of rounds for programs.
	 */
	int programRounds = 3;

	/**
	 * Milliseconds of each of the two warm-up iterations and the three measured iterations.
	 */
	int time = 300;

	/**
	 * Additional flags of every measuring process.
	 */
	List<String> jvmFlags = List.of();

	/**
	 * The agent's jar, or empty if there is none.
	 */
	private String agent = "";

	Set<Peer.Kind> peers = EnumSet.allOf(Peer.Kind.class);

	/**
	 * The selected operations and programs with their sizes. An empty set of sizes selects
	 * the default sizes.
	 */
	private final Map<Enum<?>, Set<Integer>> only = new LinkedHashMap<>();

	Selection(List<String> args) {
		for (String arg : args) {
			String[] option = arg.split("=", 2);
			if (option.length != 2) {
				throw new IllegalArgumentException(
						"An option is name=value, but is '%s'; use for example rounds=1".formatted(arg));
			}
			if (!option[1].isEmpty()) {
				set(option[0], option[1]);
			}
		}
	}

	private void set(String name, String value) {
		switch (name) {
			case "quick" -> {
				if (Boolean.parseBoolean(value)) {
					this.rounds = 1;
					this.programRounds = 1;
					this.peers = QUICK;
				}
			}
			case "rounds" -> {
				this.rounds = Integer.parseInt(value);
				this.programRounds = this.rounds;
			}
			case "program-rounds" -> this.programRounds = Integer.parseInt(value);
			case "time" -> this.time = Integer.parseInt(value);
			case "agent" -> this.agent = value;
			case "jvm-flags" -> this.jvmFlags = List.of(value.split(","));
			case "peers" -> {
				this.peers = EnumSet.noneOf(Peer.Kind.class);
				for (String peer : value.split(",")) {
					this.peers.add((Peer.Kind) constant(peer, Peer.Kind.values()));
				}
			}
			case "only" -> {
				this.only.clear();
				Enum<?>[] all = Stream.concat(Stream.of(Operation.values()), Stream.of(Program.values()))
					.toArray(Enum<?>[]::new);
				for (String row : value.split(",")) {
					String[] parts = row.split(":", 2);
					Set<Integer> sizes = this.only.computeIfAbsent(constant(parts[0], all), (key) -> new TreeSet<>());
					if (parts.length > 1) {
						sizes.add(Integer.valueOf(parts[1]));
					}
				}
			}
			default -> throw new IllegalArgumentException(
					"'%s' is no option; use quick, only, peers, rounds, program-rounds, time, agent or jvm-flags"
						.formatted(name));
		}
	}

	private static Enum<?> constant(String name, Enum<?>... all) {
		return Arrays.stream(all)
			.filter((constant) -> constant.name().equalsIgnoreCase(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					"'%s' cannot be measured; use some of %s".formatted(name, Arrays.toString(all))));
	}

	/**
	 * Returns the flags of the processes that measure a peer.
	 */
	List<String> jvmFlags(Peer.Kind kind) {
		if (kind != Peer.Kind.SHADOW_WOVEN) {
			return this.jvmFlags;
		}
		List<String> flags = new ArrayList<>(this.jvmFlags);
		flags.add("-javaagent:%s=%s".formatted(this.agent, Peer.WovenParent.class.getName()));
		return flags;
	}

	/**
	 * Returns the sizes to measure, none if the operation or program is not selected.
	 */
	Set<Integer> sizes(Enum<?> measured, List<Integer> usual) {
		Set<Integer> selected = this.only.isEmpty() ? Set.of() : this.only.get(measured);
		if (selected == null) {
			return Set.of();
		}
		return selected.isEmpty() ? new TreeSet<>(usual) : selected;
	}

	/**
	 * Returns the selected peers. Each round starts with another peer.
	 */
	List<Peer.Kind> inOrder(List<Peer.Kind> kinds, int round) {
		List<Peer.Kind> selected = new ArrayList<>(kinds);
		selected.retainAll(this.peers);
		if (this.agent.isEmpty()) {
			selected.remove(Peer.Kind.SHADOW_WOVEN);
		}
		Collections.rotate(selected, -(round - 1));
		return selected;
	}

}
