package io.provisionhook.workspace;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkspaceListener}.
 */
@Timeout(300)
class WorkspaceListenerTests {

	@RegisterExtension
	private final LogCapture log = new LogCapture();

	private final WorkspaceRequest request = WorkspaceRequest.named("demo").build();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final CountDownLatch release = new CountDownLatch(1);

	private final List<Workspace> changes = new CopyOnWriteArrayList<>();

	@Test
	void listenerIsCalledForEveryChange() {
		try (WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime).listener(this.changes::add).build()) {
			Workspace running = createAndAwait(handler, 2);
			handler.stop(running.id());
			handler.restart(running.id());
			awaitChanges(5);
			Await.settled(handler, running);
			this.runtime.exit(running.id(), 3);
			awaitChanges(6);
			assertThat(this.changes.get(5)).isEqualTo(handler.get(running.id()));
		}
		assertThat(this.changes).extracting(Workspace::state)
			.containsExactly(WorkspaceState.PROVISIONING, WorkspaceState.RUNNING, WorkspaceState.STOPPED,
					WorkspaceState.PROVISIONING, WorkspaceState.RUNNING, WorkspaceState.FAILED);
		assertThat(this.changes).extracting(Workspace::version).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
	}

	@Test
	void listenerIsCalledForFailure() {
		this.runtime.startFailure = new IOException("boom");
		try (WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime).listener(this.changes::add).build()) {
			createAndAwait(handler, 2);
		}
		assertThat(this.changes).extracting(Workspace::lastSampleError).containsExactly(null, "start: boom");
	}

	@Test
	void listenerIsCalledAfterRecordWasStored() {
		InMemoryWorkspaceStore store = new InMemoryWorkspaceStore();
		List<Boolean> stored = new CopyOnWriteArrayList<>();
		try (WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime)
			.store(store)
			.listener((workspace) -> stored.add(store.find(WorkspaceQuery.newest(1000)).contains(workspace)))
			.listener(this.changes::add)
			.build()) {
			createAndAwait(handler, 2);
		}
		assertThat(stored).containsExactly(true, true);
	}

	static Stream<WorkspaceListener> failingListeners() {
		return Stream.of((workspace) -> {
			throw new IllegalStateException("boom");
		}, (workspace) -> {
			throw new NoClassDefFoundError("boom");
		}, (workspace) -> {
			throw new AssertionError("boom");
		}, (workspace) -> {
			throw new StackOverflowError("boom");
		});
	}

	@ParameterizedTest
	@MethodSource("failingListeners")
	void listenerThatThrowsChangesNothing(WorkspaceListener failing) {
		try (WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime)
			.listener(failing)
			.listener(this.changes::add)
			.build()) {
			Workspace running = createAndAwait(handler, 2);
			assertThat(handler.get(running.id()).state()).isEqualTo(WorkspaceState.RUNNING);
			assertThat(handler.stop(running.id()).state()).isEqualTo(WorkspaceState.STOPPED);
		}
		assertThat(this.runtime.events).containsExactly("start demo", "stop");
		assertThat(this.changes).hasSize(3);
		assertThat(this.log.lines()).hasSize(3)
			.allSatisfy((line) -> assertThat(line)
				.startsWith("WARNING: Listener " + failing.getClass().getName() + " failed with java.lang."));
	}

	@Test
	void listenerThatHangsDelaysNeitherCreateNorOtherListeners() {
		WorkspaceListener hanging = (workspace) -> Await.latchIgnoringInterruption(this.release);
		try (WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime)
			.listener(hanging)
			.listener(this.changes::add)
			.concurrency(1)
			.build()) {
			Workspace first = handler.create(this.request);
			assertThat(Await.settled(handler, first).state()).isEqualTo(WorkspaceState.RUNNING);
			Workspace second = handler.create(this.request);
			assertThat(Await.settled(handler, second).state()).isEqualTo(WorkspaceState.RUNNING);
			assertThat(handler.stop(first.id()).state()).isEqualTo(WorkspaceState.STOPPED);
			awaitChanges(5);
		}
		// Closed although it hangs
		this.release.countDown();
	}

	@Test
	void listenerThatHangsOnOneWorkspaceGetsAnotherInOrder() {
		List<Workspace> received = new CopyOnWriteArrayList<>();
		AtomicReference<String> stuck = new AtomicReference<>("");
		try (WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime).listener((workspace) -> {
			if (stuck.compareAndSet("", workspace.id())) {
				Await.latchIgnoringInterruption(this.release);
			}
			received.add(workspace);
		}).build()) {
			Workspace first = handler.create(this.request);
			Workspace second = handler.create(this.request);
			for (Workspace workspace : List.of(first, second)) {
				Await.settled(handler, workspace);
				handler.stop(workspace.id());
				Await.settled(handler, handler.restart(workspace.id()));
			}
			Await.patiently().until(() -> received.size() == 5);
			assertThat(received).extracting(Workspace::id).containsOnly(second.id());
			assertThat(received).extracting(Workspace::version).containsExactly(0L, 1L, 2L, 3L, 4L);
			this.release.countDown();
			Await.patiently().until(() -> received.size() == 10);
			assertThat(received.subList(5, 10)).extracting(Workspace::id).containsOnly(first.id());
			assertThat(received.subList(5, 10)).extracting(Workspace::version).containsExactly(0L, 1L, 2L, 3L, 4L);
		}
	}

	@Test
	void listenerThatChangesItsWorkspaceIsCalledForThatNext() {
		AtomicReference<WorkspaceHandler> handler = new AtomicReference<>();
		try (WorkspaceHandler closed = WorkspaceHandler.builder(this.runtime).listener((workspace) -> {
			if (workspace.state() == WorkspaceState.RUNNING) {
				handler.get().stop(workspace.id());
			}
			this.changes.add(workspace);
		}).build()) {
			handler.set(closed);
			closed.create(this.request);
			awaitChanges(3);
		}
		assertThat(this.changes).extracting(Workspace::version).containsExactly(0L, 1L, 2L);
	}

	@Test
	void listenerWhenLaterRecordIsWrittenFirstIsCalledInOrder() {
		HookedStore store = new HookedStore();
		try (WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime)
			.store(store)
			.listener(this.changes::add)
			.build()) {
			store.afterReplace = (next) -> {
				if (next.state() == WorkspaceState.RUNNING) {
					this.runtime.exit(next.id(), 3);
				}
			};
			Workspace workspace = handler.create(this.request);
			Await.inState(handler, workspace, WorkspaceState.FAILED);
			awaitChanges(3);
		}
		assertThat(this.changes).extracting(Workspace::state)
			.containsExactly(WorkspaceState.PROVISIONING, WorkspaceState.RUNNING, WorkspaceState.FAILED);
	}

	private Workspace createAndAwait(WorkspaceHandler handler, int count) {
		Workspace workspace = handler.create(this.request);
		awaitChanges(count);
		return workspace;
	}

	private void awaitChanges(int count) {
		Await.patiently().until(() -> this.changes.size() == count);
	}

}
