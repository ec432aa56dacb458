package io.provisionhook.report;

import java.time.Duration;

import io.provisionhook.internal.PrintableText;

/**
 * A step on the way of a workspace from its request to its start, as a row of a timeline.
 * Components and kinds may be added in later releases.
 *
 * @param name what was done, in one line of up to {@value PrintableText#MAX_NAME_LENGTH}
 * characters; of a {@link Kind#FETCH} and a {@link Kind#TURN} the name of the mutator
 * @param kind what kind of step it is
 * @param startedAfter when it began, from the beginning of the provisioning; in the
 * report of a run alone, from the beginning of the run
 * @param duration how long it took
 * @param outcome how it ended
 * @since 0.1.0
 */
public record ProvisioningStep(String name, Kind kind, Duration startedAfter, Duration duration,
		MutatorOutcome outcome) {

	/**
	 * The kinds of steps. {@link #isPart Parts} belong to the nearest step in front of
	 * them that is none; each of those begins when the one before it ends.
	 */
	public enum Kind {

		/**
		 * The workspace waits for other workspaces.
		 */
		QUEUE,

		/**
		 * The record of the workspace is read or written.
		 */
		STORE,

		/**
		 * The runtime is asked what it sets by itself.
		 */
		BASE_ENVIRONMENT,

		/**
		 * A source is asked for secrets.
		 */
		SECRETS,

		/**
		 * The workspace is given an identity for git.
		 */
		GIT_IDENTITY,

		/**
		 * The mutators run, and those are told who watch them.
		 */
		MUTATORS,

		/**
		 * A mutator fetches. Fetches overlap.
		 */
		FETCH,

		/**
		 * A mutator writes.
		 */
		TURN,

		/**
		 * The environment is searched for what the request requires.
		 */
		REQUIRED_VARIABLES,

		/**
		 * The runtime stops the workspace as it was, which is restarted.
		 */
		STOP,

		/**
		 * The runtime starts the workspace.
		 */
		START,

		/**
		 * The runtime does something that it tells.
		 */
		RUNTIME;

		/**
		 * Return whether steps of this kind are parts of another step.
		 * @return whether they are
		 */
		public boolean isPart() {
			return this == FETCH || this == TURN || this == RUNTIME;
		}

	}

}
