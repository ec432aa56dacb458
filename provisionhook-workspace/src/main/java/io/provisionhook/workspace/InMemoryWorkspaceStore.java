package io.provisionhook.workspace;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.provisionhook.workspace.WorkspaceQuery.Cursor;
import io.provisionhook.workspace.history.ProvisioningCount;
import io.provisionhook.workspace.history.ProvisioningHistory;
import io.provisionhook.workspace.history.ProvisioningRecord;

/**
 * Store in memory: the records are lost when the host application ends. Thread-safe.
 *
 * @since 0.1.0
 */
public final class InMemoryWorkspaceStore implements WorkspaceStore {

	private static final Comparator<Cursor> NEWEST_FIRST = Comparator.comparing(Cursor::createdAt)
		.thenComparing(Cursor::id)
		.reversed();

	private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();

	private final ProvisioningHistory history = new History();

	@Override
	public void insert(Workspace workspace) {
		if (this.entries.putIfAbsent(workspace.id(), new Entry(workspace, List.of())) != null) {
			throw new IllegalStateException("There is a workspace '" + workspace.id() + "' already");
		}
	}

	@Override
	public boolean replace(Workspace expected, Workspace next, @Nullable ProvisioningRecord ended) {
		Entry stored = this.entries.get(expected.id());
		return stored != null && stored.isCurrent(expected)
				&& this.entries.replace(expected.id(), stored, stored.next(next, ended));
	}

	@Override
	public boolean delete(Workspace expected) {
		Entry stored = this.entries.get(expected.id());
		return stored != null && stored.isCurrent(expected) && this.entries.remove(expected.id(), stored);
	}

	@Override
	public Optional<Workspace> find(String id) {
		return Optional.ofNullable(this.entries.get(id)).map(Entry::workspace);
	}

	@Override
	public List<Workspace> find(WorkspaceQuery query) {
		return this.entries.values()
			.stream()
			.map(Entry::workspace)
			.filter((workspace) -> isFound(workspace, query))
			.sorted(Comparator.comparing(Cursor::of, NEWEST_FIRST))
			.limit(query.limit())
			.toList();
	}

	private static boolean isFound(Workspace workspace, WorkspaceQuery query) {
		return query.states().contains(workspace.state())
				&& (query.owner() == null || query.owner().equals(workspace.owner()))
				&& (!query.wanted() || workspace.wanted() != null)
				&& (query.updatedBefore() == null || workspace.updatedAt().isBefore(query.updatedBefore()))
				&& (query.after() == null || NEWEST_FIRST.compare(Cursor.of(workspace), query.after()) > 0);
	}

	@Override
	public Map<WorkspaceState, Long> countByState(Instant since) {
		return this.entries.values()
			.stream()
			.map(Entry::workspace)
			.filter((workspace) -> !workspace.updatedAt().isBefore(since))
			.collect(Collectors.groupingBy(Workspace::state, Collectors.counting()));
	}

	@Override
	public ProvisioningHistory history() {
		return this.history;
	}

	/**
	 * A workspace.
	 *
	 * @param workspace its record
	 * @param provisionings its provisionings, the last one first
	 */
	private record Entry(Workspace workspace, List<ProvisioningRecord> provisionings) {

		boolean isCurrent(Workspace expected) {
			return this.workspace.version() == expected.version();
		}

		Entry next(Workspace next, @Nullable ProvisioningRecord ended) {
			if (ended == null) {
				return new Entry(next, this.provisionings);
			}
			List<ProvisioningRecord> provisionings = new ArrayList<>(this.provisionings.size() + 1);
			provisionings.add(ended);
			this.provisionings.stream().limit(ProvisioningHistory.MAX_GENERATIONS - 1L).forEach(provisionings::add);
			return new Entry(next, List.copyOf(provisionings));
		}

	}

	/**
	 * The provisionings of the workspaces.
	 */
	private final class History implements ProvisioningHistory {

		@Override
		public List<ProvisioningRecord> provisionings(String workspaceId) {
			Entry entry = InMemoryWorkspaceStore.this.entries.get(workspaceId);
			return (entry != null) ? entry.provisionings() : List.of();
		}

		@Override
		public List<ProvisioningCount> count(ProvisioningCount.Dimension by, Instant from, Instant until) {
			Stream<ProvisioningRecord> ended = InMemoryWorkspaceStore.this.entries.values()
				.stream()
				.flatMap((entry) -> entry.provisionings().stream())
				.filter((provisioning) -> !provisioning.endedAt().isBefore(from)
						&& provisioning.endedAt().isBefore(until));
			Map<ProvisioningCount, Long> counts = ended
				.map((provisioning) -> new ProvisioningCount(value(provisioning, by), provisioning.outcome(), 0))
				.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
			return counts.entrySet()
				.stream()
				.map((entry) -> new ProvisioningCount(entry.getKey().value(), entry.getKey().outcome(),
						entry.getValue()))
				.sorted(Comparator.comparing(ProvisioningCount::count).reversed())
				.limit(MAX_COUNTS)
				.toList();
		}

		private static @Nullable String value(ProvisioningRecord provisioning, ProvisioningCount.Dimension by) {
			return switch (by) {
				case OUTCOME -> null;
				case MUTATOR -> provisioning.failedMutator();
				case TENANT -> provisioning.tenant();
				case TEMPLATE -> provisioning.template();
			};
		}

	}

}
