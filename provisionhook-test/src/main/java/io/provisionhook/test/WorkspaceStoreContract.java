package io.provisionhook.test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.RunReport;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceQuery;
import io.provisionhook.workspace.WorkspaceQuery.Cursor;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.WorkspaceStore;
import io.provisionhook.workspace.history.ProvisioningCount;
import io.provisionhook.workspace.history.ProvisioningCount.Dimension;
import io.provisionhook.workspace.history.ProvisioningHistory;
import io.provisionhook.workspace.history.ProvisioningRecord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Contract test of a {@link WorkspaceStore}, to extend by the author of a store. Each
 * inherited test verifies one rule:
 * <ul>
 * <li>A record is read back as it was written, with any text and in microseconds.</li>
 * <li>Of many that replace, delete or insert the same record, one wins.</li>
 * <li>Pages are complete and in order, with any filter.</li>
 * <li>The history keeps the last provisionings, and counts them.</li>
 * </ul>
 * A subclass returns the store: <pre class="code">
 * class RedisWorkspaceStoreTests extends WorkspaceStoreContract {
 *
 *     private final RedisServer server = new RedisServer();
 *
 *     &#64;Override
 *     protected WorkspaceStore store() {
 *         return new RedisWorkspaceStore(this.server.url());
 *     }
 *
 * }</pre>
 *
 * @since 0.1.0
 */
@Timeout(120)
public abstract class WorkspaceStoreContract {

	private static final int THREADS = 16;

	/**
	 * Return the store. Called several times in a test; each store has the same records.
	 * Return another object at each call, if that is possible, so that the test sees what
	 * is stored.
	 * @return a store, which is empty at the start of each test
	 */
	protected abstract WorkspaceStore store();

	@Test
	void emptyStoreFindsNothing() {
		assertThat(store().find("w1")).isEmpty();
		assertThat(all(store())).isEmpty();
	}

	@Test
	void storeKeepsEveryComponent() {
		Workspace workspace = SampleWorkspaces.full("w1");
		store().insert(workspace);
		assertThat(store().find("w1")).contains(workspace);
		assertThat(all(store())).containsExactly(workspace);
	}

	@Test
	void storeKeepsMissingComponents() {
		Workspace workspace = SampleWorkspaces.first("w1");
		store().insert(workspace);
		assertThat(store().find("w1")).contains(workspace);
	}

	@Test
	void storeKeepsTheOrderOfLabelsAndRequiredVariables() {
		Workspace workspace = SampleWorkspaces.full("w1");
		store().insert(workspace);
		Workspace kept = store().find("w1").orElseThrow();
		assertThat(List.copyOf(kept.request().labels().keySet()))
			.isEqualTo(List.copyOf(workspace.request().labels().keySet()));
		assertThat(kept.request().requiredVariables()).containsExactly("ZULU", "ALPHA", "MIKE");
	}

	@Test
	void storeKeepsEveryText() {
		List<String> texts = List.of("", " ", " blanks around ", "it's \"quoted\" `so` \\ and \\\\",
				"; drop table x; --", ":name ? $1 %s {} ${x}", "first\nsecond\r\nthird\ttab",
				"emoji \ud83d\ude80 \u00fc \u4e2d \u2028",
				"NUL \u0000, bell \u0007, escape \u001b[31m, \u007f \u0085 \ufeff \uffff", "lone \ud83d and \ude80",
				"written as \\u0000, \\u005cu0000 and \\uD83D, C:\\users", "NULL", "x".repeat(400_000),
				"\ud83d\ude80".repeat(100_000));
		for (int i = 0; i < texts.size(); i++) {
			Workspace workspace = SampleWorkspaces.failed("w" + i, texts.get(i));
			store().insert(workspace);
			assertThat(store().find("w" + i)).contains(workspace);
		}
	}

	@Test
	void storeKeepsALongReport() {
		RunReport report = SampleWorkspaces.longReport();
		Workspace first = SampleWorkspaces.first("w1");
		Workspace workspace = new Workspace("w1", first.request(), WorkspaceState.RUNNING, null, null, report,
				first.createdAt(), first.updatedAt(), 1, 0);
		store().insert(workspace);
		assertThat(store().find("w1")).contains(workspace);
	}

