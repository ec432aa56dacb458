package io.provisionhook.report;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.Registry;

/**
 * Report of one mutator in a run. Created by {@link Registry#run}; components may be
 * added in later releases.
 *
 * @param name the mutator's name
 * @param outcome outcome of its turn
 * @param duration duration of its turn, without the fetch
 * @param fetchDuration duration of its fetch, {@code null} if it is no
 * {@link FetchingEnvMutator}
 * @param error description of the failure, redacted; {@code null} if there is none
 * @since 0.1.0
 */
public record MutatorReport(String name, MutatorOutcome outcome, Duration duration, @Nullable Duration fetchDuration,
		@Nullable String error) {
}
