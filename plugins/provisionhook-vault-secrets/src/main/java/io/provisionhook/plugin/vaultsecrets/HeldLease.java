package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;
import java.time.Instant;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.core.log.LogMessage;

import io.provisionhook.Lease;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * A lease for which we answer: renewed while its workspace runs, revoked after that.
 * Thread-safe.
 */
final class HeldLease implements Renewal.Subject, Lease {

	private static final Log logger = LogFactory.getLog(HeldLease.class);

	static final int ATTEMPTS = 5;

	private final VaultLease lease;

	private final boolean tied;

	private final LeaseCalls calls;

	private final VaultTimer timer;

	private final Renewal renewal;

	/**
	 * Create a lease that is held.
	 * @param lease what Vault says about it
	 * @param tied whether somebody tells us of the life of its workspace, so that it will
	 * be renewed
	 * @param calls renew and revoke it
	 * @param timer tells the time and when it has come
	 */
	HeldLease(VaultLease lease, boolean tied, LeaseCalls calls, VaultTimer timer) {
		this.lease = lease;
		this.tied = tied;
		this.calls = calls;
		this.timer = timer;
		this.renewal = new Renewal(this, timer, lease.duration(), lease.renewable());
	}

	@Override
	public Instant expiresAt() {
		return this.renewal.end();
	}

	@Override
	public boolean isRenewed() {
		return this.tied && this.renewal.goesOn();
	}

	void keepAlive() {
		this.renewal.start();
	}

	@Override
	public Duration renew() throws UpstreamException, InterruptedException {
		return this.calls.renew(this.lease);
	}

	@Override
	public void endsAt(Instant end, String reason) {
		logger.warn(LogMessage
			.format("The secret from %s ends at %s while the workspace runs: %s; restart the workspace, or raise the"
					+ " max_ttl at Vault", this.lease, end, reason));
	}

	/**
	 * Stop renewing.
	 */
	void release() {
		this.renewal.cancel();
	}

	/**
	 * Revoke it, on another thread.
	 */
	void revoke() {
		this.renewal.cancel();
		this.timer.after(Duration.ZERO, () -> revoke(1));
	}

	private void revoke(int attempt) {
		try {
			this.calls.revoke(this.lease);
			logger.debug(LogMessage.format("Revoked the lease of %s", this.lease));
		}
		catch (UpstreamException ex) {
			if (ex.isSystemAtFault() && attempt < ATTEMPTS) {
				this.timer.after(Duration.ofSeconds(1L << (2 * attempt)), () -> revoke(attempt + 1));
			}
			else {
				logger.warn(LogMessage.format("The secret from %s could not be revoked and ends by itself at %s: %s",
						this.lease, this.renewal.end(), ex.getMessage()));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
