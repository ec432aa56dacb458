package io.provisionhook.runtime.docker;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link DockerRuntime}: the log of a workspace.
 */
@Timeout(300)
@ExtendWith(DockerEngineExtension.class)
class ContainerLogTests {

	private final DockerEngine engine;

	ContainerLogTests(DockerEngine engine) {
		this.engine = engine;
	}

	@Test
	void bothOutputsOfEndedContainerAreShown() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, "echo out; echo err >&2; echo $GREETING").build()) {
			Dockers.run(runtime, Dockers.launch("w1", Map.of("GREETING", "hello")));
			assertThat(Dockers.output(runtime, "w1").lines()).containsExactlyInAnyOrder("out", "err", "hello");
		}
	}

	@Test
	void newestLinesAreShownUpToLimit() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, "seq 1 100000").outputLimit(18).build()) {
			Dockers.run(runtime, Dockers.launch("w1"));
			assertThat(Dockers.output(runtime, "w1")).isEqualTo("[earlier output dropped]\n99999\n100000\n");
		}
	}

	@Test
	void manyShortLinesAreShownWholeIfTheLimitAllows() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, "seq 1 20000").build()) {
			Dockers.run(runtime, Dockers.launch("w1"));
			assertThat(Dockers.output(runtime, "w1")).hasLineCount(20_000).startsWith("1\n2\n").endsWith("\n20000\n");
		}
	}

	@Test
	void longLineThatTheEngineCutIsShownWhole() throws Exception {
		String script = "head -c 100000 /dev/zero | tr '\\0' 'x'; echo; echo end";
		try (DockerRuntime runtime = Dockers.shell(this.engine, script).build()) {
			Dockers.run(runtime, Dockers.launch("w1"));
			assertThat(Dockers.output(runtime, "w1")).isEqualTo("x".repeat(100_000) + "\nend\n");
		}
	}

	@Test
	void secretsAreTakenOutAlsoWhereTheOutputWasCut() throws Exception {
		String script = "echo \"key $KEY\"; printf '%s' \"$KEY\" | base64; seq 1 4000; echo \"$KEY\"";
		try (DockerRuntime runtime = Dockers.shell(this.engine, script).outputLimit(30).build()) {
			Dockers.run(runtime, Dockers.launch("w1", Map.of("KEY", "secret-key"), "KEY"));
			assertThat(Dockers.output(runtime, "w1"))
				.isEqualTo("[earlier output dropped]\n3998\n3999\n4000\n[redacted]\n");
		}
		try (DockerRuntime runtime = Dockers.shell(this.engine, "exit 0").build()) {
			assertThat(Dockers.output(runtime, "w1")).startsWith("key [redacted]\n[redacted]\n1\n")
				.doesNotContain("secret-key");
		}
	}

	@Test
	void driverAndOptionsArePassedOn() throws Exception {
		DockerRuntime.Builder builder = Dockers.shell(this.engine, "echo hello")
			.logDriver("local", Map.of("max-size", "1m"));
		try (DockerRuntime runtime = builder.build()) {
			Dockers.run(runtime, Dockers.launch("w1"));
			assertThat(Dockers.output(runtime, "w1")).isEqualTo("hello\n");
			assertThat(this.engine.client()
				.inspectContainerCmd("provisionhook-w1")
				.exec()
				.getHostConfig()
				.getLogConfig()
				.getConfig()).isEqualTo(Map.of("max-size", "1m"));
		}
	}

	@Test
	void driverThatKeepsNothingIsNamed() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, "echo hello").logDriver("none", Map.of()).build()) {
			Dockers.run(runtime, Dockers.launch("w1"));
			assertThatExceptionOfType(DockerEngineException.class).isThrownBy(() -> runtime.log("w1"))
				.withMessageMatching("the Docker engine can't send the log of container [0-9a-f]{64}: configured "
						+ "logging driver does not support reading");
		}
	}

	@Test
	void unknownDriverIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Dockers.shell(this.engine, "exit 0").logDriver("paper", Map.of()).build())
			.withMessage("Unknown log driver \"paper\"");
	}

}
