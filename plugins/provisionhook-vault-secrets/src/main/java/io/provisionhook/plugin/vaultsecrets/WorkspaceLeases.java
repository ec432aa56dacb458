package io.provisionhook.plugin.vaultsecrets;

import java.util.ArrayList;
import java.util.List;

/**
 * The leases of one life of a workspace, from provisioning to its end; a restart begins
 * another life. Thread-safe.
 */
final class WorkspaceLeases {

	private final boolean tied;

	private final LeaseCalls calls;

	private final VaultTimer timer;

	private final List<HeldLease> leases = new ArrayList<>();

	private boolean running;

	private boolean ended;

	/**
	 * Create leases.
	 * @param tied whether somebody is going to tell of the life of the workspace
	 * @param calls renew and revoke them
	 * @param timer tells the time and when it has come
	 */
	WorkspaceLeases(boolean tied, LeaseCalls calls, VaultTimer timer) {
		this.tied = tied;
		this.calls = calls;
		this.timer = timer;
	}

	/**
	 * Create leases for what no workspace has to itself: each is revoked at once.
	 * @param calls revoke them
	 * @param timer tells when the time has come
	 * @return the leases
	 */
	static WorkspaceLeases ended(LeaseCalls calls, VaultTimer timer) {
		WorkspaceLeases leases = new WorkspaceLeases(false, calls, timer);
		leases.end();
		return leases;
	}

	synchronized boolean isEnded() {
		return this.ended;
	}

	/**
	 * Answer for a lease. If it comes too late, it is revoked.
	 * @param lease the lease
	 * @return the lease that is held
	 */
	synchronized HeldLease add(VaultLease lease) {
		HeldLease held = new HeldLease(lease, this.tied, this.calls, this.timer);
		if (this.ended) {
			held.revoke();
			return held;
		}
		this.leases.add(held);
		if (this.running) {
			held.keepAlive();
		}
		return held;
	}

	/**
	 * Renew all leases from now on.
	 */
	synchronized void keepAlive() {
		if (!this.ended) {
			this.running = true;
			this.leases.forEach(HeldLease::keepAlive);
		}
	}

	/**
	 * Revoke all leases, also those yet to come.
	 */
	synchronized void end() {
		this.ended = true;
		this.leases.forEach(HeldLease::revoke);
		this.leases.clear();
	}

	/**
	 * Renew nothing any more, and leave the leases to their end.
	 */
	synchronized void release() {
		this.leases.forEach(HeldLease::release);
		this.leases.clear();
	}

}
