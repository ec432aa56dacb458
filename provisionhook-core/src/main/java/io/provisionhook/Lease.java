package io.provisionhook;

import java.time.Instant;
import java.util.Objects;

/**
 * Until when the value of a variable is good. A mutator declares it with
 * {@link Env#putSecret(String, String, Lease)}, so that somebody is told before a
 * workspace is left with a value that is not good any more.
 * <p>
 * An environment is a snapshot, so as a rule a lease ends when it ends:
 * {@link #until(Instant)}. What can be renewed in place, with the value staying the same,
 * is a lease of the mutator's own class, which answers for its renewal. Implementations
 * are thread-safe and quick: what they say is read again and again while the workspace
 * runs.
 *
 * @since 0.1.0
 */
public interface Lease {

	/**
	 * Return when the lease ends, as far as is known now.
	 * @return the end, by the clock of this application
	 */
	Instant expiresAt();

	/**
	 * Return whether somebody is going to put off the end. While this is so, nobody is
	 * told of the end that is known now.
	 * @return whether the lease is renewed in place; {@code false} unless overridden
	 */
	default boolean isRenewed() {
		return false;
	}

	/**
	 * Create a lease that can't be renewed.
	 * @param expiresAt when it ends
	 * @return the lease
	 */
	static Lease until(Instant expiresAt) {
		return new FixedLease(Objects.requireNonNull(expiresAt, "'expiresAt' must not be null"));
	}

}
