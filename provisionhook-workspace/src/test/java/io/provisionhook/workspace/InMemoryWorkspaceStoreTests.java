package io.provisionhook.workspace;

import java.time.Instant;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link InMemoryWorkspaceStore}.
 */
@Timeout(120)
class InMemoryWorkspaceStoreTests {

	private final InMemoryWorkspaceStore store = new InMemoryWorkspaceStore();

	private final Workspace workspace = workspace("w1", Instant.EPOCH);

	@Test
	void findReturnsWhatWasInserted() {
		this.store.insert(this.workspace);
		assertThat(this.store.find("w1")).contains(this.workspace);
		assertThat(this.store.find("w2")).isEmpty();
	}

	@Test
	void insertRefusesSecondRecordOfId() {
		this.store.insert(this.workspace);
		assertThatIllegalStateException().isThrownBy(() -> this.store.insert(this.workspace.stopped(Instant.EPOCH)))
			.withMessage("There is a workspace 'w1' already");
		assertThat(this.store.find("w1")).contains(this.workspace);
	}

	@Test
	void replaceKeepsNextRecord() {
		this.store.insert(this.workspace);
		Workspace next = this.workspace.stopped(Instant.EPOCH);
		assertThat(this.store.replace(this.workspace, next)).isTrue();
		assertThat(this.store.find("w1")).contains(next);
	}

	@Test
	void replaceOfOutdatedRecordDoesNothing() {
		this.store.insert(this.workspace);
		Workspace next = this.workspace.stopped(Instant.EPOCH);
		this.store.replace(this.workspace, next);
		assertThat(this.store.replace(this.workspace, this.workspace.failed("late", null, Instant.EPOCH))).isFalse();
		assertThat(this.store.find("w1")).contains(next);
	}

	@Test
	void replaceOfUnknownRecordDoesNothing() {
		assertThat(this.store.replace(this.workspace, this.workspace.stopped(Instant.EPOCH))).isFalse();
		assertThat(this.store.findAll()).isEmpty();
	}

	@Test
	void replaceGoesByVersion() {
		this.store.insert(this.workspace);
		Workspace sameVersion = new Workspace("w1", this.workspace.request(), WorkspaceState.FAILED, "read elsewhere",
				null, null, Instant.EPOCH, Instant.EPOCH, 1, this.workspace.version());
		assertThat(this.store.replace(sameVersion, this.workspace.stopped(Instant.EPOCH))).isTrue();
	}

	@Test
	void findAllReturnsOldestFirst() {
		this.store.insert(workspace("b", Instant.ofEpochSecond(2)));
		this.store.insert(workspace("d", Instant.ofEpochSecond(1)));
		this.store.insert(workspace("a", Instant.ofEpochSecond(3)));
		this.store.insert(workspace("c", Instant.ofEpochSecond(2)));
		assertThat(this.store.findAll()).extracting(Workspace::id).containsExactly("d", "b", "c", "a");
	}

	@Test
	void onlyOneOfConcurrentReplacesWins() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			this.store.insert(this.workspace);
			Callable<Integer> replacing = () -> replaceUntilVersion(5_000);
			long replaced = 0;
			for (Future<Integer> count : threads.invokeAll(Collections.nCopies(4, replacing), 60, TimeUnit.SECONDS)) {
				replaced += count.get();
			}
			assertThat(this.store.find("w1")).get().extracting(Workspace::version).isEqualTo(replaced);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private int replaceUntilVersion(long version) {
		int replaced = 0;
		Workspace current = this.workspace;
		while (current.version() < version) {
			if (this.store.replace(current, current.stopped(Instant.EPOCH))) {
				replaced++;
			}
			current = this.store.find("w1").orElseThrow();
		}
		return replaced;
	}

	private static Workspace workspace(String id, Instant createdAt) {
		return new Workspace(id, WorkspaceRequest.named("demo").build(), WorkspaceState.PROVISIONING, null, null, null,
				createdAt, createdAt, 1, 0);
	}

}
