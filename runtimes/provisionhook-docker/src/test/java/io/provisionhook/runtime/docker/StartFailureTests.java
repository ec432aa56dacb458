package io.provisionhook.runtime.docker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;
import io.provisionhook.runtime.docker.test.OwnDockerEngine;
import io.provisionhook.workspace.runtime.RuntimeProgress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link DockerRuntime}: what can't be started, and that nothing is left of it.
 */
@Timeout(300)
@ExtendWith(DockerEngineExtension.class)
class StartFailureTests {

	private final DockerEngine engine;

	StartFailureTests(DockerEngine engine) {
		this.engine = engine;
	}

	@AfterEach
	void nothingIsLeft() {
		assertThat(this.engine.containers()).isEmpty();
	}

	@Test
	void missingProgramIsNamed() {
		assertStartFails(settings("no-such-program"), "program \"no-such-program\" of image \""
				+ this.engine.images().busybox() + "\" can't be run: executable file not found in $PATH");
	}

	@Test
	void pathThatIsNoProgramIsNamed() {
		assertStartFails(settings("/etc"),
				"program \"/etc\" of image \"" + this.engine.images().busybox() + "\" can't be run: permission denied");
	}

	@Test
	void imageWithoutShellIsNamedIfSecretsNeedOne() {
		String image = this.engine.images().withoutShell();
		DockerRuntime.Builder builder = Dockers
			.on(this.engine, ContainerSettings.builder().image(image).init(false).build())
			.secrets(SecretDelivery.FILE);
		try (DockerRuntime runtime = builder.build()) {
			assertThatExceptionOfType(DockerEngineException.class)
				.isThrownBy(() -> runtime.start(Dockers.launch("w1", Map.of("KEY", "hidden"), "KEY")))
				.withMessage("image \"" + image + "\" has no \"sh\", which the delivery of secrets as a file requires");
		}
	}

	@Test
	void imageWithoutCommandIsNamedIfSecretsNeedOne() {
		String image = this.engine.images().built("provisionhook-test/no-path:1", "FROM scratch", "LABEL a=b");
		DockerRuntime.Builder builder = Dockers.on(this.engine, ContainerSettings.builder().image(image).build())
			.secrets(SecretDelivery.FILE);
		try (DockerRuntime runtime = builder.build()) {
			assertThatExceptionOfType(DockerEngineException.class)
				.isThrownBy(() -> runtime.start(Dockers.launch("w1", Map.of("KEY", "hidden"), "KEY")))
				.withMessage("image \"" + image + "\" has no command, and none is configured");
		}
	}

	@Test
	void missingImageIsNamed() {
		ContainerSettings settings = ContainerSettings.builder().image("provisionhook-test/missing:1").build();
		String message = "image \"provisionhook-test/missing:1\" is missing; pull or build it on the engine, or set "
				+ "another pull policy than \"never\"";
		try (DockerRuntime runtime = Dockers.on(this.engine, settings).pull(PullPolicy.NEVER).build()) {
			assertThatExceptionOfType(DockerEngineException.class)
				.isThrownBy(() -> runtime.baseEnvironment(WorkspaceRequest.named("demo").build(), RuntimeProgress.NONE))
				.withMessage(message);
			assertThatExceptionOfType(DockerEngineException.class).isThrownBy(() -> runtime.start(Dockers.launch("w1")))
				.withMessage(message);
		}
	}

	@Test
	void unknownUserNetworkAndMountAreNamed() {
		assertStartFails(Dockers.settings(this.engine, "exit 0").user("nobody-here").build(),
				"the Docker engine can't start the container: unable to find user nobody-here: no matching entries in "
						+ "passwd file");
		assertStartFails(Dockers.settings(this.engine, "exit 0").network("nowhere").build(),
				"the Docker engine can't start the container: network nowhere not found");
		assertStartFails(
				Dockers.settings(this.engine, "exit 0")
					.mounts(List.of(ContainerMount.bind("/no/such/directory", "/work")))
					.build(),
				"the Docker engine can't create container provisionhook-w1: invalid mount config for type \"bind\": "
						+ "bind source path does not exist: /no/such/directory");
	}

