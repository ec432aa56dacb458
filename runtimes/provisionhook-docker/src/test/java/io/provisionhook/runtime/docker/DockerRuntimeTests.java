package io.provisionhook.runtime.docker;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.github.dockerjava.api.model.Container;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;
import io.provisionhook.workspace.runtime.WorkspaceExit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DockerRuntime}: what is started, how it ends and what is left of it.
 */
@Timeout(300)
@ExtendWith(DockerEngineExtension.class)
class DockerRuntimeTests {

	private final DockerEngine engine;

	DockerRuntimeTests(DockerEngine engine) {
		this.engine = engine;
	}

	@Test
	void startReportsExitCode() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, "exit 3").build()) {
			assertThat(Dockers.run(runtime, Dockers.launch("w1"))).isEqualTo(3);
			assertThat(runtime.isRunning("w1")).isFalse();
		}
	}

	@Test
	void stopAsksContainerToEnd() throws Exception {
		String script = "trap 'echo asked; exit 7' TERM; echo up; while :; do sleep 0.1; done";
		try (DockerRuntime runtime = Dockers.shell(this.engine, script).build()) {
			CompletionStage<WorkspaceExit> exit = runtime.start(Dockers.launch("w1"));
			Dockers.patiently().until(() -> Dockers.output(runtime, "w1"), "up\n"::equals);
			assertThat(runtime.isRunning("w1")).isTrue();
			runtime.stop("w1", 1);
			assertThat(runtime.isRunning("w1")).isFalse();
			assertThat(Dockers.code(exit)).isEqualTo(7);
			assertThat(Dockers.output(runtime, "w1")).isEqualTo("up\nasked\n");
			runtime.stop("w1", 1);
		}
	}

	@Test
	void stopKillsContainerThatIgnoresBeingAsked() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, "trap '' TERM; echo up; while :; do sleep 0.1; done")
			.build()) {
			CompletionStage<WorkspaceExit> exit = runtime.start(Dockers.launch("w1"));
			Dockers.patiently().until(() -> Dockers.output(runtime, "w1"), "up\n"::equals);
			runtime.stop("w1", 1);
			assertThat(runtime.isRunning("w1")).isFalse();
			assertThat(Dockers.code(exit)).isEqualTo(137);
		}
	}

	@Test
	void startRefusesWorkspaceThatIsRunning() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, Dockers.SLEEP).build()) {
			CompletionStage<WorkspaceExit> exit = runtime.start(Dockers.launch("w1"));
			assertThatExceptionOfType(DockerEngineException.class).isThrownBy(() -> runtime.start(Dockers.launch("w1")))
				.withMessage("workspace 'w1' is running already, in container provisionhook-w1");
			assertThat(runtime.isRunning("w1")).isTrue();
			assertThat(exit.toCompletableFuture()).isNotDone();
			assertThat(this.engine.containers()).hasSize(1);
		}
	}

	@Test
	void startReplacesContainerThatHasEnded() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, "echo $RUN; exit $RUN").build()) {
			assertThat(Dockers.run(runtime, Dockers.launch("w1", Map.of("RUN", "1")))).isEqualTo(1);
			assertThat(Dockers.run(runtime, Dockers.launch("w1", Map.of("RUN", "2")))).isEqualTo(2);
			assertThat(Dockers.output(runtime, "w1")).isEqualTo("2\n");
			assertThat(this.engine.containers()).hasSize(1);
		}
	}

	@Test
	void startLeavesContainerOfSomebodyElseAlone() throws Exception {
		String id = this.engine.client()
			.createContainerCmd(this.engine.images().busybox())
			.withName("provisionhook-w1")
			.withLabels(Map.of("io.provisionhook.owner", this.engine.owner() + "-other"))
			.exec()
			.getId();
		try (DockerRuntime runtime = Dockers.shell(this.engine, "exit 0").build()) {
			assertThatExceptionOfType(DockerEngineException.class).isThrownBy(() -> runtime.start(Dockers.launch("w1")))
				.withMessage("the name provisionhook-w1 is taken by container " + id
						+ ", which is not ours; remove or rename that");
			runtime.remove("w1", 1);
		}
		assertThat(this.engine.containers()).extracting(Container::getId).containsExactly(id);
	}

	@RepeatedTest(5)
	void onlyOneOfTwoHostsStartsWorkspace() throws Exception {
		try (DockerRuntime one = Dockers.shell(this.engine, Dockers.SLEEP).build();
				DockerRuntime two = Dockers.shell(this.engine, Dockers.SLEEP).build()) {
			CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(() -> starts(one));
			CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(() -> starts(two));
			assertThat(List.of(first.get(120, TimeUnit.SECONDS), second.get(30, TimeUnit.SECONDS)))
				.containsExactlyInAnyOrder(true, false);
			assertThat(this.engine.containers()).hasSize(1);
			assertThat(one.isRunning("w1")).isTrue();
		}
	}

	@Test
	void containerThatSomebodyHasJustStartedIsNotMadeRoomOf() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, Dockers.SLEEP).build();
				EngineCallExecutor calls = new EngineCallExecutor(new EngineExceptionTranslator(this.engine.host()),
						Duration.ofSeconds(30))) {
			runtime.start(Dockers.launch("w1"));
			ContainerClient containers = new ContainerClient(calls, this.engine.client(),
					new ContainerLabels(this.engine.owner()));
			String id = containers.find("w1").orElseThrow().id();
			assertThat(containers.removeUnlessRunning(id)).isFalse();
			assertThat(runtime.isRunning("w1")).isTrue();
			runtime.stop("w1", 1);
			assertThat(containers.removeUnlessRunning(id)).isTrue();
			assertThat(containers.removeUnlessRunning(id)).isTrue();
			assertThat(this.engine.containers()).isEmpty();
		}
	}

	private static boolean starts(DockerRuntime runtime) {
		try {
			runtime.start(Dockers.launch("w1", Map.of("KEY", "secret-key"), "KEY"));
			return true;
		}
		catch (DockerEngineException | InterruptedException ex) {
			return false;
		}
	}

	@Test
	void containerThatIsRemovedByForceEndsAsKilled() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, Dockers.SLEEP).build()) {
			CompletionStage<WorkspaceExit> exit = runtime.start(Dockers.launch("w1"));
			this.engine.removeContainers();
			assertThat(Dockers.code(exit)).isEqualTo(137);
			assertThat(runtime.isRunning("w1")).isFalse();
			assertThat(Dockers.output(runtime, "w1")).isEmpty();
		}
	}

	@Test
	void startRemovesEndedContainersBeyondThoseThatAreKept() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, "exit 0").retainedContainers(2).build();
				DockerRuntime other = Dockers.shell(this.engine, Dockers.SLEEP).build()) {
			other.start(Dockers.launch("running"));
			for (String id : List.of("w1", "w2", "w3", "w4")) {
				Dockers.run(runtime, Dockers.launch(id));
			}
			Dockers.patiently()
				.untilAsserted(() -> assertThat(runtime.workspaceIds()).containsExactlyInAnyOrder("running", "w2", "w3",
						"w4"));
		}
	}

	@Test
	void callersCanNotEndWorkspaceForOthers() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, "read line; exit 3").build()) {
			CompletionStage<WorkspaceExit> exit = runtime.start(Dockers.launch("w1"));
			exit.toCompletableFuture().complete(new WorkspaceExit(0));
			assertThat(Dockers.code(exit)).isEqualTo(3);
		}
	}

	@Test
	void slowListenerDelaysNobodyElse() throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		try (DockerRuntime runtime = Dockers.shell(this.engine, "exit 3").build()) {
			CompletionStage<Void> slow = runtime.start(Dockers.launch("w1")).thenAccept((exit) -> await(end));
			assertThat(Dockers.run(runtime, Dockers.launch("w2"))).isEqualTo(3);
			assertThat(slow.toCompletableFuture()).isNotDone();
			end.countDown();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void interruptedStartLeavesNothing() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, Dockers.SLEEP).build()) {
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> runtime.start(Dockers.launch("w1")));
			assertThat(Thread.interrupted()).isFalse();
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(() -> runtime.log("w1"))
				.withMessage("interrupted while the log was read");
			assertThat(Thread.interrupted()).isTrue();
		}
		assertThat(this.engine.containers()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(SecretDelivery.class)
	@ExtendWith(OutputCaptureExtension.class)
	void startThatIsInterruptedHalfwayLeavesNothing(SecretDelivery delivery, CapturedOutput output) throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, Dockers.SLEEP).secrets(delivery).build()) {
			for (int i = 0; i < 10; i++) {
				CompletableFuture<Boolean> started = new CompletableFuture<>();
				Thread caller = new Thread(() -> started.complete(starts(runtime)));
				caller.start();
				Dockers.patiently().until(this.engine::containers, (containers) -> !containers.isEmpty());
				caller.interrupt();
				boolean running = started.get(120, TimeUnit.SECONDS);
				assertThat(this.engine.containers().isEmpty()).isEqualTo(!running);
				runtime.remove("w1", 1);
			}
		}
		// The client prints a stack trace if its connection is closed while it sends
		Dockers.patiently()
			.until(() -> Dockers.threads("docker-java-httpclient5-hijacking-stream-"), (count) -> count == 0);
		assertThat(output).doesNotContain("secret-key");
	}

	@Test
	void unknownWorkspaceIsNotRunningAndHasNoLog() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, "exit 0").build()) {
			runtime.stop("w9", 1);
			assertThat(runtime.isRunning("w9")).isFalse();
			assertThat(runtime.log("w9")).isEmpty();
		}
	}

}
