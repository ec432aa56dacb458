package io.provisionhook;

import java.time.Duration;

/**
 * Creates registries in which one mutator has a shorter timeout.
 */
public final class TimeLimits {

	private TimeLimits() {
	}

	/**
	 * Start building a registry.
	 * @param mutatorName who has less time
	 * @param millis the time in milliseconds
	 * @return a builder with that policy
	 */
	public static Registry.Builder of(String mutatorName, long millis) {
		return of(mutatorName, millis, MutatorPolicy.OnFailure.ABORT);
	}

	public static Registry.Builder of(String mutatorName, long millis, MutatorPolicy.OnFailure onFailure) {
		MutatorPolicy limited = MutatorPolicy.DEFAULT.withTimeout(Duration.ofMillis(millis)).withOnFailure(onFailure);
		return Registry.builder().policies((name) -> name.equals(mutatorName) ? limited : MutatorPolicy.DEFAULT);
	}

}