	@Test
	void storeKeepsTimesInMicroseconds() {
		Workspace workspace = SampleWorkspaces.first("w1", Instant.parse("2026-10-25T01:30:59.999999999Z"));
		store().insert(workspace);
		assertThat(store().find("w1")).contains(workspace);
		assertThat(workspace.createdAt()).isEqualTo("2026-10-25T01:30:59.999999Z");
	}

	@Test
	void storeRefusesToInsertTwice() {
		Workspace workspace = SampleWorkspaces.first("w1");
		store().insert(workspace);
		assertThatIllegalStateException().isThrownBy(() -> store().insert(SampleWorkspaces.failed("w1", "late")))
			.withMessage("There is a workspace 'w1' already");
		assertThat(store().find("w1")).contains(workspace);
	}

	@Test
	void storeComparesIdsExactly() {
		Workspace small = SampleWorkspaces.first("workspace");
		Workspace big = SampleWorkspaces.first("WORKSPACE");
		Workspace accent = SampleWorkspaces.first("w\u00f6rkspace");
		List.of(small, big, accent).forEach(store()::insert);
		assertThat(store().find("WORKSPACE")).contains(big);
		assertThat(store().find("w\u00f6rkspace")).contains(accent);
		assertThat(store().find("w%")).isEmpty();
	}

	@Test
	void storeReplacesARecord() {
		Workspace workspace = SampleWorkspaces.first("w1");
		Workspace other = SampleWorkspaces.first("w2");
		store().insert(workspace);
		store().insert(other);
		Workspace next = new Workspace("w1", SampleWorkspaces.fullRequest(), WorkspaceState.FAILED, "why", 3,
				SampleWorkspaces.fullReport(), workspace.createdAt(), workspace.updatedAt().plusSeconds(1), 2, 1);
		assertThat(store().replace(workspace, next, null)).isTrue();
		assertThat(store().find("w1")).contains(next);
		assertThat(store().find("w2")).contains(other);
		assertThat(store().replace(next, SampleWorkspaces.next(workspace, WorkspaceState.RUNNING, null), null))
			.isTrue();
	}

	@Test
	void storeDoesNotReplaceARecordThatWasReplaced() {
		Workspace workspace = SampleWorkspaces.first("w1");
		store().insert(workspace);
		Workspace stopped = SampleWorkspaces.next(workspace, WorkspaceState.STOPPED, null);
		assertThat(store().replace(workspace, stopped, null)).isTrue();
		assertThat(store().replace(workspace, SampleWorkspaces.next(workspace, WorkspaceState.RUNNING, null), null))
			.isFalse();
		assertThat(store().find("w1")).contains(stopped);
	}

	@Test
	void storeDoesNotReplaceAMissingRecord() {
		Workspace workspace = SampleWorkspaces.first("w1");
		assertThat(store().replace(workspace, SampleWorkspaces.next(workspace, WorkspaceState.RUNNING, null), null))
			.isFalse();
		assertThat(all(store())).isEmpty();
	}

	@Test
	void storeDeletesARecord() {
		Workspace workspace = SampleWorkspaces.full("w1");
		Workspace other = SampleWorkspaces.first("w2");
		store().insert(workspace);
		store().insert(other);
		assertThat(store().delete(workspace)).isTrue();
		assertThat(all(store())).containsExactly(other);
		assertThat(store().delete(workspace)).isFalse();
		assertThat(store().replace(workspace, SampleWorkspaces.next(workspace, WorkspaceState.STOPPED, null), null))
			.isFalse();
		store().insert(workspace);
		assertThat(store().find("w1")).contains(workspace);
	}

	@Test
	void storeDoesNotDeleteARecordThatWasReplaced() {
		Workspace workspace = SampleWorkspaces.first("w1");
		store().insert(workspace);
		Workspace next = SampleWorkspaces.next(workspace, WorkspaceState.RUNNING, null);
		assertThat(store().replace(workspace, next, null)).isTrue();
		assertThat(store().delete(workspace)).isFalse();
		assertThat(store().find("w1")).contains(next);
	}

