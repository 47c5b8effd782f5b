package io.github.shadowvars.proof;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Runs Lincheck and jcstress against the core, where they must find no failure, and
 * against each {@link Mutant}, where they must find one.
 */
final class Proof {

	private Proof() {
	}

	/**
	 * Runs.
	 * @param args the sources of the core, the directory of the results, the {@link
	 * Effort}, and the names of checks to run; without names, all run
	 */
	public static void main(String[] args) throws Exception {
		Path target = Path.of(args[1]);
		Build build = new Build(Path.of(args[0]), target.resolve("builds"));
		List<String> only = Arrays.asList(args).subList(3, args.length);
		List<String> wrong = new ArrayList<>();
		for (Check check : chosen(Effort.valueOf(args[2].toUpperCase(Locale.ROOT)), only)) {
			if (!check.passes(build, target)) {
				wrong.add(check.name());
			}
		}
		if (!wrong.isEmpty()) {
			throw new IllegalStateException(
					"Not as they must be: %s; see the output of each in %s".formatted(wrong, target));
		}
	}

	private static List<Check> chosen(Effort effort, List<String> only) {
		List<Check> all = Check.all(effort);
		List<String> names = all.stream().map(Check::name).toList();
		if (!names.containsAll(only)) {
			throw new IllegalArgumentException("Not all of %s can be run; use some of %s".formatted(only, names));
		}
		return all.stream().filter((check) -> only.isEmpty() || only.contains(check.name())).toList();
	}

}
