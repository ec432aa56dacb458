package io.provisionhook.workspace.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link ProcessRuntime}: workspaces that a host application has left when it
 * was killed.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "Looks for processes in /proc")
@Timeout(90)
class LeftProcessesTests {

	@TempDir
	private Path temporary;

	private Path directory;

	private List<String> pids;

	@BeforeEach
	void killHost() throws Exception {
		this.directory = this.temporary.resolve("workspaces");
		try (HostProcess host = HostProcess.start("wait", this.temporary,
				Map.of("DIRECTORY", this.directory.toString()))) {
			this.pids = List.of(String.valueOf(host.readLine()).split(" ", 0));
			host.kill();
			assertThat(host.awaitExit()).isEqualTo(137);
		}
		assertThat(this.pids).hasSize(2).allMatch(Processes::isAlive);
	}

	@AfterEach
	void killProcesses() {
		this.pids.forEach((pid) -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly));
	}

	private ProcessRuntime runtime() {
		return Processes.shell("echo started again")
			.directory(this.directory)
			.gracePeriod(Duration.ofMillis(300))
			.build();
	}

	@Test
	void areFound() throws Exception {
		try (ProcessRuntime runtime = runtime()) {
			assertThat(runtime.workspaceIds()).containsExactly("w1");
			assertThat(runtime.isRunning("w1")).isTrue();
			assertThat(runtime.isRunning("w2")).isFalse();
		}
	}

	@Test
	void areEndedRatherThanTakenOver() throws Exception {
		try (ProcessRuntime runtime = runtime()) {
			assertThat(runtime.adopt("w1")).isEmpty();
			assertThat(this.pids).noneMatch(Processes::isAlive);
			assertThat(runtime.isRunning("w1")).isFalse();
			assertThat(runtime.workspaceIds()).isEmpty();
		}
	}

	@Test
	void areEndedByStop() throws Exception {
		try (ProcessRuntime runtime = runtime()) {
			runtime.stop("w1");
			assertThat(this.pids).noneMatch(Processes::isAlive);
		}
	}

	@Test
	void areEndedBeforeTheirWorkspaceIsStartedAgain() throws Exception {
		try (ProcessRuntime runtime = runtime()) {
			assertThat(Processes.run(runtime, Processes.launch("w1"))).isZero();
			assertThat(Processes.output(runtime, "w1")).isEqualTo("started again\n");
			assertThat(this.pids).noneMatch(Processes::isAlive);
		}
	}

	@Test
	void areNotTouchedByStartOfAnother() throws Exception {
		try (ProcessRuntime runtime = runtime()) {
			assertThat(Processes.run(runtime, Processes.launch("w2"))).isZero();
		}
		assertThat(this.pids).allMatch(Processes::isAlive);
	}

	@Test
	void whatAnotherHostHasInTheSameDirectoryIsNotLeft() throws Exception {
		try (ProcessRuntime owner = runtime()) {
			assertThat(owner.workspaceIds()).containsExactly("w1");
			try (ProcessRuntime other = runtime()) {
				assertThat(other.workspaceIds()).isEmpty();
				other.stop("w1");
			}
			assertThat(this.pids).allMatch(Processes::isAlive);
		}
	}

	@Test
	void directoryThatCannotBeUsedSaysSo() throws Exception {
		Path file = Files.writeString(this.temporary.resolve("file"), "");
		try (ProcessRuntime runtime = Processes.shell("exit").directory(file).build()) {
			assertThatIOException().isThrownBy(runtime::workspaceIds).withMessage(file.toString());
		}
	}

}
