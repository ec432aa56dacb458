package io.provisionhook;

import java.time.Instant;

/**
 * A lease whose end is known from the beginning.
 *
 * @param expiresAt when it ends
 */
record FixedLease(Instant expiresAt) implements Lease {
}
