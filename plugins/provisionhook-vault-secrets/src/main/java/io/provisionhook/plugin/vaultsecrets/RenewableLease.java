package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;
import java.time.Instant;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.core.log.LogMessage;

import io.provisionhook.Lease;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Lease of a secret that is renewed while its workspace runs, and revoked afterwards.
 * Thread-safe.
 */
final class RenewableLease implements Renewal.Subject, Lease {

	private static final Log logger = LogFactory.getLog(RenewableLease.class);

	static final int ATTEMPTS = 5;

	private final VaultLease lease;

	private final boolean managed;

	private final LeaseClient client;

	private final VaultScheduler scheduler;

	private final Renewal renewal;

	/**
	 * Create a lease that is not renewed yet.
	 * @param lease the lease as Vault describes it
	 * @param managed whether the state of the workspace is published to this plugin, so
	 * that the lease will be renewed
	 * @param client renews and revokes the lease
	 * @param scheduler schedules renewals and revocations
	 */
	RenewableLease(VaultLease lease, boolean managed, LeaseClient client, VaultScheduler scheduler) {
		this.lease = lease;
		this.managed = managed;
		this.client = client;
		this.scheduler = scheduler;
		this.renewal = new Renewal(this, scheduler, lease.duration(), lease.renewable());
	}

	@Override
	public Instant expiresAt() {
		return this.renewal.end();
	}

	@Override
	public boolean isRenewed() {
		return this.managed && this.renewal.isActive();
	}

	void startRenewal() {
		this.renewal.start();
	}

	@Override
	public Duration renew() throws UpstreamException, InterruptedException {
		return this.client.renew(this.lease);
	}

	@Override
	public void endsAt(Instant end, String reason) {
		logger.warn(LogMessage
			.format("The secret from %s ends at %s while the workspace runs: %s; restart the workspace, or raise the"
					+ " max_ttl at Vault", this.lease, end, reason));
	}

	/**
	 * Stop renewals without revoking the lease.
	 */
	void release() {
		this.renewal.cancel();
	}

	/**
	 * Revoke the lease on another thread.
	 */
	void revoke() {
		this.renewal.cancel();
		this.scheduler.schedule(Duration.ZERO, () -> revoke(1));
	}

	private void revoke(int attempt) {
		try {
			this.client.revoke(this.lease);
			logger.debug(LogMessage.format("Revoked the lease of %s", this.lease));
		}
		catch (UpstreamException ex) {
			if (ex.isSystemAtFault() && attempt < ATTEMPTS) {
				this.scheduler.schedule(Duration.ofSeconds(1L << (2 * attempt)), () -> revoke(attempt + 1));
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
