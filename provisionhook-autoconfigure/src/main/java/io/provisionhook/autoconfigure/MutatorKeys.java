package io.provisionhook.autoconfigure;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Compares names of mutators with what is written in keys of properties.
 */
final class MutatorKeys {

	private MutatorKeys() {
	}

	static String propertyOf(String key) {
		return "provisionhook.mutators." + key;
	}

	/**
	 * Return whether a key means a mutator. It does if they differ in case and dashes
	 * only, so that the key can be written as an environment variable.
	 * @param key the key
	 * @param mutatorName the name of the mutator
	 * @return whether they match
	 */
	static boolean matches(String key, String mutatorName) {
		return uniform(key).equals(uniform(mutatorName));
	}

	/**
	 * Find the mutator that a key was probably meant for.
	 * @param key the key
	 * @param mutatorNames the names of the mutators that there are
	 * @return the nearest name; empty if none is near
	 */
	static Optional<String> nearest(String key, Collection<String> mutatorNames) {
		return mutatorNames.stream()
			.filter((name) -> distance(key, name) <= (Math.max(key.length(), name.length()) + 2) / 3)
			.min(Comparator.comparingInt((name) -> distance(key, name)));
	}

	private static String uniform(String name) {
		return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
	}

	// Levenshtein: how many characters have to be added, removed or replaced
	private static int distance(String key, String mutatorName) {
		String from = uniform(key);
		String to = uniform(mutatorName);
		int[] row = new int[to.length() + 1];
		for (int j = 0; j < row.length; j++) {
			row[j] = j;
		}
		for (int i = 1; i <= from.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j < row.length; j++) {
				int replaced = diagonal + ((from.charAt(i - 1) != to.charAt(j - 1)) ? 1 : 0);
				diagonal = row[j];
				row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
			}
		}
		return row[to.length()];
	}

}
