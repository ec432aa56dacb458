package io.provisionhook.report;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Registry;

/**
 * What one mutator did to one variable. It holds no value, so it can be stored, shown and
 * logged. Made by {@link Registry#run}; components may be added in later releases.
 *
 * @param variable the variable's name
 * @param action what was done to it
 * @param mutator the name of the mutator that did it
 * @param previousOwner who had set it before: an earlier mutator, or "secrets",
 * "git-identity", "request", "image", "host" or "platform"; {@code null} if nobody had
 * @param secret whether the value is secret
 * @param expiresAt until when the value is good, as the mutator knew it then;
 * {@code null} if it did not say
 * @since 0.1.0
 */
public record VariableChange(String variable, VariableAction action, String mutator, @Nullable String previousOwner,
		boolean secret, @Nullable Instant expiresAt) {
}
