package io.provisionhook.report;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Registry;

/**
 * Change of one variable by one mutator. Holds no value, so it can be stored, shown and
 * logged. Created by {@link Registry#run}; components may be added in later releases.
 *
 * @param variable the variable's name
 * @param action kind of the change
 * @param mutator the name of the mutator that made the change
 * @param previousOwner previous owner of the variable: an earlier mutator, or "secrets",
 * "git-identity", "request", "image", "host" or "platform"; {@code null} if there was
 * none
 * @param secret whether the value is secret
 * @param expiresAt expiry of the value as declared when it was written; {@code null} if
 * the mutator declared none
 * @since 0.1.0
 */
public record VariableChange(String variable, Action action, String mutator, @Nullable String previousOwner,
		boolean secret, @Nullable Instant expiresAt) {

	/**
	 * Kind of a change.
	 */
	public enum Action {

		/**
		 * The variable was absent before.
		 */
		ADDED,

		/**
		 * The variable had another value or lease before.
		 */
		CHANGED,

		/**
		 * The variable was present before and is absent now.
		 */
		REMOVED

	}

}
