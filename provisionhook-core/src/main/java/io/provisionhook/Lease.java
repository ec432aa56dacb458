package io.provisionhook;

import java.time.Instant;
import java.util.Objects;

/**
 * Validity period of a variable's value. A mutator declares it with
 * {@link Env#putSecret(String, String, Lease)}, so that the application is notified
 * before the value in a running workspace expires.
 * <p>
 * Most leases have a fixed end: {@link #until(Instant)}. For a value that can be renewed
 * in place, without a change of the value, a mutator implements this interface.
 * Implementations must be thread-safe and fast, since their methods are called repeatedly
 * while the workspace runs.
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
	 * Return whether the lease is going to be renewed before it ends. No expiry is
	 * notified while this returns {@code true}.
	 * @return whether the lease is renewed in place; {@code false} by default
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
		record FixedLease(Instant expiresAt) implements Lease {
		}
		return new FixedLease(Objects.requireNonNull(expiresAt, "'expiresAt' must not be null"));
	}

}
