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
 * Renews leases while their workspaces run, and revokes them afterwards. Leases belong to
 * a generation of a workspace, which begins when the workspace is provisioned or when the
 * mutators run for its restart. A late notification about an earlier generation does not
 * affect later ones. Thread-safe.
 */
final class LeaseManager implements WorkspaceListener, AutoCloseable {

	private final LeaseClient client;

	private final VaultScheduler scheduler;

	private final BooleanSupplier handled;

	private final ConcurrentMap<String, SortedMap<Long, GenerationLeases>> generations = new ConcurrentHashMap<>();

	/**
	 * Create a manager without leases.
	 * @param client renews and revokes leases
	 * @param scheduler schedules renewals and revocations
	 * @param handled returns whether a workspace handler publishes the states of
	 * workspaces to this listener
	 */
	LeaseManager(LeaseClient client, VaultScheduler scheduler, BooleanSupplier handled) {
		this.client = client;
		this.scheduler = scheduler;
		this.handled = handled;
	}

	/**
	 * Return the leases of a workspace that is being provisioned.
	 * @param context the context of the provisioning
	 * @return the leases of its generation
	 */
	GenerationLeases of(ProvisionContext context) {
		return context.isPlan() ? unmanaged() : of(context.workspaceId(), context.generation());
	}

	/**
	 * Return the leases of a workspace that is being provisioned.
	 * @param workspaceId the id of the workspace
	 * @param generation the generation of the workspace
	 * @return the leases of the generation; without a workspace handler they are neither
	 * renewed nor revoked when the state of the workspace changes
	 */
	GenerationLeases of(String workspaceId, long generation) {
		if (!this.generations.containsKey(workspaceId) && !this.handled.getAsBoolean()) {
			return unmanaged();
		}
		AtomicReference<GenerationLeases> leases = new AtomicReference<>();
		this.generations.compute(workspaceId, (id, existing) -> {
			SortedMap<Long, GenerationLeases> known = (existing != null) ? existing : new TreeMap<>();
			leases.set(known.computeIfAbsent(generation, this::begin));
			return known;
		});
		return Objects.requireNonNull(leases.get());
	}

	private GenerationLeases unmanaged() {
		return new GenerationLeases(false, this.client, this.scheduler);
	}

	private GenerationLeases begin(long generation) {
		return new GenerationLeases(true, this.client, this.scheduler);
	}

	@Override
	public void onChange(Workspace workspace) {
		long generation = workspace.generation();
		this.generations.compute(workspace.id(), (id, existing) -> {
			SortedMap<Long, GenerationLeases> known = (existing != null) ? existing : new TreeMap<>();
			switch (workspace.state()) {
				case PROVISIONING -> {
					if (known.isEmpty() || known.lastKey() < generation) {
						known.put(generation, begin(generation));
					}
					end(known.headMap(generation));
				}
				case RUNNING -> {
					if (known.containsKey(generation)) {
						known.get(generation).startRenewal();
					}
					end(known.headMap(generation));
				}
				case STOPPED, FAILED -> end(known.headMap(generation + 1));
			}
			return known.isEmpty() ? null : known;
		});
	}

	@Override
	public boolean wantsRemoteChanges() {
		return true;
	}

	// A workspace that another host has taken over still has leases of this one
	@Override
	public void onRemoteChange(Workspace workspace) {
		long ended = workspace.state().isEnded() ? workspace.generation() + 1 : workspace.generation();
		this.generations.computeIfPresent(workspace.id(), (id, known) -> {
			end(known.headMap(ended));
			return known.isEmpty() ? null : known;
		});
	}

	@Override
	public void onDiscarded(Workspace workspace, long generation) {
		this.generations.computeIfPresent(workspace.id(), (id, existing) -> {
			end(existing.subMap(generation, generation + 1));
			return existing.isEmpty() ? null : existing;
		});
	}

	private static void end(SortedMap<Long, GenerationLeases> generations) {
		generations.values().forEach(GenerationLeases::end);
		generations.clear();
	}

	/**
	 * Stop renewals. Leases are not revoked, as workspaces may outlive this host.
	 */
	@Override
	public void close() {
		this.generations.values().forEach((leases) -> leases.values().forEach(GenerationLeases::release));
	}

}
