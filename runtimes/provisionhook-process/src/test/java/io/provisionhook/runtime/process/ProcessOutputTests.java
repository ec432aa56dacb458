package io.provisionhook.runtime.process;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.workspace.Await;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProcessRuntime}: output and input of a process.
 */
@Timeout(300)
class ProcessOutputTests {

	@Test
	void logHasOutputAndErrorsInOrder() throws Exception {
		assertThat(outputOf(Processes.shell("echo one; echo two >&2; printf three"), Processes.launch("w1")))
			.isEqualTo("one\ntwo\nthree");
	}

	@Test
	void logCanBeReadWhileProcessRuns() throws Exception {
		try (ProcessRuntime runtime = Processes.shell("echo ready; exec sleep 600").build()) {
			runtime.start(Processes.launch("w1"));
			assertThat(Processes.firstLine(runtime, "w1")).isEqualTo("ready");
			assertThat(runtime.isRunning("w1")).isTrue();
		}
	}

	@Test
	void logStaysAfterStopUntilNextStart() throws Exception {
		try (ProcessRuntime runtime = Processes.shell("echo $NUMBER; exec sleep 600").build()) {
			runtime.start(Processes.launch("w1", Map.of("NUMBER", "first")));
			Processes.firstLine(runtime, "w1");
			runtime.stop("w1", 1);
			assertThat(Processes.output(runtime, "w1")).isEqualTo("first\n");
			runtime.start(Processes.launch("w1", Map.of("NUMBER", "second")));
			assertThat(Processes.firstLine(runtime, "w1")).isEqualTo("second");
		}
	}

	@Test
	void logKeepsNewestBytes() throws Exception {
		assertThat(outputOf(Processes.shell("seq 1 100000").outputLimit(18), Processes.launch("w1")))
			.isEqualTo("[earlier output dropped]\n99999\n100000\n");
	}

	@Test
	void logWithinLimitIsComplete() throws Exception {
		assertThat(outputOf(Processes.shell("printf 12345678901234567890").outputLimit(20), Processes.launch("w1")))
			.isEqualTo("12345678901234567890");
	}

	@Test
	void logHasNoSecrets() throws Exception {
		WorkspaceLaunch launch = new WorkspaceLaunch("w1", WorkspaceRequest.named("demo").build(),
				Map.of("KEY", "correct-horse", "PLAIN", "battery-staple"), Set.of("KEY"));
		assertThat(outputOf(Processes.shell("echo $KEY $PLAIN; echo https://user:$KEY@host/"), launch))
			.isEqualTo("[redacted] battery-staple\nhttps://user:[redacted]@host/\n");
	}

	@Test
	void logHasNoInheritedSecrets(@TempDir Path temporary) throws Exception {
		try (HostProcess host = HostProcess.start("inherit", temporary, Map.of("HOST_TOKEN", "correct-horse"))) {
			assertThat(host.readLine()).isEqualTo("token [redacted]");
			assertThat(host.awaitExit()).isZero();
		}
	}

	@Test
	void logsOfTheNewestWorkspacesStay() throws Exception {
		ProcessRuntime.Builder builder = Processes.shell("echo $NUMBER");
		assertThat(builder.retainedOutputs).isEqualTo(200);
		builder.retainedOutputs = 3;
		try (ProcessRuntime runtime = builder.build()) {
			for (int i = 0; i <= 3; i++) {
				Processes.run(runtime, Processes.launch("w" + i, Map.of("NUMBER", String.valueOf(i))));
			}
			Await.patiently().until(() -> Processes.output(runtime, "w0").isEmpty());
			assertThat(Processes.output(runtime, "w1")).isEqualTo("1\n");
			assertThat(Processes.output(runtime, "w3")).isEqualTo("3\n");
		}
	}

	@Test
	void inputIsAtItsEnd() throws Exception {
		assertThat(outputOf(Processes.shell("cat; echo end"), Processes.launch("w1"))).isEqualTo("end\n");
	}

	private static String outputOf(ProcessRuntime.Builder builder, WorkspaceLaunch launch) throws Exception {
		try (ProcessRuntime runtime = builder.build()) {
			assertThat(Processes.run(runtime, launch)).isZero();
			return Processes.output(runtime, launch.workspaceId());
		}
	}

}
