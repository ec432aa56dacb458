package io.provisionhook.runtime.docker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import com.github.dockerjava.api.command.CreateContainerCmd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.EngineEvents;
import io.provisionhook.workspace.WorkspaceExit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DockerRuntime}: an engine that is stopped, killed or stuck while
 * containers run.
 */
@Timeout(120)
class EngineOutageTests {

	private static final String UNTIL_STOPPED = "trap 'exit 7' TERM; echo up; while :; do sleep 0.1; done";

	@TempDir
	private Path directory;

	@Test
	void containerThatEndsWithTheEngineIsNoticedWhenThatIsBack() throws Exception {
		try (DockerEngine engine = DockerEngine.start(this.directory);
				DockerRuntime runtime = Dockers.shell(engine, UNTIL_STOPPED).build()) {
			CompletionStage<WorkspaceExit> exit = start(runtime, "w1");
			engine.stop();
			engine.startAgain();
			assertThat(Dockers.code(exit)).isEqualTo(7);
			assertThat(runtime.isRunning("w1")).isFalse();
			assertThat(Dockers.output(runtime, "w1")).isEqualTo("up\n");
			CompletionStage<WorkspaceExit> next = start(runtime, "w1");
			runtime.stop("w1");
			assertThat(Dockers.code(next)).isEqualTo(7);
		}
	}

	@Test
	void containerOfKilledEngineIsNoticedWhenThatIsBack() throws Exception {
		try (DockerEngine engine = DockerEngine.start(this.directory);
				DockerRuntime runtime = Dockers.shell(engine, UNTIL_STOPPED).build()) {
			List<CompletionStage<WorkspaceExit>> exits = List.of(start(runtime, "w1"), start(runtime, "w2"));
			engine.kill();
			assertThatExceptionOfType(DockerEngineException.class).isThrownBy(() -> runtime.stop("w1"))
				.withMessage("the Docker engine at " + engine.host() + " can't be reached: Connection refused; is it "
						+ "running, and may this user talk to it?");
			assertThat(runtime.isRunning("w1")).as("nobody knows better").isTrue();
			engine.startAgain();
			for (CompletionStage<WorkspaceExit> exit : exits) {
				assertThat(Dockers.code(exit)).isEqualTo(7);
			}
		}
	}

	@Test
	void containerThatOutlivesItsEngineIsStillWatched() throws Exception {
		try (DockerEngine engine = DockerEngine.start(this.directory, "--live-restore");
				DockerRuntime runtime = Dockers.shell(engine, UNTIL_STOPPED).build()) {
			CompletionStage<WorkspaceExit> exit = start(runtime, "w1");
			engine.kill();
			engine.startAgain();
			Dockers.patiently()
				.until(() -> engine.client().infoCmd().exec().getNEventsListener(), (count) -> count == 1);
			assertThat(runtime.isRunning("w1")).isTrue();
			assertThat(exit.toCompletableFuture()).isNotDone();
			runtime.stop("w1");
			assertThat(Dockers.code(exit)).isEqualTo(7);
		}
	}

	@Test
	void engineThatIsStuckKeepsNobodyWaitingForEver() throws Exception {
		try (DockerEngine engine = DockerEngine.start(this.directory);
				DockerRuntime runtime = Dockers.shell(engine, UNTIL_STOPPED)
					.responseTimeout(Duration.ofSeconds(2))
					.build()) {
			start(runtime, "w1");
			engine.freeze();
			try {
				assertThatExceptionOfType(DockerEngineException.class)
					.isThrownBy(() -> runtime.start(Dockers.launch("w2")))
					.withMessage("the Docker engine at " + engine.host() + " did not look for image \""
							+ "provisionhook-test/busybox:1\" within 2000 ms; is it overloaded or stuck?");
				assertThatExceptionOfType(DockerEngineException.class).isThrownBy(() -> runtime.log("w1"))
					.withMessageContaining("did not look at container provisionhook-w1 within 2000 ms");
				assertThat(runtime.isRunning("w1")).isTrue();
			}
			finally {
				engine.thaw();
			}
			assertThat(Dockers.output(runtime, "w1")).isEqualTo("up\n");
		}
	}

	@Test
	void containerThatIsCreatedLaterThanWaitedForIsRemoved() {
		try (DockerEngine engine = DockerEngine.start(this.directory);
				EngineCalls calls = new EngineCalls(new EngineErrors(engine.host()), Duration.ofSeconds(1))) {
			Containers containers = new Containers(calls, engine.client(), new ContainerLabels("test"));
			ExitWatch watch = new ExitWatch(calls, engine.client(), new ContainerLabels("test"), containers, (id) -> {
			});
			CreateContainerCmd command = engine.client()
				.createContainerCmd(engine.images().busybox())
				.withName("provisionhook-w1");
			try (EngineEvents events = engine.record()) {
				engine.freeze();
				assertThatExceptionOfType(DockerEngineException.class)
					.isThrownBy(() -> containers.create(command, (id) -> watch.abandon(id, "w1")))
					.withMessage("the Docker engine at " + engine.host()
							+ " did not create container provisionhook-w1 within 1000 ms; is it overloaded or stuck?");
				engine.thaw();
				Dockers.patiently().until(events::ofContainers, List.of("create", "destroy")::equals);
			}
			finally {
				engine.thaw();
			}
		}
	}

	@Test
	void containerThatRunsAlthoughItsStartFailedIsRemovedWhenTheEngineIsBack() throws Exception {
		try (DockerEngine engine = DockerEngine.start(this.directory, "--live-restore");
				EngineCalls calls = new EngineCalls(new EngineErrors(engine.host()), Duration.ofSeconds(30))) {
			ContainerLabels labels = new ContainerLabels("provisionhook");
			Containers containers = new Containers(calls, engine.client(), labels);
			CompletableFuture<ProcessHandle> process = new CompletableFuture<>();
			SecretHandover handover = (launch, settings, image, command) -> (id) -> {
				containers.start(id);
				process.complete(processOf(engine, id));
				engine.kill();
				throw new DockerEngineException("the engine has gone");
			};
			ContainerSettings settings = Dockers.settings(engine, "exec sleep 600").build();
			Image image = new Image(settings.requiredImage(), Map.of(), List.of(), List.of());
			try (ExitWatch watch = new ExitWatch(calls, engine.client(), labels, containers, (id) -> {
			})) {
				ContainerStarter starter = new ContainerStarter(containers,
						new ContainerSpec(engine.client(), labels, null), handover,
						new ContainerSecrets(new ProcessEnvironments(calls, engine.client())), watch,
						new RetainedContainers(containers, 200, calls.threads()));
				assertThatExceptionOfType(DockerEngineException.class)
					.isThrownBy(() -> starter.start(Dockers.launch("w1"), settings, image))
					.withMessage("the engine has gone");
				assertThat(process.get(30, TimeUnit.SECONDS).isAlive()).isTrue();
				engine.startAgain();
				Dockers.patiently().until(() -> containers.find("w1").isEmpty());
				assertThat(process.get().isAlive()).isFalse();
			}
		}
	}

	private static ProcessHandle processOf(DockerEngine engine, String containerId) {
		return Optional.ofNullable(engine.client().inspectContainerCmd(containerId).exec().getState().getPidLong())
			.flatMap(ProcessHandle::of)
			.orElseThrow();
	}

	private static CompletionStage<WorkspaceExit> start(DockerRuntime runtime, String id) throws Exception {
		CompletionStage<WorkspaceExit> exit = runtime.start(Dockers.launch(id));
		Dockers.patiently().until(() -> Dockers.output(runtime, id), "up\n"::equals);
		return exit;
	}

}
