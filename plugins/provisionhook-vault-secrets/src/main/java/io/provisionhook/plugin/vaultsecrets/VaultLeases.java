package io.provisionhook.plugin.vaultsecrets;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.jspecify.annotations.Nullable;

import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceListener;

/**
 * Ties leases to the lives of the workspaces that use them. Records are numbered, so that
 * word of an earlier life that comes late, after a restart, ends nothing of the present
 * one. Thread-safe.
 */
final class VaultLeases implements WorkspaceListener, AutoCloseable {

	private final LeaseCalls calls;

	private final VaultTimer timer;

	private final ConcurrentMap<String, Life> lives = new ConcurrentHashMap<>();

	VaultLeases(LeaseCalls calls, VaultTimer timer) {
		this.calls = calls;
		this.timer = timer;
	}

	/**
	 * Return the leases of a workspace that is being provisioned.
	 * @param workspaceId the id of the workspace
	 * @return the leases of its present life; if nobody tells us about its life, leases
	 * that are neither renewed nor revoked, unless that is asked for
	 */
	WorkspaceLeases of(String workspaceId) {
		Life life = this.lives.get(workspaceId);
		return (life != null) ? life.leases() : new WorkspaceLeases(false, this.calls, this.timer);
	}

	@Override
	public void onChange(Workspace workspace) {
		switch (workspace.state()) {
			case PROVISIONING -> begin(workspace);
			case RUNNING -> {
				Life life = this.lives.get(workspace.id());
				if (life != null && life.began() < workspace.version()) {
					life.leases().keepAlive();
				}
			}
			case STOPPED, FAILED -> endIfBegunBefore(workspace, null);
		}
	}

	private void begin(Workspace workspace) {
		endIfBegunBefore(workspace, new Life(workspace.version(), new WorkspaceLeases(true, this.calls, this.timer)));
	}

	private void endIfBegunBefore(Workspace workspace, @Nullable Life next) {
		this.lives.compute(workspace.id(), (id, life) -> {
			if (life == null) {
				return next;
			}
			if (life.began() < workspace.version()) {
				life.leases().end();
				return next;
			}
			return life;
		});
	}

	/**
	 * Renew nothing any more. Workspaces may outlive this host, so their secrets are left
	 * to end by themselves.
	 */
	@Override
	public void close() {
		this.lives.values().forEach((life) -> life.leases().release());
	}

	/**
	 * A life.
	 *
	 * @param began the number of the record that it began with
	 * @param leases its leases
	 */
	private record Life(long began, WorkspaceLeases leases) {
	}

}
