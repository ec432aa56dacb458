package io.provisionhook.runtime.docker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.github.dockerjava.api.command.CreateContainerCmd;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.runtime.docker.test.EngineEvents;
import io.provisionhook.runtime.docker.test.OwnDockerEngine;
import io.provisionhook.testsupport.LogCapture;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DockerRuntime}: an engine that is stopped, killed or stuck while
 * containers run.
 */
@Timeout(300)
class EngineOutageTests {

	private static final String UNTIL_STOPPED = "trap 'exit 7' TERM; echo up; while :; do sleep 0.1; done";

	@TempDir
	private static Path directory;

	private static OwnDockerEngine engine;

	@RegisterExtension
	final LogCapture warnings = new LogCapture();

	private final ManualDeadlines deadlines = new ManualDeadlines();

	@BeforeAll
	static void startEngine() {
		engine = OwnDockerEngine.start(directory);
	}

	@AfterEach
	void resetEngine() {
		engine.reset();
	}

	@AfterAll
	static void stopEngine() {
		if (engine != null) {
			engine.close();
		}
	}

	@Test
	void containerThatEndsWithTheEngineIsNoticedWhenThatIsBack() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(engine, UNTIL_STOPPED).build()) {
			CompletionStage<WorkspaceExit> exit = start(runtime, "w1");
			engine.stop();
			engine.startAgain();
			assertThat(Dockers.code(exit)).isEqualTo(7);
			assertThat(runtime.isRunning("w1")).isFalse();
			assertThat(Dockers.output(runtime, "w1")).isEqualTo("up\n");
			CompletionStage<WorkspaceExit> next = start(runtime, "w1");
			runtime.stop("w1", 1);
			assertThat(Dockers.code(next)).isEqualTo(7);
		}
	}

	@Test
	void containerOfKilledEngineIsNoticedWhenThatIsBack() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(engine, UNTIL_STOPPED).build()) {
			List<CompletionStage<WorkspaceExit>> exits = List.of(start(runtime, "w1"), start(runtime, "w2"));
			engine.kill();
			assertThatExceptionOfType(DockerEngineException.class).isThrownBy(() -> runtime.stop("w1", 1))
				.withMessage("the Docker engine at " + engine.host() + " can't be reached: Connection refused; is it "
						+ "running, and may this user talk to it?");
			assertThat(runtime.isRunning("w1")).as("nobody knows better").isTrue();
			awaitWarning("Ends of workspaces will be noticed later: ");
			engine.startAgain();
			for (CompletionStage<WorkspaceExit> exit : exits) {
				assertThat(Dockers.code(exit)).isEqualTo(7);
			}
		}
	}

	@Test
	void containerThatOutlivesItsEngineIsStillWatched() throws Exception {
		engine.setLiveRestore(true);
		try (DockerRuntime runtime = Dockers.shell(engine, UNTIL_STOPPED).build()) {
			CompletionStage<WorkspaceExit> exit = start(runtime, "w1");
			engine.kill();
			awaitWarning("Ends of workspaces will be noticed later: ");
			engine.startAgain();
			Dockers.patiently()
				.until(() -> engine.client().infoCmd().exec().getNEventsListener(), (count) -> count == 1);
			assertThat(runtime.isRunning("w1")).isTrue();
			assertThat(exit.toCompletableFuture()).isNotDone();
			runtime.stop("w1", 1);
			assertThat(Dockers.code(exit)).isEqualTo(7);
		}
	}

	@Test
	void engineThatIsStuckKeepsNobodyWaitingForEver() throws Exception {
		DockerRuntime.Builder builder = Dockers.shell(engine, UNTIL_STOPPED).responseTimeout(Duration.ofSeconds(2));
		builder.waitStrategy = this.deadlines;
		try (DockerRuntime runtime = builder.build()) {
			start(runtime, "w1");
			engine.freeze();
			this.deadlines.pass();
			try {
				assertThatExceptionOfType(DockerEngineException.class)
					.isThrownBy(() -> runtime.start(Dockers.launch("w2")))
					.withMessage("the Docker engine at " + engine.host() + " did not look for image \""
							+ "provisionhook-test/busybox:1\" within 2000 ms; is it overloaded or stuck?");
				assertThatExceptionOfType(DockerEngineException.class).isThrownBy(() -> runtime.log("w1"))
					.withMessageContaining("did not look for the container of workspace w1 within 2000 ms");
				assertThat(runtime.isRunning("w1")).isTrue();
			}
			finally {
				this.deadlines.stop();
				engine.thaw();
			}
			assertThat(Dockers.output(runtime, "w1")).isEqualTo("up\n");
		}
	}

	@Test
	void containerThatIsCreatedLaterThanWaitedForIsRemoved() {
		try (EngineCallExecutor calls = new EngineCallExecutor(new EngineExceptionTranslator(engine.host()),
				Duration.ofSeconds(1), this.deadlines)) {
			ContainerLabels labels = new ContainerLabels(engine.owner());
			ContainerClient containers = new ContainerClient(calls, engine.client(), labels);
			ContainerRedactors redactors = new ContainerRedactors(calls, engine.client());
			CreateContainerCmd command = engine.client()
				.createContainerCmd(engine.images().busybox())
				.withLabels(
						labels.of(new WorkspaceLaunch("w1", WorkspaceRequest.named("demo").build(), Map.of(), Set.of()),
								"launch-1", Map.of()))
				.withName("provisionhook-w1");
			try (ContainerTracker tracker = new ContainerTracker(calls, engine.client(), labels, containers, redactors,
					200, Dockers.PAUSE); EngineEvents events = engine.record()) {
				engine.freeze();
				this.deadlines.pass();
				ContainerTracker.TrackedContainer container = tracker.track("w1", "launch-1");
				assertThatExceptionOfType(DockerEngineException.class)
					.isThrownBy(() -> containers.create(command, (id) -> tracker.onCreated(container, id)))
					.withMessage("the Docker engine at " + engine.host()
							+ " did not create container provisionhook-w1 within 1000 ms; is it overloaded or stuck?");
				tracker.abandon(container);
				this.deadlines.stop();
				engine.thaw();
				Dockers.patiently().until(events::ofContainers, List.of("create", "destroy")::equals);
			}
			finally {
				this.deadlines.stop();
				engine.thaw();
			}
		}
	}

	@Test
	void containerThatRunsAlthoughItsStartFailedIsRemovedWhenTheEngineIsBack() throws Exception {
		engine.setLiveRestore(true);
		try (EngineCallExecutor calls = new EngineCallExecutor(new EngineExceptionTranslator(engine.host()),
				Duration.ofSeconds(30))) {
			ContainerLabels labels = new ContainerLabels(engine.owner());
			ContainerClient containers = new ContainerClient(calls, engine.client(), labels);
			CompletableFuture<ProcessHandle> process = new CompletableFuture<>();
			SecretDeliveryStrategy delivery = (launch, settings, image, command) -> (id) -> {
				containers.start(id);
				process.complete(processOf(id));
				engine.kill();
				throw new DockerEngineException("the engine has gone");
			};
			ContainerSettings settings = Dockers.settings(engine, Dockers.SLEEP).network("host").build();
			ContainerImage image = new ContainerImage(settings.requiredImage(), Map.of(), List.of(), List.of());
			ContainerRedactors redactors = new ContainerRedactors(calls, engine.client());
			try (ContainerTracker tracker = new ContainerTracker(calls, engine.client(), labels, containers, redactors,
					200, Dockers.PAUSE)) {
				ContainerStarter starter = new ContainerStarter(containers,
						new CreateCommandFactory(engine.client(), labels, null), delivery, redactors, tracker);
				assertThatExceptionOfType(DockerEngineException.class)
					.isThrownBy(() -> starter.start(Dockers.launch("w1"), settings, image))
					.withMessage("the engine has gone");
				assertThat(process.get(120, TimeUnit.SECONDS).isAlive()).isTrue();
				awaitWarning("of workspace w1 was not started and can't be removed yet: ");
				awaitWarning("Ends of workspaces will be noticed later: ");
				engine.startAgain();
				Dockers.patiently().until(() -> containers.find("w1").isEmpty());
				assertThat(process.get().isAlive()).isFalse();
			}
		}
	}

	private void awaitWarning(String part) {
		Dockers.patiently()
			.until(this.warnings::lines, (lines) -> lines.stream().anyMatch((line) -> line.contains(part)));
	}

	private static ProcessHandle processOf(String containerId) {
		return Optional.ofNullable(engine.client().inspectContainerCmd(containerId).exec().getState().getPidLong())
			.flatMap(ProcessHandle::of)
			.orElseThrow();
	}

	private static CompletionStage<WorkspaceExit> start(DockerRuntime runtime, String id) throws Exception {
		CompletionStage<WorkspaceExit> exit = runtime.start(Dockers.launch(id));
		Dockers.patiently().until(() -> Dockers.output(runtime, id), "up\n"::equals);
		return exit;
	}

	/**
	 * Deadlines that pass when a test says so.
	 */
	private static final class ManualDeadlines implements EngineCallExecutor.WaitStrategy {

		private volatile boolean pass;

		void pass() {
			this.pass = true;
		}

		void stop() {
			this.pass = false;
		}

		@Override
		public <T extends @Nullable Object> T get(Future<T> answer, Duration timeout)
				throws ExecutionException, InterruptedException, TimeoutException {
			while (true) {
				try {
					return answer.get(20, TimeUnit.MILLISECONDS);
				}
				catch (TimeoutException ex) {
					if (this.pass) {
						throw ex;
					}
				}
			}
		}

	}

}
