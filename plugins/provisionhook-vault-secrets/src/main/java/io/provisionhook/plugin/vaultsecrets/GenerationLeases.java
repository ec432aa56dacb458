package io.provisionhook.plugin.vaultsecrets;

import java.util.ArrayList;
import java.util.List;

/**
 * Leases of one generation of a workspace, from its provisioning to its end. A restart
 * begins the next generation. Thread-safe.
 */
final class GenerationLeases {

	private final boolean managed;

	private final LeaseClient client;

	private final VaultScheduler scheduler;

	private final List<RenewableLease> leases = new ArrayList<>();

	private boolean running;

	private boolean ended;

	/**
	 * Create a generation without leases.
	 * @param managed whether the state of the workspace is published to this plugin
	 * @param client renews and revokes the leases
	 * @param scheduler schedules renewals and revocations
	 */
	GenerationLeases(boolean managed, LeaseClient client, VaultScheduler scheduler) {
		this.managed = managed;
		this.client = client;
		this.scheduler = scheduler;
	}

	/**
	 * Create a generation that has ended already, so that each lease is revoked at once.
	 * @param client revokes the leases
	 * @param scheduler schedules revocations
	 * @return the generation
	 */
	static GenerationLeases ended(LeaseClient client, VaultScheduler scheduler) {
		GenerationLeases leases = new GenerationLeases(false, client, scheduler);
		leases.end();
		return leases;
	}

	synchronized boolean isEnded() {
		return this.ended;
	}

	/**
	 * Add a lease. If the generation has ended, the lease is revoked.
	 * @param lease the lease as Vault describes it
	 * @return the added lease
	 */
	synchronized RenewableLease add(VaultLease lease) {
		RenewableLease added = new RenewableLease(lease, this.managed, this.client, this.scheduler);
		if (this.ended) {
			added.revoke();
			return added;
		}
		this.leases.add(added);
		if (this.running) {
			added.startRenewal();
		}
		return added;
	}

	/**
	 * Renew all leases from now on, including leases that are added later.
	 */
	synchronized void startRenewal() {
		if (!this.ended) {
			this.running = true;
			this.leases.forEach(RenewableLease::startRenewal);
		}
	}

	/**
	 * Revoke all leases, including leases that are added later.
	 */
	synchronized void end() {
		this.ended = true;
		this.leases.forEach(RenewableLease::revoke);
		this.leases.clear();
	}

	/**
	 * Stop renewals without revoking the leases.
	 */
	synchronized void release() {
		this.leases.forEach(RenewableLease::release);
		this.leases.clear();
	}

}
