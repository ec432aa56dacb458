package io.provisionhook.runtime.docker;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;
import io.provisionhook.workspace.runtime.WorkspaceExit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DockerRuntime}: what the runtime of the next host application does
 * with the containers of this one.
 */
@Timeout(300)
@ExtendWith(DockerEngineExtension.class)
class AdoptionTests {

	private static final String UNTIL_STOPPED = "trap 'exit 7' TERM; echo \"key is $KEY\"; while :; do sleep 0.1; done";

	private final DockerEngine engine;

	AdoptionTests(DockerEngine engine) {
		this.engine = engine;
	}

	@Test
	void closeLeavesContainersRunningAndExitsOpen() throws Exception {
		DockerRuntime earlier = Dockers.shell(this.engine, UNTIL_STOPPED).build();
		CompletionStage<WorkspaceExit> exit = earlier.start(Dockers.launch("w1"));
		earlier.close();
		try (DockerRuntime runtime = Dockers.shell(this.engine, "exit 0").build()) {
			assertThat(runtime.isRunning("w1")).isTrue();
			runtime.stop("w1", 1);
		}
		assertThat(exit.toCompletableFuture()).isNotDone();
	}

	@Test
	void runningContainerIsAdopted() throws Exception {
		try (DockerRuntime earlier = Dockers.shell(this.engine, UNTIL_STOPPED).build()) {
			earlier.start(Dockers.launch("w1"));
			Dockers.patiently().until(() -> Dockers.output(earlier, "w1"), "key is \n"::equals);
		}
		try (DockerRuntime runtime = Dockers.shell(this.engine, "exit 0").build()) {
			CompletionStage<WorkspaceExit> exit = runtime.adopt("w1", 1, SecretRedactor.of(Set.of())).orElseThrow();
			assertThat(exit.toCompletableFuture()).isNotDone();
			runtime.stop("w1", 1);
			assertThat(Dockers.code(exit)).isEqualTo(7);
		}
	}

	@Test
	void endedContainerIsAdoptedWithItsExitCode() throws Exception {
		try (DockerRuntime earlier = Dockers.shell(this.engine, "exit 5").build()) {
			Dockers.run(earlier, Dockers.launch("w1"));
		}
		try (DockerRuntime runtime = Dockers.shell(this.engine, "exit 0").build()) {
			assertThat(Dockers.code(runtime.adopt("w1", 1, SecretRedactor.of(Set.of())).orElseThrow())).isEqualTo(5);
		}
	}

	@Test
	void nothingIsAdoptedIfNothingWasStarted() throws Exception {
		this.engine.client()
			.createContainerCmd(this.engine.images().busybox())
			.withName("provisionhook-w1")
			.withLabels(Map.of("io.provisionhook.workspace", "w1", "io.provisionhook.owner", this.engine.owner(),
					"io.provisionhook.launch", "launch-1"))
			.exec();
		try (DockerRuntime runtime = Dockers.shell(this.engine, "exit 4").build()) {
			assertThat(runtime.adopt("w1", 1, SecretRedactor.of(Set.of()))).isEqualTo(Optional.empty());
			assertThat(runtime.adopt("w2", 1, SecretRedactor.of(Set.of()))).isEqualTo(Optional.empty());
			assertThat(runtime.workspaceIds()).containsExactly("w1");
			assertThat(Dockers.run(runtime, Dockers.launch("w1"))).isEqualTo(4);
		}
	}

	@Test
	void workspacesOfOwnerAreListedAndRemoved() throws Exception {
		try (DockerRuntime ours = Dockers.shell(this.engine, Dockers.SLEEP).build();
				DockerRuntime theirs = Dockers.shell(this.engine, Dockers.SLEEP)
					.owner(this.engine.owner() + "-other")
					.build()) {
			ours.start(Dockers.launch("w1"));
			ours.start(Dockers.launch("w2"));
			theirs.start(Dockers.launch("w3"));
			ours.stop("w2", 1);
			assertThat(ours.workspaceIds()).containsExactlyInAnyOrder("w1", "w2");
			assertThat(theirs.workspaceIds()).containsExactly("w3");
			ours.remove("w1", 1);
			ours.remove("w2", 1);
			ours.remove("w3", 1);
			ours.remove("w4", 1);
			assertThat(ours.workspaceIds()).isEmpty();
			assertThat(theirs.isRunning("w3")).isTrue();
			assertThat(ours.isRunning("w3")).isFalse();
			assertThat(ours.adopt("w3", 1, SecretRedactor.of(Set.of()))).isEqualTo(Optional.empty());
			assertThat(Dockers.output(ours, "w3")).isEmpty();
		}
	}

