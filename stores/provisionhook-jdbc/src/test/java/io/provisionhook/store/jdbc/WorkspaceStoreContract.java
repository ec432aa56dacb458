package io.provisionhook.store.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.provisionhook.report.RunReport;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.WorkspaceStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Contract of every store of workspaces.
 */
@Timeout(120)
abstract class WorkspaceStoreContract {

	/**
	 * Return the store under test.
	 * @return a store that holds nothing when a test begins
	 */
	abstract WorkspaceStore store();

	/**
	 * Return another store object that has the same records.
	 * @return the store under test if there can't be another one
	 */
	abstract WorkspaceStore reopened();

	@Test
	void emptyStoreFindsNothing() {
		assertThat(store().find("w1")).isEmpty();
		assertThat(store().findAll()).isEmpty();
	}

	@Test
	void storeKeepsEveryComponent() {
		Workspace workspace = WorkspaceRecords.full("w1");
		store().insert(workspace);
		assertThat(reopened().find("w1")).contains(workspace);
		assertThat(reopened().findAll()).containsExactly(workspace);
	}

	@Test
	void storeKeepsMissingComponents() {
		Workspace workspace = WorkspaceRecords.first("w1");
		store().insert(workspace);
		assertThat(reopened().find("w1")).contains(workspace);
	}

	@Test
	void storeKeepsTheOrderOfLabelsAndRequiredVariables() {
		Workspace workspace = WorkspaceRecords.full("w1");
		store().insert(workspace);
		Workspace kept = reopened().find("w1").orElseThrow();
		assertThat(List.copyOf(kept.request().labels().keySet()))
			.isEqualTo(List.copyOf(workspace.request().labels().keySet()));
		assertThat(kept.request().requiredVariables()).containsExactly("ZULU", "ALPHA", "MIKE");
	}

	@ParameterizedTest
	@MethodSource("texts")
	void storeKeepsAnError(String error) {
		Workspace workspace = WorkspaceRecords.failed("w1", error);
		store().insert(workspace);
		assertThat(reopened().find("w1")).contains(workspace);
	}

	static Stream<String> texts() {
		return Stream.of("", " ", " blanks around ", "it's \"quoted\" `so` \\ and \\\\", "; drop table x; --",
				":name ? $1 %s {} ${x}", "first\nsecond\r\nthird\ttab", "emoji \ud83d\ude80 \u00fc \u4e2d \u2028",
				"NUL \u0000, bell \u0007, escape \u001b[31m, \u007f \u0085 \ufeff \uffff", "lone \ud83d and \ude80",
				"written as \\u0000, \\u005cu0000 and \\uD83D, C:\\users", "NULL", "x".repeat(400_000),
				"\ud83d\ude80".repeat(100_000));
	}

	@Test
	void storeKeepsALongReport() {
		RunReport report = WorkspaceRecords.longReport(2000);
		Workspace first = WorkspaceRecords.first("w1");
		Workspace workspace = new Workspace("w1", first.request(), WorkspaceState.RUNNING, null, null, report,
				first.createdAt(), first.updatedAt(), 1, 0);
		store().insert(workspace);
		assertThat(new WorkspaceJson().write(report)).hasSizeGreaterThan(200_000);
		assertThat(reopened().find("w1")).contains(workspace);
	}

	@Test
	void storeKeepsTimesInMicroseconds() {
		Workspace workspace = WorkspaceRecords.first("w1", Instant.parse("2026-10-25T01:30:59.999999999Z"));
		store().insert(workspace);
		assertThat(reopened().find("w1")).contains(workspace);
		assertThat(workspace.createdAt()).isEqualTo("2026-10-25T01:30:59.999999Z");
	}

	@Test
	void storeRefusesToInsertTwice() {
		Workspace workspace = WorkspaceRecords.first("w1");
		store().insert(workspace);
		assertThatIllegalStateException().isThrownBy(() -> reopened().insert(WorkspaceRecords.failed("w1", "late")))
			.withMessage("There is a workspace 'w1' already");
		assertThat(store().find("w1")).contains(workspace);
	}

	@Test
	void storeComparesIdsExactly() {
		Workspace small = WorkspaceRecords.first("workspace");
		Workspace big = WorkspaceRecords.first("WORKSPACE");
		Workspace accent = WorkspaceRecords.first("w\u00f6rkspace");
		List.of(small, big, accent).forEach(store()::insert);
		assertThat(store().find("WORKSPACE")).contains(big);
		assertThat(store().find("w\u00f6rkspace")).contains(accent);
		assertThat(store().find("w%")).isEmpty();
	}

	@Test
	void storeReplacesARecord() {
		Workspace workspace = WorkspaceRecords.first("w1");
		Workspace other = WorkspaceRecords.first("w2");
		store().insert(workspace);
		store().insert(other);
		Workspace next = new Workspace("w1", WorkspaceRecords.fullRequest(), WorkspaceState.FAILED, "why", 3,
				WorkspaceRecords.fullReport(), workspace.createdAt(), workspace.updatedAt().plusSeconds(1), 2, 1);
		assertThat(store().replace(workspace, next)).isTrue();
		assertThat(reopened().find("w1")).contains(next);
		assertThat(reopened().find("w2")).contains(other);
		assertThat(store().replace(next, WorkspaceRecords.next(workspace, WorkspaceState.RUNNING, null))).isTrue();
	}

