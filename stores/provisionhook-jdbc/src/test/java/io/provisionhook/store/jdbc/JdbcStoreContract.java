package io.provisionhook.store.jdbc;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.store.jdbc.test.TestDatabase;
import io.provisionhook.test.SampleWorkspaces;
import io.provisionhook.test.WorkspaceStoreContract;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.WorkspaceStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Contract of stores in a database, which also have to serve interrupted callers, such as
 * the provisioning of a workspace that is stopped.
 */
@Timeout(120)
abstract class JdbcStoreContract extends WorkspaceStoreContract {

	private static final int THREADS = 4;

	private static final int WRITES = 20;

	private final HikariDataSource dataSource;

	private final String prefix;

	private final WorkspaceStore store;

	JdbcStoreContract(TestDatabase database) {
		this.dataSource = database.connect();
		this.prefix = TestTables.create(this.dataSource);
		this.store = new JdbcWorkspaceStore(this.dataSource, this.prefix);
	}

	@AfterEach
	void close() {
		this.dataSource.close();
	}

	@Override
	protected WorkspaceStore store() {
		return new JdbcWorkspaceStore(this.dataSource, this.prefix);
	}

	@Test
	void interruptedCallerGetsItsResultAndStaysInterrupted() {
		Workspace workspace = SampleWorkspaces.first("w1");
		Workspace running = SampleWorkspaces.next(workspace, WorkspaceState.RUNNING, null);
		try {
			Thread.currentThread().interrupt();
			this.store.insert(workspace);
			assertThat(this.store.replace(workspace, running, null)).isTrue();
			assertThat(this.store.find("w1")).contains(running);
			assertThat(TestTables.all(this.store)).containsExactly(running);
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
		}
		finally {
			Thread.interrupted();
		}
	}

	@Test
	void interruptedWritersLoseNoWrite() throws InterruptedException {
		List<Throwable> failures = new CopyOnWriteArrayList<>();
		List<Thread> writers = IntStream.range(0, THREADS)
			.mapToObj((number) -> new Thread(() -> write("w" + number), "writer-" + number))
			.toList();
		AtomicBoolean done = new AtomicBoolean();
		Thread interrupter = new Thread(() -> {
			while (!done.get()) {
				writers.forEach(Thread::interrupt);
				Thread.onSpinWait();
			}
		});
		writers.forEach((writer) -> writer.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure)));
		writers.forEach(Thread::start);
		interrupter.start();
		for (Thread writer : writers) {
			writer.join();
		}
		done.set(true);
		interrupter.join();
		assertThat(failures).isEmpty();
		assertThat(TestTables.all(store())).hasSize(THREADS)
			.allSatisfy((workspace) -> assertThat(workspace.version()).isEqualTo(WRITES));
	}

	private void write(String id) {
		Workspace workspace = SampleWorkspaces.first(id);
		this.store.insert(workspace);
		for (int version = 1; version <= WRITES; version++) {
			Workspace next = SampleWorkspaces.next(workspace, WorkspaceState.FAILED, version + "x".repeat(20_000));
			assertThat(this.store.replace(workspace, next, null)).isTrue();
			workspace = this.store.find(id).orElseThrow();
			assertThat(workspace).isEqualTo(next);
		}
	}

}
