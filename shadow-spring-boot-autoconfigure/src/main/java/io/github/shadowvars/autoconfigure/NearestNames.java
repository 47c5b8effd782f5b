package io.github.shadowvars.autoconfigure;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Sorts names by their similarity to a misspelt one.
 */
final class NearestNames {

	private NearestNames() {
	}

	static Stream<String> of(String name, Collection<String> known) {
		return known.stream().sorted(Comparator.comparingInt((candidate) -> distance(name, candidate)));
	}

	/**
	 * Returns the number of letters to add, remove or replace.
	 */
	static int distance(String from, String to) {
		int[] distances = new int[to.length() + 1];
		for (int j = 0; j < distances.length; j++) {
			distances[j] = j;
		}
		for (int i = 1; i <= from.length(); i++) {
			int diagonal = distances[0];
			distances[0] = i;
			for (int j = 1; j < distances.length; j++) {
				int replaced = diagonal + ((from.charAt(i - 1) == to.charAt(j - 1)) ? 0 : 1);
				diagonal = distances[j];
				distances[j] = Math.min(replaced, Math.min(distances[j - 1], diagonal) + 1);
			}
		}
		return distances[to.length()];
	}

}