	@Test
	void storeDoesNotReplaceARecordThatWasReplaced() {
		Workspace workspace = WorkspaceRecords.first("w1");
		store().insert(workspace);
		Workspace stopped = WorkspaceRecords.next(workspace, WorkspaceState.STOPPED, null);
		assertThat(reopened().replace(workspace, stopped)).isTrue();
		assertThat(store().replace(workspace, WorkspaceRecords.next(workspace, WorkspaceState.RUNNING, null)))
			.isFalse();
		assertThat(store().find("w1")).contains(stopped);
	}

	@Test
	void storeDoesNotReplaceAMissingRecord() {
		Workspace workspace = WorkspaceRecords.first("w1");
		assertThat(store().replace(workspace, WorkspaceRecords.next(workspace, WorkspaceState.RUNNING, null)))
			.isFalse();
		assertThat(store().findAll()).isEmpty();
	}

	@Test
	void storeDeletesARecord() {
		Workspace workspace = WorkspaceRecords.full("w1");
		Workspace other = WorkspaceRecords.first("w2");
		store().insert(workspace);
		store().insert(other);
		assertThat(store().delete(workspace)).isTrue();
		assertThat(reopened().findAll()).containsExactly(other);
		assertThat(store().delete(workspace)).isFalse();
		assertThat(store().replace(workspace, WorkspaceRecords.next(workspace, WorkspaceState.STOPPED, null)))
			.isFalse();
		store().insert(workspace);
		assertThat(reopened().find("w1")).contains(workspace);
	}

	@Test
	void storeDoesNotDeleteARecordThatWasReplaced() {
		Workspace workspace = WorkspaceRecords.first("w1");
		store().insert(workspace);
		Workspace next = WorkspaceRecords.next(workspace, WorkspaceState.RUNNING, null);
		assertThat(reopened().replace(workspace, next)).isTrue();
		assertThat(store().delete(workspace)).isFalse();
		assertThat(store().find("w1")).contains(next);
	}

	@Test
	void oneOfManyThatDeleteTheSameRecordWins() {
		Workspace workspace = WorkspaceRecords.first("w1");
		store().insert(workspace);
		List<Integer> numbers = IntStream.range(0, 16).boxed().toList();
		assertThat(ConcurrentCalls.filter(numbers, (number) -> store().delete(workspace))).hasSize(1);
		assertThat(reopened().find("w1")).isEmpty();
	}

	@Test
	void oneOfManyThatReplaceTheSameRecordWins() {
		Workspace workspace = WorkspaceRecords.first("w0");
		store().insert(workspace);
		for (int round = 0; round < 10; round++) {
			Workspace current = store().find("w0").orElseThrow();
			List<Workspace> nexts = IntStream.range(0, 16)
				.mapToObj((number) -> WorkspaceRecords.next(current, WorkspaceState.FAILED, "thread " + number))
				.toList();
			List<Workspace> winners = ConcurrentCalls.filter(nexts, (next) -> store().replace(current, next));
			assertThat(winners).hasSize(1);
			assertThat(reopened().find("w0")).contains(winners.get(0));
		}
	}

	@Test
	void oneOfManyThatInsertTheSameIdWins() {
		List<Workspace> firsts = IntStream.range(0, 16)
			.mapToObj((number) -> WorkspaceRecords.failed("w1", "thread " + number))
			.toList();
		List<Workspace> winners = ConcurrentCalls.filter(firsts, (first) -> {
			try {
				store().insert(first);
				return true;
			}
			catch (IllegalStateException ex) {
				return false;
			}
		});
		assertThat(winners).hasSize(1);
		assertThat(reopened().findAll()).isEqualTo(winners);
	}

	@Test
	void storeReturnsTheOldestFirst() {
		Workspace oldest = WorkspaceRecords.first("z", WorkspaceRecords.CREATED);
		Workspace middle = WorkspaceRecords.first("y", WorkspaceRecords.CREATED.plusNanos(1000));
		Workspace a = WorkspaceRecords.first("a", WorkspaceRecords.CREATED.plusSeconds(1));
		Workspace b = WorkspaceRecords.first("B", WorkspaceRecords.CREATED.plusSeconds(1));
		Workspace newest = WorkspaceRecords.first("0", WorkspaceRecords.CREATED.plus(Duration.ofDays(300)));
		Stream.of(a, newest, middle, b, oldest).forEach(store()::insert);
		store().replace(oldest, WorkspaceRecords.next(oldest, WorkspaceState.RUNNING, null));
		assertThat(reopened().findAll()).extracting(Workspace::id).containsExactly("z", "y", "B", "a", "0");
	}

	@Test
	void storeKeepsAThousandRecords() {
		List<Workspace> workspaces = IntStream.range(0, 1000)
			.mapToObj((number) -> WorkspaceRecords.first("w" + number, WorkspaceRecords.CREATED.plusMillis(number)))
			.toList();
		assertThat(ConcurrentCalls.filter(workspaces, (workspace) -> {
			store().insert(workspace);
			return store().replace(workspace, WorkspaceRecords.next(workspace, WorkspaceState.RUNNING, null));
		})).hasSize(1000);
		assertThat(reopened().findAll()).isEqualTo(workspaces.stream()
			.map((workspace) -> WorkspaceRecords.next(workspace, WorkspaceState.RUNNING, null))
			.toList());
	}

}
