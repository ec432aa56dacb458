package io.provisionhook.workspace;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.testsupport.LogCapture;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkspaceHandler}: a thousand workspaces at once, half of them with a
 * mutator that misbehaves.
 */
@Timeout(300)
class ThousandWorkspacesTests {

	@RegisterExtension
	final LogCapture log = new LogCapture();

	private final Set<Thread> threadsBefore = threads();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final MisbehavingMutators mutators = new MisbehavingMutators();

	private final Registry registry = this.mutators.registry();

	private final WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime)
		.secretSource(new FixedSecrets(Map.of("GLOBAL_TOKEN", MisbehavingMutators.SECRET + "global"), Map.of()))
		.timeout(Duration.ofMinutes(1))
		.concurrency(200)
		.clock(this.mutators::clock)
		.build();

	@AfterEach
	void closeHandler() {
		this.mutators.release();
		this.handler.close();
	}

	@Test
	void eachEndsInItsRightStateAndNothingIsLeft() throws InterruptedException {
		this.handler.setEnvMutators(this.registry);
		createAndStop();
		Await.patiently()
			.pollInterval(Duration.ofMillis(50))
			.until(() -> this.handler.list(WorkspaceQuery.newest(1000))
				.workspaces()
				.stream()
				.noneMatch((workspace) -> workspace.state() == WorkspaceState.PROVISIONING));
		Await.patiently().until(() -> this.registry.abandonedThreads() == Misbehaviour.DEAF.count());
		assertThatEachEndedAsItShould();
		this.mutators.release();
		Await.patiently().until(() -> this.registry.abandonedThreads() == 0);
		assertThatEachEndedAsItShould();
		assertThatOnlyTheRunningWereStarted();
		assertThatNothingIsLeft();
	}

	private void createAndStop() {
		List<Workspace> toBeStopped = new ArrayList<>();
		for (WorkspaceRequest request : requests()) {
			Workspace workspace = this.handler.create(request);
			if (Misbehaviour.of(request).state() == WorkspaceState.STOPPED) {
				toBeStopped.add(workspace);
			}
		}
		for (int i = 0; i < toBeStopped.size(); i++) {
			Workspace workspace = toBeStopped.get(i);
			boolean atOnce = i % 2 == 0;
			if (!atOnce) {
				this.mutators.awaitTurnOfSlow(workspace);
			}
			assertThat(this.handler.stop(workspace.id()).state()).isEqualTo(WorkspaceState.STOPPED);
		}
	}

	private static List<WorkspaceRequest> requests() {
		List<WorkspaceRequest> requests = new ArrayList<>();
		for (Misbehaviour misbehaviour : Misbehaviour.values()) {
			requests.addAll(Collections.nCopies(misbehaviour.count(), misbehaviour.request()));
		}
		Collections.shuffle(requests, new Random(42));
		return requests;
	}

	private void assertThatEachEndedAsItShould() {
		Map<Misbehaviour, Set<String>> ends = new EnumMap<>(Misbehaviour.class);
		for (Workspace workspace : this.handler.list(WorkspaceQuery.newest(1000)).workspaces()) {
			assertThat(workspace.toString()).doesNotContain(MisbehavingMutators.SECRET);
			ends.computeIfAbsent(Misbehaviour.of(workspace.request()), (key) -> new TreeSet<>())
				.add(workspace.state() + " " + workspace.lastSampleError() + " " + skipped(workspace));
		}
		assertThat(ends).hasSize(Misbehaviour.values().length)
			.allSatisfy((misbehaviour, end) -> assertThat(end).containsExactly(misbehaviour.state() + " "
					+ misbehaviour.error() + " " + ((misbehaviour == Misbehaviour.SKIPPED) ? "[skipped]" : "[]")));
	}

	private static List<String> skipped(Workspace workspace) {
		List<MutatorReport> mutators = (workspace.report() != null) ? workspace.report().mutators() : List.of();
		return mutators.stream()
			.filter((mutator) -> mutator.outcome() == MutatorOutcome.SKIPPED)
			.map(MutatorReport::name)
			.toList();
	}

	private void assertThatOnlyTheRunningWereStarted() {
		assertThat(this.handler.list(WorkspaceQuery.newest(1000)).workspaces()).hasSize(1000);
		assertThat(this.runtime.events).hasSize(566).containsOnly("start demo");
		assertThat(this.runtime.launches).extracting(WorkspaceLaunch::workspaceId)
			.containsExactlyInAnyOrderElementsOf(this.handler.list(WorkspaceQuery.newest(1000))
				.workspaces()
				.stream()
				.filter((workspace) -> workspace.state() == WorkspaceState.RUNNING)
				.map(Workspace::id)
				.toList());
		assertThat(this.runtime.launches)
			.allSatisfy((launch) -> assertThat(launch.environment()).containsEntry("FIRST", launch.workspaceId())
				.containsEntry("LAST", launch.workspaceId())
				.containsEntry("FETCHED", MisbehavingMutators.SECRET + launch.workspaceId())
				.containsEntry("GLOBAL_TOKEN", MisbehavingMutators.SECRET + "global")
				.containsEntry("GIT_AUTHOR_NAME", "demo")
				.hasSize(8));
		assertThat(this.mutators.acceptedLateWrites()).isZero();
	}

	private void assertThatNothingIsLeft() throws InterruptedException {
		Await.patiently().pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
			System.gc();
			assertThat(this.mutators.retained()).isZero();
		});
		this.handler.close();
		this.mutators.awaitThreads();
		Await.patiently()
			.pollInterval(Duration.ofMillis(100))
			.untilAsserted(() -> assertThat(threads()).isSubsetOf(this.threadsBefore));
	}

	private static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("provisionhook"))
			.collect(Collectors.toSet());
	}

}