	@Test
	void oneOfManyThatDeleteTheSameRecordWins() throws Exception {
		Workspace workspace = SampleWorkspaces.first("w1");
		store().insert(workspace);
		List<Integer> numbers = IntStream.range(0, 16).boxed().toList();
		assertThat(winners(numbers, (number) -> store().delete(workspace))).hasSize(1);
		assertThat(store().find("w1")).isEmpty();
	}

	@Test
	void oneOfManyThatReplaceTheSameRecordWins() throws Exception {
		Workspace workspace = SampleWorkspaces.first("w0");
		store().insert(workspace);
		for (int round = 0; round < 10; round++) {
			Workspace current = store().find("w0").orElseThrow();
			List<Workspace> nexts = IntStream.range(0, 16)
				.mapToObj((number) -> SampleWorkspaces.next(current, WorkspaceState.FAILED, "thread " + number))
				.toList();
			List<Workspace> winners = winners(nexts, (next) -> store().replace(current, next, null));
			assertThat(winners).hasSize(1);
			assertThat(store().find("w0")).contains(winners.get(0));
		}
	}

	@Test
	void oneOfManyThatInsertTheSameIdWins() throws Exception {
		List<Workspace> firsts = IntStream.range(0, 16)
			.mapToObj((number) -> SampleWorkspaces.failed("w1", "thread " + number))
			.toList();
		List<Workspace> winners = winners(firsts, (first) -> {
			try {
				store().insert(first);
				return true;
			}
			catch (IllegalStateException ex) {
				return false;
			}
		});
		assertThat(winners).hasSize(1);
		assertThat(all(store())).isEqualTo(winners);
	}

	@Test
	void storeKeepsAThousandRecords() throws Exception {
		List<Workspace> workspaces = IntStream.range(0, 1000)
			.mapToObj((number) -> SampleWorkspaces.first("w" + number, SampleWorkspaces.CREATED.plusMillis(number)))
			.toList();
		assertThat(winners(workspaces, (workspace) -> {
			store().insert(workspace);
			return store().replace(workspace, SampleWorkspaces.next(workspace, WorkspaceState.RUNNING, null), null);
		})).hasSize(1000);
		List<Workspace> newestFirst = new ArrayList<>(workspaces);
		Collections.reverse(newestFirst);
		assertThat(all(store())).isEqualTo(newestFirst.stream()
			.map((workspace) -> SampleWorkspaces.next(workspace, WorkspaceState.RUNNING, null))
			.toList());
	}

	@Test
	void storeFindsTheNewestFirst() {
		Instant later = SampleWorkspaces.CREATED.plusSeconds(1);
		insertAll(Stream.of(SampleWorkspaces.first("a", later), SampleWorkspaces.first("0", later.plusSeconds(9)),
				SampleWorkspaces.first("y", SampleWorkspaces.CREATED.plusNanos(1000)),
				SampleWorkspaces.first("B", later), SampleWorkspaces.first("z", SampleWorkspaces.CREATED)));
		Workspace oldest = store().find("z").orElseThrow();
		store().replace(oldest, SampleWorkspaces.next(oldest, WorkspaceState.RUNNING, null), null);
		assertThat(all(store())).extracting(Workspace::id).containsExactly("0", "a", "B", "y", "z");
	}

	@Test
	void pagesTogetherAreAllWorkspacesInOrder() {
		insertAll(IntStream.range(0, 23)
			.mapToObj((number) -> SampleWorkspaces.first("w" + number,
					SampleWorkspaces.CREATED.plusNanos(number / 4 * 1000L))));
		List<Workspace> paged = new ArrayList<>();
		WorkspaceQuery query = WorkspaceQuery.newest(5);
		List<Workspace> page = store().find(query);
		while (!page.isEmpty()) {
			assertThat(page).hasSizeLessThanOrEqualTo(5);
			paged.addAll(page);
			page = store().find(query.after(Cursor.of(page.get(page.size() - 1))));
		}
		assertThat(paged).hasSize(23).isEqualTo(all(store()));
	}

