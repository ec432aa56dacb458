package io.provisionhook.workspace;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.provisionhook.ManualTime;
import io.provisionhook.workspace.history.ProvisioningHistory;
import io.provisionhook.workspace.history.ProvisioningRecord;
import io.provisionhook.workspace.instance.Instance;
import io.provisionhook.workspace.instance.InstanceStore;

/**
 * A store in memory that several hosts share, with a clock of its own. It can be away.
 */
final class SharedStore implements WorkspaceStore, InstanceStore {

	final ManualTime time = new ManualTime();

	final Map<String, Instance> hosts = new ConcurrentHashMap<>();

	volatile boolean away;

	volatile Consumer<Workspace> beforeReplace = (next) -> {
	};

	private final Map<String, Instant> changed = new ConcurrentHashMap<>();

	private final InMemoryWorkspaceStore workspaces = new InMemoryWorkspaceStore();

	private void requireThere() {
		if (this.away) {
			throw new IllegalStateException("store unavailable");
		}
	}

	@Override
	public void insert(Workspace workspace) {
		requireThere();
		this.changed.put(workspace.id(), this.time.instant());
		this.workspaces.insert(workspace);
	}

	@Override
	public boolean replace(Workspace expected, Workspace next, @Nullable ProvisioningRecord ended) {
		this.beforeReplace.accept(next);
		requireThere();
		this.changed.put(next.id(), this.time.instant());
		return this.workspaces.replace(expected, next, ended);
	}

	@Override
	public boolean delete(Workspace expected) {
		requireThere();
		return this.workspaces.delete(expected);
	}

	@Override
	public Optional<Workspace> find(String id) {
		requireThere();
		return this.workspaces.find(id);
	}

	@Override
	public List<Workspace> find(WorkspaceQuery query) {
		requireThere();
		return this.workspaces.find(query);
	}

	@Override
	public Map<WorkspaceState, Long> countByState(Instant since) {
		return this.workspaces.countByState(since);
	}

	@Override
	public ProvisioningHistory history() {
		return this.workspaces.history();
	}

	@Override
	public Changes findChanges(@Nullable Instant since) {
		requireThere();
		return new Changes(this.time.instant(),
				(since != null) ? this.changed.entrySet()
					.stream()
					.filter((entry) -> !entry.getValue().isBefore(since))
					.flatMap((entry) -> find(entry.getKey()).stream())
					.toList() : List.of());
	}

	@Override
	public Optional<InstanceStore> instances() {
		return Optional.of(this);
	}

	@Override
	public void join(Instance instance, Duration lease) {
		requireThere();
		this.hosts.put(instance.id(), withLease(instance, instance.leaving(), lease, instance.details()));
	}

	@Override
	public Renewal renew(String id, Duration lease, Map<String, String> details) {
		requireThere();
		Instance renewed = this.hosts.computeIfPresent(id,
				(key, present) -> withLease(present, present.leaving(), lease, details));
		if (renewed == null) {
			return Renewal.GONE;
		}
		return (this.hosts.size() == 1) ? Renewal.ALONE : Renewal.AMONG_OTHERS;
	}

	private Instance withLease(Instance instance, boolean leaving, Duration lease, Map<String, String> details) {
		return new Instance(instance.id(), instance.location(), instance.process(), leaving,
				this.time.instant().plus(lease), Duration.ZERO, lease, details);
	}

	@Override
	public List<Instance> findAll() {
		requireThere();
		return this.hosts.values()
			.stream()
			.map((instance) -> new Instance(instance.id(), instance.location(), instance.process(), instance.leaving(),
					instance.leaseEnd(), instance.leaseAge(),
					Duration.between(this.time.instant(), instance.leaseEnd()), instance.details()))
			.toList();
	}

	@Override
	public Map<String, Long> countLive() {
		return Map.of();
	}

	@Override
	public void leave(String id, Duration lease) {
		requireThere();
		this.hosts.computeIfPresent(id, (key, present) -> withLease(present, true, lease, present.details()));
	}

	@Override
	public boolean delete(String id) {
		requireThere();
		return this.hosts.remove(id) != null;
	}

	@Override
	public boolean deleteIfLeaseIsOver(String id) {
		requireThere();
		Instance present = this.hosts.get(id);
		return present != null && present.leaseEnd().isBefore(this.time.instant()) && this.hosts.remove(id, present);
	}

}
