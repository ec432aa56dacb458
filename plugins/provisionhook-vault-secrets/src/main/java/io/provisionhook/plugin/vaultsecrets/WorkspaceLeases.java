package io.provisionhook.plugin.vaultsecrets;

import java.util.ArrayList;
import java.util.List;

/**
 * The leases of one life of a workspace, from provisioning to its end; a restart begins
 * another life. Thread-safe.
 */
final class WorkspaceLeases {

	private final LeaseCalls calls;

	private final VaultTimer timer;

	private final List<HeldLease> leases = new ArrayList<>();

	private boolean running;

	private boolean ended;

	WorkspaceLeases(LeaseCalls calls, VaultTimer timer) {
		this.calls = calls;
		this.timer = timer;
	}

	/**
	 * Answer for a lease. If it comes too late, it is revoked.
	 * @param lease the lease
	 */
	synchronized void add(VaultLease lease) {
		HeldLease held = new HeldLease(lease, this.calls, this.timer);
		if (this.ended) {
			held.revoke();
			return;
		}
		this.leases.add(held);
		if (this.running) {
			held.keepAlive();
		}
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