	@Test
	void workspaceThatIsCreatedMeanwhileDoesNotShiftTheNextPage() {
		insertAll(IntStream.range(0, 4)
			.mapToObj((number) -> SampleWorkspaces.first("w" + number, SampleWorkspaces.CREATED.plusSeconds(number))));
		List<Workspace> page = store().find(WorkspaceQuery.newest(2));
		store().insert(SampleWorkspaces.first("new", SampleWorkspaces.CREATED.plusSeconds(9)));
		assertThat(store().find(WorkspaceQuery.newest(2).after(Cursor.of(page.get(1))))).extracting(Workspace::id)
			.containsExactly("w1", "w0");
	}

	@Test
	void pageBeginsBehindACursorWhoseWorkspaceIsGone() {
		insertAll(Stream.of("a", "b", "c").map(SampleWorkspaces::first));
		Workspace deleted = store().find("b").orElseThrow();
		store().delete(deleted);
		assertThat(store().find(WorkspaceQuery.newest(9).after(Cursor.of(deleted)))).extracting(Workspace::id)
			.containsExactly("a");
	}

	@Test
	void storeFindsWorkspacesByState() {
		for (WorkspaceState state : WorkspaceState.values()) {
			Workspace first = SampleWorkspaces.first(state.name());
			store().insert(first);
			store().replace(first, SampleWorkspaces.next(first, state, null), null);
		}
		for (WorkspaceState state : WorkspaceState.values()) {
			assertThat(store().find(WorkspaceQuery.newest(9).in(Set.of(state)))).extracting(Workspace::id)
				.containsExactly(state.name());
		}
		assertThat(store().find(WorkspaceQuery.newest(9).in(EnumSet.of(WorkspaceState.RUNNING, WorkspaceState.FAILED))))
			.extracting(Workspace::id)
			.containsExactly("RUNNING", "FAILED");
		assertThat(store().find(WorkspaceQuery.newest(1).in(EnumSet.of(WorkspaceState.RUNNING, WorkspaceState.FAILED))))
			.extracting(Workspace::id)
			.containsExactly("RUNNING");
	}

	@Test
	void storeFindsWorkspacesByTheTimeOfTheirRecord() {
		Workspace before = SampleWorkspaces.first("before");
		Workspace now = SampleWorkspaces.first("now", SampleWorkspaces.CREATED.plusNanos(1000));
		insertAll(Stream.of(before, now));
		assertThat(store().find(WorkspaceQuery.newest(9).updatedBefore(now.updatedAt()))).containsExactly(before);
		Workspace replaced = SampleWorkspaces.next(before, WorkspaceState.FAILED, null);
		store().replace(before, replaced, null);
		assertThat(store().find(WorkspaceQuery.newest(9).updatedBefore(now.updatedAt()))).isEmpty();
	}

	@Test
	void storeKeepsTheOwnerAndTheWishOfAnotherHost() {
		Workspace first = SampleWorkspaces.first("w1");
		store().insert(first);
		Workspace wanted = SampleWorkspaces.owned(first, "a~1", "engine", Workspace.Wish.STOP);
		assertThat(store().replace(first, wanted, null)).isTrue();
		assertThat(store().find("w1")).contains(wanted);
		assertThat(store().replace(wanted, SampleWorkspaces.owned(wanted, null, "", null), null)).isTrue();
		assertThat(store().find("w1").orElseThrow().wanted()).isNull();
		assertThat(store().find("w1").orElseThrow().owner()).isNull();
	}

	@Test
	void storeFindsWorkspacesByOwnerAndWish() {
		for (String id : List.of("w1", "w2", "w3")) {
			store().insert(SampleWorkspaces.first(id));
		}
		store().replace(SampleWorkspaces.first("w1"),
				SampleWorkspaces.owned(SampleWorkspaces.first("w1"), "a~1", "", null), null);
		store().replace(SampleWorkspaces.first("w2"),
				SampleWorkspaces.owned(SampleWorkspaces.first("w2"), "b~1", "", Workspace.Wish.RESTART), null);
		assertThat(store().find(WorkspaceQuery.newest(9).ownedBy("a~1"))).extracting(Workspace::id)
			.containsExactly("w1");
		assertThat(store().find(WorkspaceQuery.newest(9).withWish())).extracting(Workspace::id).containsExactly("w2");
		assertThat(store().find(WorkspaceQuery.newest(9).ownedBy("a~1").withWish())).isEmpty();
	}

