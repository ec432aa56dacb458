package io.provisionhook.report;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.Registry;

/**
 * What one mutator did in a run. Made by {@link Registry#run}; components may be added in
 * later releases.
 *
 * @param name the mutator's name
 * @param outcome how its turn ended
 * @param duration how long its turn took, without the fetch
 * @param fetchDuration how long its fetch took, {@code null} if it is no
 * {@link FetchingEnvMutator}
 * @param error what failed, redacted; {@code null} if nothing did
 * @since 0.1.0
 */
public record MutatorReport(String name, MutatorOutcome outcome, Duration duration, @Nullable Duration fetchDuration,
		@Nullable String error) {
}
