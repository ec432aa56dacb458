package io.provisionhook.workspace;

/**
 * Listener for leases that are about to end while a workspace runs. It is called on a
 * thread of its own, with the same guarantees as a {@link WorkspaceListener}. Exceptions
 * are logged and otherwise ignored. Implementations must be thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface LeaseExpiryListener {

	/**
	 * Called once for each lease that is about to end. Leases of a workspace that end at
	 * the same time share one call.
	 * @param expiry the leases, and the action of the handler
	 */
	void onExpiry(LeaseExpiry expiry);

}