	@Test
	void storeCountsWorkspacesByState() {
		assertThat(store().countByState(Instant.EPOCH)).isEmpty();
		Workspace first = SampleWorkspaces.first("a");
		insertAll(Stream.of(first, SampleWorkspaces.first("b"), SampleWorkspaces.first("c")));
		Workspace running = SampleWorkspaces.next(first, WorkspaceState.RUNNING, null);
		store().replace(first, running, null);
		assertThat(store().countByState(Instant.EPOCH))
			.isEqualTo(Map.of(WorkspaceState.PROVISIONING, 2L, WorkspaceState.RUNNING, 1L));
		assertThat(store().countByState(running.updatedAt())).isEqualTo(Map.of(WorkspaceState.RUNNING, 1L));
		assertThat(store().countByState(running.updatedAt().plusSeconds(1))).isEmpty();
	}

	@Test
	void historyKeepsEveryComponent() {
		store().insert(SampleWorkspaces.first("w1"));
		ProvisioningRecord full = SampleWorkspaces.provisioning("w1", 1);
		end(full);
		assertThat(store().history().provisionings("w1")).containsExactly(full);
		ProvisioningRecord empty = new ProvisioningRecord("w1", 2, SampleWorkspaces.CREATED.plusSeconds(2),
				MutatorOutcome.SUCCESS, null, null, null, null, null);
		end(empty);
		assertThat(store().history().provisionings("w1")).containsExactly(empty, full);
	}

	@Test
	void historyIsThatOfTheWorkspace() {
		insertAll(Stream.of("w1", "w2").map(SampleWorkspaces::first));
		end(SampleWorkspaces.provisioning("w1", 1));
		assertThat(store().history().provisionings("w2")).isEmpty();
		assertThat(store().history().provisionings("unknown")).isEmpty();
	}

	@Test
	void historyKeepsTheLastTenGenerations() {
		insertAll(Stream.of("w1", "w2").map(SampleWorkspaces::first));
		end(SampleWorkspaces.provisioning("w2", 1));
		for (int generation = 1; generation <= 25; generation++) {
			end(SampleWorkspaces.provisioning("w1", generation));
		}
		assertThat(store().history().provisionings("w1")).extracting(ProvisioningRecord::generation)
			.containsExactly(25L, 24L, 23L, 22L, 21L, 20L, 19L, 18L, 17L, 16L);
		assertThat(store().history().provisionings("w2")).hasSize(1);
	}

	@Test
	void historyDoesNotKeepAProvisioningWhoseRecordWasReplacedBefore() {
		Workspace first = SampleWorkspaces.first("w1");
		store().insert(first);
		Workspace stopped = SampleWorkspaces.next(first, WorkspaceState.STOPPED, null);
		store().replace(first, stopped, null);
		assertThat(store().replace(first, SampleWorkspaces.next(first, WorkspaceState.FAILED, "late"),
				SampleWorkspaces.provisioning("w1", 1)))
			.isFalse();
		assertThat(store().history().provisionings("w1")).isEmpty();
	}

	@Test
	void historyKeepsAFailedRestartOfTheSameGenerationTwice() {
		store().insert(SampleWorkspaces.first("w1"));
		end(SampleWorkspaces.provisioning("w1", 2));
		ProvisioningRecord later = new ProvisioningRecord("w1", 2, SampleWorkspaces.CREATED.plusSeconds(60),
				MutatorOutcome.SUCCESS, null, null, null, null, null);
		end(later);
		assertThat(store().history().provisionings("w1")).hasSize(2).startsWith(later);
	}