	@Test
	void startWhenEngineHasNoInitNamesTheProperty(@TempDir Path directory) {
		try (OwnDockerEngine other = OwnDockerEngine.start(directory, "--init-path=/no/such/docker-init");
				DockerRuntime runtime = Dockers.shell(other, "exit 0").build()) {
			assertThatExceptionOfType(DockerEngineException.class).isThrownBy(() -> runtime.start(Dockers.launch("w1")))
				.withMessageStartingWith("the Docker engine can't run its init, \"docker-init\"; install that on the "
						+ "engine's machine, or set provisionhook.docker.init=false: ");
			assertThat(other.containers()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void explainWhenProgramIsMissingKnowsWhetherItIsTheInit(boolean init) {
		DockerException refusal = new InternalServerErrorException(
				"{\"message\":\"exec: \\\"docker-init\\\": executable file not found in $PATH\"}");
		assertThat(
				EngineExceptionTranslator.explainStart(new DockerEngineException("no", 500, refusal), "agent:3", init))
			.hasMessage(init
					? "the Docker engine can't run its init, \"docker-init\"; install that on the engine's machine, or set "
							+ "provisionhook.docker.init=false: exec: \"docker-init\": executable file not found in $PATH"
					: "program \"docker-init\" of image \"agent:3\" can't be run: executable file not found in $PATH");
	}

	@Test
	void limitThatTheEngineRefusesIsExplained() {
		assertStartFails(Dockers.settings(this.engine, "exit 0").memory(1024L).build(),
				"the Docker engine can't create container provisionhook-w1: Minimum memory limit allowed is 6MB");
	}

	@Test
	void idThatCanNotBeANameIsRefused() {
		try (DockerRuntime runtime = Dockers.shell(this.engine, "exit 0").build()) {
			assertThatExceptionOfType(DockerEngineException.class)
				.isThrownBy(() -> runtime.start(Dockers.launch("a b/../c")))
				.withMessageStartingWith("the Docker engine can't create container provisionhook-a b/../c: Invalid");
		}
	}

	@Test
	void unreachableEngineIsNamed() {
		ContainerSettings settings = ContainerSettings.builder().image("busybox").build();
		DockerRuntime.Builder builder = DockerRuntime.builder().host("unix:///no/such/docker.sock").defaults(settings);
		try (DockerRuntime runtime = builder.build()) {
			String message = "the Docker engine at unix:///no/such/docker.sock can't be reached: No such file or "
					+ "directory; is it running, and may this user talk to it?";
			WorkspaceRequest request = WorkspaceRequest.named("demo").build();
			assertThatExceptionOfType(DockerEngineException.class)
				.isThrownBy(() -> runtime.baseEnvironment(request, RuntimeProgress.NONE))
				.withMessage(message);
			assertThatExceptionOfType(DockerEngineException.class).isThrownBy(() -> runtime.start(Dockers.launch("w1")))
				.withMessage(message);
			assertThatExceptionOfType(DockerEngineException.class).isThrownBy(() -> runtime.stop("w1", 1))
				.withMessage(message);
			assertThatExceptionOfType(DockerEngineException.class).isThrownBy(() -> runtime.log("w1"))
				.withMessage(message);
			assertThatExceptionOfType(DockerEngineException.class).isThrownBy(runtime::workspaceIds)
				.withMessage(message);
			assertThat(runtime.isRunning("w1")).isFalse();
		}
	}

	@Test
	void closedRuntimeStartsNothing() {
		DockerRuntime runtime = Dockers.shell(this.engine, "exit 0").responseTimeout(Duration.ofSeconds(5)).build();
		runtime.close();
		assertThatIllegalStateException().isThrownBy(() -> runtime.start(Dockers.launch("w1")))
			.withMessage("The runtime is closed");
	}

	@Test
	void requestWithoutImageOrWithUnknownTemplateIsRefused() {
		DockerRuntime.Builder builder = DockerRuntime.builder()
			.host(this.engine.host())
			.template("other", ContainerSettings.builder().image("busybox").build());
		try (DockerRuntime runtime = builder.build()) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> runtime.validate(WorkspaceRequest.named("demo").template("x").build()))
				.withMessage("Unknown template \"x\"; the templates are default, other");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> runtime.validate(WorkspaceRequest.named("demo").build()))
				.withMessage("There is no image to start: neither the request nor template \"default\" names one");
			runtime.validate(WorkspaceRequest.named("demo").template("other").build());
			runtime.validate(WorkspaceRequest.named("demo").image("busybox").build());
		}
	}

	private ContainerSettings settings(String... command) {
		return ContainerSettings.builder()
			.image(this.engine.images().busybox())
			.command(List.of(command))
			.init(false)
			.build();
	}

	private void assertStartFails(ContainerSettings settings, String message) {
		try (DockerRuntime runtime = Dockers.on(this.engine, settings).build()) {
			assertThatExceptionOfType(DockerEngineException.class)
				.isThrownBy(() -> runtime.start(Dockers.launch("w1", Map.of("KEY", "hidden"), "KEY")))
				.withMessage(message);
			assertThat(runtime.isRunning("w1")).isFalse();
		}
	}

}
