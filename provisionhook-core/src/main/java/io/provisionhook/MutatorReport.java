package io.provisionhook;

import java.time.Duration;

/**
 * What one mutator did in a run. Made by {@link Registry#run}; components may be added in
 * later releases.
 *
 * @param name the mutator's name
 * @param outcome how its turn ended
 * @param duration how long it took
 * @since 0.1.0
 */
public record MutatorReport(String name, MutatorOutcome outcome, Duration duration) {
}