	@Test
	void historyIsDeletedWithTheWorkspace() {
		store().insert(SampleWorkspaces.first("w1"));
		end(SampleWorkspaces.provisioning("w1", 1));
		store().delete(store().find("w1").orElseThrow());
		assertThat(store().history().provisionings("w1")).isEmpty();
		assertThat(counts(Dimension.OUTCOME)).isEmpty();
	}

	@Test
	void historyCountsProvisionings() {
		insertAll(Stream.of("w1", "w2", "w3").map(SampleWorkspaces::first));
		end("w1", MutatorOutcome.FAILURE, "vault", "acme", "java");
		end("w2", MutatorOutcome.FAILURE, "vault", "umbrella", null);
		end("w3", MutatorOutcome.SUCCESS, null, "acme", null);
		assertThat(counts(Dimension.OUTCOME)).containsExactly(new ProvisioningCount(null, MutatorOutcome.FAILURE, 2),
				new ProvisioningCount(null, MutatorOutcome.SUCCESS, 1));
		assertThat(counts(Dimension.MUTATOR)).containsExactly(new ProvisioningCount("vault", MutatorOutcome.FAILURE, 2),
				new ProvisioningCount(null, MutatorOutcome.SUCCESS, 1));
		assertThat(counts(Dimension.TENANT)).containsExactlyInAnyOrder(
				new ProvisioningCount("acme", MutatorOutcome.FAILURE, 1),
				new ProvisioningCount("umbrella", MutatorOutcome.FAILURE, 1),
				new ProvisioningCount("acme", MutatorOutcome.SUCCESS, 1));
		assertThat(counts(Dimension.TEMPLATE)).containsExactlyInAnyOrder(
				new ProvisioningCount("java", MutatorOutcome.FAILURE, 1),
				new ProvisioningCount(null, MutatorOutcome.FAILURE, 1),
				new ProvisioningCount(null, MutatorOutcome.SUCCESS, 1));
	}

	@Test
	void historyCountsProvisioningsThatEndedInTheTime() {
		store().insert(SampleWorkspaces.first("w1"));
		ProvisioningRecord provisioning = SampleWorkspaces.provisioning("w1", 1);
		end(provisioning);
		Instant end = provisioning.endedAt();
		ProvisioningHistory history = store().history();
		assertThat(history.count(Dimension.OUTCOME, end, end.plusNanos(1000))).hasSize(1);
		assertThat(history.count(Dimension.OUTCOME, end.minusSeconds(1), end)).isEmpty();
		assertThat(history.count(Dimension.OUTCOME, end.plusNanos(1000), end.plusSeconds(1))).isEmpty();
	}

	private void end(ProvisioningRecord provisioning) {
		Workspace present = store().find(provisioning.workspaceId()).orElseThrow();
		assertThat(store().replace(present, SampleWorkspaces.next(present, WorkspaceState.FAILED, null), provisioning))
			.isTrue();
	}

	private void end(String id, MutatorOutcome outcome, @Nullable String mutator, String tenant,
			@Nullable String template) {
		end(new ProvisioningRecord(id, 1, SampleWorkspaces.CREATED, outcome, mutator, tenant, template, null, null));
	}

	private List<ProvisioningCount> counts(Dimension by) {
		return store().history().count(by, SampleWorkspaces.CREATED, SampleWorkspaces.CREATED.plusSeconds(60));
	}

	private static List<Workspace> all(WorkspaceStore store) {
		return store.find(WorkspaceQuery.newest(2000));
	}

	private void insertAll(Stream<Workspace> workspaces) {
		workspaces.forEach(store()::insert);
	}

	private static <T> List<T> winners(List<T> arguments, Predicate<T> action) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try {
			List<Future<Boolean>> outcomes = threads.invokeAll(
					arguments.stream().<Callable<Boolean>>map((argument) -> () -> action.test(argument)).toList());
			List<T> winners = new ArrayList<>();
			for (int i = 0; i < arguments.size(); i++) {
				if (outcomes.get(i).get()) {
					winners.add(arguments.get(i));
				}
			}
			return winners;
		}
		catch (ExecutionException ex) {
			throw new AssertionError("A concurrent call failed", ex.getCause());
		}
		finally {
			threads.shutdownNow();
		}
	}

}