	@ParameterizedTest
	@CsvSource({ "ENVIRONMENT,true,", "FILE,true,", "FILE,true,agent", "FILE,false,", "FILE,false,agent" })
	void logOfAdoptedContainerShowsNoSecret(SecretDelivery delivery, boolean init, @Nullable String user)
			throws Exception {
		ContainerSettings settings = Dockers.settings(this.engine, UNTIL_STOPPED).init(init).user(user).build();
		try (DockerRuntime earlier = Dockers.on(this.engine, settings).secrets(delivery).build()) {
			earlier.start(Dockers.launch("w1", Map.of("KEY", "secret-key"), "KEY"));
			Dockers.patiently().until(() -> Dockers.output(earlier, "w1"), "key is [redacted]\n"::equals);
		}
		assertThat(Dockers.rawLog(this.engine, "provisionhook-w1")).isEqualTo("key is secret-key\n");
		try (DockerRuntime runtime = Dockers.shell(this.engine, "exit 0").build()) {
			assertThat(runtime.adopt("w1", 1, SecretRedactor.of(Set.of()))).isPresent();
			assertThat(Dockers.output(runtime, "w1")).isEqualTo("key is [redacted]\n");
			runtime.stop("w1", 1);
			assertThat(Dockers.output(runtime, "w1")).isEqualTo("key is [redacted]\n");
		}
	}

	@Test
	void secretsOfAdoptedContainerWhenInitHasOrphansAreThoseOfTheCommand() throws Exception {
		String script = "sh -c 'KEY=another sleep 600 & echo orphan'; " + UNTIL_STOPPED;
		try (DockerRuntime earlier = Dockers.shell(this.engine, script).secrets(SecretDelivery.FILE).build()) {
			earlier.start(Dockers.launch("w1", Map.of("KEY", "secret-key"), "KEY"));
			Dockers.patiently().until(() -> Dockers.output(earlier, "w1"), "orphan\nkey is [redacted]\n"::equals);
		}
		try (DockerRuntime runtime = Dockers.shell(this.engine, "exit 0").build()) {
			assertThat(runtime.adopt("w1", 1, SecretRedactor.of(Set.of()))).isPresent();
			assertThat(Dockers.output(runtime, "w1")).isEqualTo("orphan\nkey is [redacted]\n");
		}
	}

	@Test
	void logIsNotShownIfSecretsAreNotKnownAnyMore() throws Exception {
		try (DockerRuntime earlier = Dockers.shell(this.engine, "echo $KEY").secrets(SecretDelivery.FILE).build()) {
			Dockers.run(earlier, Dockers.launch("w1", Map.of("KEY", "secret-key"), "KEY"));
		}
		try (DockerRuntime runtime = Dockers.shell(this.engine, "exit 0").build()) {
			assertThatExceptionOfType(DockerEngineException.class).isThrownBy(() -> runtime.log("w1"))
				.withMessageMatching(
						"the log of container [0-9a-f]{64} can't be shown, since its secrets are not known "
								+ "any more and could be in it");
		}
	}

	@Test
	void variableOfImageIsNotTakenForTheSecretOfThatName() throws Exception {
		String image = this.engine.images()
			.built("provisionhook-test/key:1", "FROM " + this.engine.images().busybox(), "ENV KEY=of-the-image");
		ContainerSettings settings = Dockers.settings(this.engine, UNTIL_STOPPED).image(image).build();
		try (DockerRuntime earlier = Dockers.on(this.engine, settings).secrets(SecretDelivery.FILE).build()) {
			earlier.start(Dockers.launch("w1", Map.of("KEY", "secret-key"), "KEY"));
			Dockers.patiently().until(() -> Dockers.output(earlier, "w1"), "key is [redacted]\n"::equals);
		}
		try (DockerRuntime runtime = Dockers.shell(this.engine, "exit 0").build()) {
			assertThat(Dockers.output(runtime, "w1")).isEqualTo("key is [redacted]\n");
		}
	}

}
