package io.provisionhook.workspace;

/**
 * Told before the value of a variable stops being good while a workspace runs with it, on
 * a thread of its own as a {@link WorkspaceListener} is. What it throws is logged and
 * otherwise ignored. Implementations are thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface LeaseExpiryListener {

	/**
	 * Called once for each lease that is about to end, together with those that are about
	 * to end at the same time.
	 * @param expiry what is about to expire, and what is done about it
	 */
	void onExpiry(LeaseExpiry expiry);

}
