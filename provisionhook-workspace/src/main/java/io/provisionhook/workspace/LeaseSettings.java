package io.provisionhook.workspace;

import java.time.Duration;

import io.provisionhook.internal.ListenerDispatcher;

/**
 * What was decided about leases.
 *
 * @param notice how long before the end of a lease somebody is told
 * @param minimum how long a lease has to be for its end to be a reason for a restart
 * @param onExpiry what becomes of a workspace
 * @param listeners who is told
 */
record LeaseSettings(Duration notice, Duration minimum, OnExpiry onExpiry,
		ListenerDispatcher<LeaseExpiryListener> listeners) {
}
