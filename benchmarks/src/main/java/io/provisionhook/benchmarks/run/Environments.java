package io.provisionhook.benchmarks.run;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import io.provisionhook.Env;

/**
 * Environments of a size.
 */
final class Environments {

	private Environments() {
	}

	static String nameOf(int index) {
		return String.format(Locale.ROOT, "VARIABLE_%04d", index);
	}

	static Map<String, String> map(int variables) {
		Map<String, String> map = new HashMap<>();
		for (int i = 0; i < variables; i++) {
			map.put(nameOf(i), "value-before-" + i);
		}
		return map;
	}

	static Env env(int variables) {
		return Env.of(map(variables));
	}

}
