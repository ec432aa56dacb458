package io.provisionhook.plugin.vaultsecrets;

import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import io.provisionhook.ProvisionContext;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceListener;

/**
 * Ties leases to the lives of the workspaces that use them. A life begins when a
 * workspace is provisioned, or when the mutators run for a restart of one that still
 * runs; lives are told apart by their generations, so that word of an earlier one that
 * comes late ends nothing of the present one. Thread-safe.
 */
final class VaultLeases implements WorkspaceListener, AutoCloseable {

	private final LeaseCalls calls;

	private final VaultTimer timer;

	private final BooleanSupplier handled;

	private final ConcurrentMap<String, SortedMap<Long, WorkspaceLeases>> lives = new ConcurrentHashMap<>();

	/**
	 * Create leases.
	 * @param calls renew and revoke them
	 * @param timer tells the time and when it has come
	 * @param handled returns whether there is somebody who tells of workspaces even if
	 * nothing was told of one yet
	 */
	VaultLeases(LeaseCalls calls, VaultTimer timer, BooleanSupplier handled) {
		this.calls = calls;
		this.timer = timer;
		this.handled = handled;
	}

	/**
	 * Return the leases of a workspace that is being provisioned.
	 * @param context what is known about the workspace
	 * @return the leases of this life of it
	 */
	WorkspaceLeases of(ProvisionContext context) {
		return context.isPlan() ? untied() : of(context.workspaceId(), context.generation());
	}

	/**
	 * Return the leases of a workspace that is being provisioned.
	 * @param workspaceId the id of the workspace
	 * @param generation which of its lives it is
	 * @return the leases of that life; if nobody tells us about its life, leases that are
	 * neither renewed nor revoked, unless that is asked for
	 */
	WorkspaceLeases of(String workspaceId, long generation) {
		if (!this.lives.containsKey(workspaceId) && !this.handled.getAsBoolean()) {
			return untied();
		}
		AtomicReference<WorkspaceLeases> leases = new AtomicReference<>();
		this.lives.compute(workspaceId, (id, lives) -> {
			SortedMap<Long, WorkspaceLeases> known = (lives != null) ? lives : new TreeMap<>();
			leases.set(known.computeIfAbsent(generation, this::begin));
			return known;
		});
		return Objects.requireNonNull(leases.get());
	}

	private WorkspaceLeases untied() {
		return new WorkspaceLeases(false, this.calls, this.timer);
	}

	private WorkspaceLeases begin(long generation) {
		return new WorkspaceLeases(true, this.calls, this.timer);
	}

	@Override
	public void onChange(Workspace workspace) {
		long generation = workspace.generation();
		this.lives.compute(workspace.id(), (id, lives) -> {
			SortedMap<Long, WorkspaceLeases> known = (lives != null) ? lives : new TreeMap<>();
			switch (workspace.state()) {
				case PROVISIONING -> {
					if (known.isEmpty() || known.lastKey() < generation) {
						known.put(generation, begin(generation));
					}
					end(known.headMap(generation));
				}
				case RUNNING -> {
					if (known.containsKey(generation)) {
						known.get(generation).keepAlive();
					}
					end(known.headMap(generation));
				}
				case STOPPED, FAILED -> end(known.headMap(generation + 1));
			}
			return known.isEmpty() ? null : known;
		});
	}

	@Override
	public void onDiscarded(Workspace workspace, long generation) {
		this.lives.computeIfPresent(workspace.id(), (id, lives) -> {
			end(lives.subMap(generation, generation + 1));
			return lives.isEmpty() ? null : lives;
		});
	}

	private static void end(SortedMap<Long, WorkspaceLeases> lives) {
		lives.values().forEach(WorkspaceLeases::end);
		lives.clear();
	}

	/**
	 * Renew nothing any more. Workspaces may outlive this host, so their secrets are left
	 * to end by themselves.
	 */
	@Override
	public void close() {
		this.lives.values().forEach((lives) -> lives.values().forEach(WorkspaceLeases::release));
	}

}
