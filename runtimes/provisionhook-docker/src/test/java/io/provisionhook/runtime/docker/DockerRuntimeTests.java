package io.provisionhook.runtime.docker;

import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;
import io.provisionhook.workspace.WorkspaceExit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DockerRuntime}: what is started, how it ends and what is left of it.
 */
@Timeout(60)
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
	void logShowsBothOutputsOfEndedContainer() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, "echo out; echo err >&2; echo $GREETING").build()) {
			Dockers.run(runtime, Dockers.launch("w1", Map.of("GREETING", "hello")));
			assertThat(Dockers.output(runtime, "w1").lines()).containsExactlyInAnyOrder("out", "err", "hello");
		}
	}

	@Test
	void stopAsksContainerToEnd() throws Exception {
		try (DockerRuntime runtime = Dockers
			.shell(this.engine, "trap 'echo asked; exit 7' TERM; echo up; while :; do sleep 0.1; done")
			.build()) {
			CompletionStage<WorkspaceExit> exit = runtime.start(Dockers.launch("w1"));
			Dockers.patiently().until(() -> Dockers.output(runtime, "w1"), "up\n"::equals);
			assertThat(runtime.isRunning("w1")).isTrue();
			runtime.stop("w1");
			assertThat(runtime.isRunning("w1")).isFalse();
			assertThat(Dockers.code(exit)).isEqualTo(7);
			assertThat(Dockers.output(runtime, "w1")).isEqualTo("up\nasked\n");
		}
	}

}
