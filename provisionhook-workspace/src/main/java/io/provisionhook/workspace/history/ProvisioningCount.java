package io.provisionhook.workspace.history;

import org.jspecify.annotations.Nullable;

import io.provisionhook.report.MutatorOutcome;

/**
 * Number of provisionings that have something in common. Immutable.
 *
 * @param value the value of the {@link Dimension}; {@code null} for provisionings without
 * one
 * @param outcome the outcome of the provisionings
 * @param count their number
 * @since 0.1.0
 */
public record ProvisioningCount(@Nullable String value, MutatorOutcome outcome, long count) {

	/**
	 * Property of provisionings to count by, besides the outcome.
	 */
	public enum Dimension {

		/**
		 * The outcome only. The value is always {@code null}.
		 */
		OUTCOME,

		/**
		 * The {@linkplain ProvisioningRecord#failedMutator() mutator that failed}.
		 */
		MUTATOR,

		/**
		 * The tenant of the workspace.
		 */
		TENANT,

		/**
		 * The template of the workspace.
		 */
		TEMPLATE

	}

}
