package io.provisionhook.runtime.docker;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.HostConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;
import io.provisionhook.testsupport.LogCapture;
import io.provisionhook.workspace.runtime.WorkspaceExit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DockerRuntime}: which container is that of a workspace, whatever
 * people do to containers by hand.
 */
@Timeout(300)
@ExtendWith(DockerEngineExtension.class)
class ContainerIdentityTests {

	private static final String SLEEP = "echo up; " + Dockers.SLEEP;

	@RegisterExtension
	final LogCapture warnings = new LogCapture();

	private final DockerEngine engine;

	private final DockerClient client;

	ContainerIdentityTests(DockerEngine engine) {
		this.engine = engine;
		this.client = engine.client();
	}

	@Test
	void containerWhenItWasRenamedIsStillThatOfItsWorkspace() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, SLEEP).build()) {
			CompletionStage<WorkspaceExit> exit = start(runtime, "w1");
			this.client.renameContainerCmd("provisionhook-w1").withName("renamed").exec();
			assertThat(runtime.isRunning("w1")).isTrue();
			assertThat(Dockers.output(runtime, "w1")).isEqualTo("up\n");
			assertThat(runtime.workspaceIds()).containsExactly("w1");
			assertThatExceptionOfType(DockerEngineException.class).isThrownBy(() -> runtime.start(Dockers.launch("w1")))
				.withMessage("workspace 'w1' is running already, in container renamed");
			try (DockerRuntime next = Dockers.shell(this.engine, "exit 0").build()) {
				assertThat(next.adopt("w1", 1, SecretRedactor.of(Set.of()))).isPresent();
			}
			runtime.stop("w1", 1);
			assertThat(Dockers.code(exit)).isEqualTo(143);
			start(runtime, "w1");
			assertThat(this.engine.containers()).extracting(Container::getNames)
				.containsExactly(new String[] { "/provisionhook-w1" });
			this.client.renameContainerCmd("provisionhook-w1").withName("renamed").exec();
			runtime.remove("w1", 1);
			assertThat(this.engine.containers()).isEmpty();
		}
	}

	@Test
	void containerThatHasTheNameOfAnotherIsNotTakenForIt() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, SLEEP).build()) {
			CompletionStage<WorkspaceExit> exit = start(runtime, "w1");
			this.client.renameContainerCmd("provisionhook-w1").withName("provisionhook-w2").exec();
			assertThat(runtime.isRunning("w2")).isFalse();
			runtime.remove("w2", 1);
			assertThatExceptionOfType(DockerEngineException.class).isThrownBy(() -> runtime.start(Dockers.launch("w2")))
				.withMessageMatching("the name provisionhook-w2 is taken by container [0-9a-f]{64}, which is not ours; "
						+ "remove or rename that");
			assertThat(runtime.isRunning("w1")).isTrue();
			assertThat(exit.toCompletableFuture()).isNotDone();
		}
	}

	@Test
	void containerWhenItIsPausedRuns() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, SLEEP).build()) {
			CompletionStage<WorkspaceExit> exit = start(runtime, "w1");
			this.client.pauseContainerCmd("provisionhook-w1").exec();
			assertThat(runtime.isRunning("w1")).isTrue();
			try (DockerRuntime next = Dockers.shell(this.engine, "exit 0").build()) {
				assertThat(next.adopt("w1", 1, SecretRedactor.of(Set.of()))).get()
					.satisfies((adopted) -> assertThat(adopted.toCompletableFuture()).isNotDone());
			}
			assertThat(exit.toCompletableFuture()).isNotDone();
			runtime.stop("w1", 1);
			assertThat(runtime.isRunning("w1")).isFalse();
			assertThat(Dockers.code(exit)).isIn(143, 137);
		}
	}

	@Test
	void containerWhenItIsRestartedByHandHasNotEnded() throws Exception {
		DockerRuntime.Builder builder = Dockers.shell(this.engine, SLEEP);
		builder.reconciliationPause = Duration.ofSeconds(3);
		try (DockerRuntime runtime = builder.build()) {
			CompletionStage<WorkspaceExit> exit = start(runtime, "w1");
			for (int i = 2; i < 4; i++) {
				this.client.restartContainerCmd("provisionhook-w1").withTimeout(1).exec();
				Dockers.patiently().until(() -> Dockers.output(runtime, "w1"), "up\n".repeat(i)::equals);
				assertThat(exit.toCompletableFuture()).isNotDone();
			}
			runtime.stop("w1", 1);
			assertThat(Dockers.code(exit)).isEqualTo(143);
		}
	}

	@Test
	void containerWhenItIsStartedAgainAfterItsEndIsStoppedLikeAnyOther() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, SLEEP).build()) {
			CompletionStage<WorkspaceExit> exit = start(runtime, "w1");
			runtime.stop("w1", 1);
			assertThat(Dockers.code(exit)).isEqualTo(143);
			this.client.startContainerCmd("provisionhook-w1").exec();
			assertThat(runtime.isRunning("w1")).isTrue();
			assertThatExceptionOfType(DockerEngineException.class).isThrownBy(() -> runtime.start(Dockers.launch("w1")))
				.withMessage("workspace 'w1' is running already, in container provisionhook-w1");
			runtime.stop("w1", 1);
			assertThat(runtime.isRunning("w1")).isFalse();
			start(runtime, "w1");
		}
	}

	@Test
	void containerOfAnImageThatWasMadeOfOursIsNotOurs() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, SLEEP).build()) {
			CompletionStage<WorkspaceExit> exit = start(runtime, "w1");
			String image = this.client.commitCmd("provisionhook-w1").withRepository("provisionhook-test/saved").exec();
			String copy = run(image, Map.of());
			assertThat(labels(copy)).as("labels of an image are those of its containers")
				.isEqualTo(labels("provisionhook-w1"));
			stop(copy);
			this.client.startContainerCmd(copy).exec();
			runtime.stop("w1", 1);
			assertThat(Dockers.code(exit)).isEqualTo(143);
			runtime.remove("w1", 1);
			assertOthersAreLeftAlone(runtime, copy);
		}
	}

	@Test
	void workspaceWhoseImageWasMadeOfAnotherOneIsAsAnyOther() throws Exception {
		String image;
		try (DockerRuntime runtime = Dockers.shell(this.engine, SLEEP).secrets(SecretDelivery.FILE).build()) {
			runtime.start(Dockers.launch("w1", Map.of("KEY", "secret-key"), "KEY"));
			image = this.client.commitCmd("provisionhook-w1").withRepository("provisionhook-test/saved").exec();
			runtime.remove("w1", 1);
		}
		ContainerSettings settings = Dockers.settings(this.engine, SLEEP).image(image).entrypoint(List.of()).build();
		try (DockerRuntime runtime = Dockers.on(this.engine, settings).build()) {
			start(runtime, "w1");
			assertThat(labels("provisionhook-w1")).containsEntry("io.provisionhook.secrets-in-file", "false")
				.containsEntry("io.provisionhook.secrets", "");
			assertThat(runtime.workspaceIds()).containsExactly("w1");
			runtime.stop("w1", 1);
			assertThat(runtime.isRunning("w1")).isFalse();
		}
	}

	@Test
	void containerThatSaysOnlyWhoseItIsIsLeftAlone() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, SLEEP).build()) {
			String other = run(this.engine.images().busybox(),
					Map.of("io.provisionhook.workspace", "w1", "io.provisionhook.owner", this.engine.owner()));
			CompletionStage<WorkspaceExit> exit = start(runtime, "w1");
			stop(other);
			this.client.startContainerCmd(other).exec();
			assertThat(exit.toCompletableFuture()).isNotDone();
			runtime.stop("w1", 1);
			assertThat(Dockers.code(exit)).isEqualTo(143);
			runtime.remove("w1", 1);
			assertOthersAreLeftAlone(runtime, other);
		}
	}

	@Test
	void containerThatHasCopiesOfOurLabelsIsNotTakenForOurs() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, SLEEP).build()) {
			CompletionStage<WorkspaceExit> exit = start(runtime, "w1");
			String copy = run(this.engine.images().busybox(), labels("provisionhook-w1"));
			stop(copy);
			this.client.startContainerCmd(copy).exec();
			assertThat(exit.toCompletableFuture()).isNotDone();
			runtime.stop("w1", 1);
			assertThat(Dockers.code(exit)).isEqualTo(143);
			assertThat(this.client.inspectContainerCmd(copy).exec().getState().getRunning()).isTrue();
		}
	}

	@Test
	void workspaceThatRunsTwiceIsStoppedTwice() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, SLEEP).build()) {
			start(runtime, "w1");
			Map<String, String> labels = labels("provisionhook-w1");
			labels.put("io.provisionhook.launch", "another");
			run(this.engine.images().busybox(), labels);
			assertThat(runtime.adopt("w1", 1, SecretRedactor.of(Set.of()))).isPresent();
			assertThat(this.warnings.lines()).singleElement()
				.asString()
				.startsWith("WARNING: Workspace w1 runs in more than one container: ")
				.contains("provisionhook-w1");
			runtime.stop("w1", 1);
			assertThat(runtime.isRunning("w1")).isFalse();
			runtime.remove("w1", 1);
			assertThat(this.engine.containers()).isEmpty();
		}
	}

	private void assertOthersAreLeftAlone(DockerRuntime runtime, String... others) throws Exception {
		assertThat(runtime.workspaceIds()).isEmpty();
		assertThat(runtime.isRunning("w1")).isFalse();
		assertThat(runtime.adopt("w1", 1, SecretRedactor.of(Set.of()))).isEmpty();
		assertThat(Dockers.output(runtime, "w1")).isEmpty();
		assertThat(this.engine.containers()).extracting(Container::getId).containsExactly(others);
		assertThat(this.engine.containers()).extracting(Container::getState).containsOnly("running");
		start(runtime, "w1");
	}

	private CompletionStage<WorkspaceExit> start(DockerRuntime runtime, String id) throws Exception {
		CompletionStage<WorkspaceExit> exit = runtime.start(Dockers.launch(id));
		Dockers.patiently().until(() -> Dockers.output(runtime, id), "up\n"::equals);
		return exit;
	}

	private String run(String image, Map<String, String> labels) {
		String id = this.client.createContainerCmd(image)
			.withEntrypoint("sleep", "600")
			.withLabels(labels)
			.withHostConfig(HostConfig.newHostConfig().withNetworkMode("host").withInit(true))
			.exec()
			.getId();
		this.client.startContainerCmd(id).exec();
		return id;
	}

	private void stop(String container) {
		this.client.stopContainerCmd(container).exec();
	}

	private Map<String, String> labels(String container) {
		return new HashMap<>(
				Objects.requireNonNull(this.client.inspectContainerCmd(container).exec().getConfig().getLabels()));
	}

}
