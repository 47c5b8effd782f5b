package io.github.shadowvars.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What to run, read from arguments of the form {@code name=value}; a later one overrides
 * an earlier one.
 */
final class Selection {

	private static final Set<Peer.Kind> QUICK = EnumSet.of(Peer.Kind.SHADOW, Peer.Kind.IDENTITY_HASH_MAP,
			Peer.Kind.BY_HAND, Peer.Kind.WEAK_HASH_MAP, Peer.Kind.CAFFEINE);

	/**
	 * How often every call is measured.
	 */
	int rounds = 5;

	/**
	 * How often every program runs.
	 */
	int programRounds = 3;

	/**
	 * Milliseconds of each of the two iterations that warm up and the three that count.
	 */
	int time = 300;

	Set<Operation> operations = EnumSet.allOf(Operation.class);

	Set<Integer> sizes = new TreeSet<>(List.of(1_000, 100_000, 1_000_000));

	Set<Peer.Kind> peers = EnumSet.allOf(Peer.Kind.class);

	Set<Program> programs = EnumSet.allOf(Program.class);

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
			case "rounds" -> this.rounds = Integer.parseInt(value);
			case "program-rounds" -> this.programRounds = Integer.parseInt(value);
			case "time" -> this.time = Integer.parseInt(value);
			case "operations" -> this.operations = parse(Operation.class, value);
			case "sizes" -> this.sizes = Arrays.stream(value.split(","))
				.map(Integer::valueOf)
				.collect(Collectors.toCollection(TreeSet::new));
			case "peers" -> this.peers = parse(Peer.Kind.class, value);
			case "programs" -> this.programs = parse(Program.class, value);
			default -> throw new IllegalArgumentException(
					"'%s' is no option; use quick, rounds, program-rounds, time, operations, sizes, peers or programs"
						.formatted(name));
		}
	}

	private static <E extends Enum<E>> Set<E> parse(Class<E> type, String value) {
		Set<E> result = EnumSet.noneOf(type);
		if (!value.equals("none")) {
			for (String name : value.split(",")) {
				result.add(constant(type, name));
			}
		}
		return result;
	}

	private static <E extends Enum<E>> E constant(Class<E> type, String name) {
		return Arrays.stream(type.getEnumConstants())
			.filter((constant) -> constant.name().equalsIgnoreCase(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("'%s' cannot be measured; use some of %s, or none"
				.formatted(name, Arrays.toString(type.getEnumConstants()))));
	}

	/**
	 * Returns the selected ones of some peers, each round beginning with another.
	 */
	List<Peer.Kind> inOrder(List<Peer.Kind> kinds, int round) {
		List<Peer.Kind> selected = new ArrayList<>(kinds);
		selected.retainAll(this.peers);
		Collections.rotate(selected, -(round - 1));
		return selected;
	}

}
