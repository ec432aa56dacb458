package io.provisionhook.report;

import java.time.Duration;

import io.provisionhook.internal.PrintableText;

/**
 * Step of the provisioning of a workspace, from its request to its start, for a timeline.
 * Components and kinds may be added in later releases.
 *
 * @param name description in one line of up to {@value PrintableText#MAX_NAME_LENGTH}
 * characters; the name of the mutator for {@link Kind#FETCH} and {@link Kind#TURN}
 * @param kind the kind of the step
 * @param startedAfter start of the step, counted from the start of the provisioning; in
 * the report of a single run, from the start of the run
 * @param duration duration of the step
 * @param outcome outcome of the step
 * @since 0.1.0
 */
public record ProvisioningStep(String name, Kind kind, Duration startedAfter, Duration duration,
		MutatorOutcome outcome) {

	/**
	 * Kind of a step. A step of a kind that is a {@linkplain #isPart part} belongs to the
	 * nearest preceding step that is no part. Each other step begins when the one before
	 * it ends.
	 */
	public enum Kind {

		/**
		 * The workspace waits for other workspaces.
		 */
		QUEUE,

		/**
		 * The store reads or writes the record of the workspace.
		 */
		STORE,

		/**
		 * The runtime determines the base environment.
		 */
		BASE_ENVIRONMENT,

		/**
		 * A source returns secrets.
		 */
		SECRETS,

		/**
		 * The git identity of the workspace is set.
		 */
		GIT_IDENTITY,

		/**
		 * The mutators run, and their listeners are notified.
		 */
		MUTATORS,

		/**
		 * A mutator fetches data. Fetches overlap.
		 */
		FETCH,

		/**
		 * A mutator writes variables.
		 */
		TURN,

		/**
		 * The required variables are checked.
		 */
		REQUIRED_VARIABLES,

		/**
		 * The runtime stops the workspace for a restart.
		 */
		STOP,

		/**
		 * The runtime starts the workspace.
		 */
		START,

		/**
		 * The runtime reports a step of its own.
		 */
		RUNTIME;

		/**
		 * Return whether steps of this kind are parts of another step.
		 * @return whether they are parts
		 */
		public boolean isPart() {
			return this == FETCH || this == TURN || this == RUNTIME;
		}

	}

}
