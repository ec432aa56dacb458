package io.provisionhook.runtime.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.workspace.runtime.WorkspaceExit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ProcessRuntime}: how processes end.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "Looks for processes in /proc")
@Timeout(300)
class ProcessStopTests {

	private static final int SIGTERM = 128 + 15;

	private static final int SIGKILL = 128 + 9;

	private static final Duration SHORT = Duration.ofMillis(20);

	private static final Duration LONG = Duration.ofMinutes(5);

	@Test
	void stopTerminatesProcess() throws Exception {
		assertThat(codeAfterStop("echo $$; exec sleep 600", LONG)).isEqualTo(SIGTERM);
	}

	@Test
	void stopLetsProcessEndInOrder() throws Exception {
		try (ProcessRuntime runtime = Processes
			.shell("trap 'echo bye; exit 7' TERM; echo $$; while true; do sleep 1; done")
			.gracePeriod(LONG)
			.build()) {
			CompletionStage<WorkspaceExit> exit = runtime.start(Processes.launch("w1"));
			String pid = Processes.firstLine(runtime, "w1");
			runtime.stop("w1", 1);
			assertThat(Processes.code(exit)).isEqualTo(7);
			assertThat(Processes.output(runtime, "w1")).startsWith(pid + "\n").endsWith("bye\n");
		}
	}

	@Test
	void stopKillsProcessThatIgnoresTermination() throws Exception {
		assertThat(codeAfterStop("trap '' TERM; echo $$; sleep 600; sleep 600", SHORT)).isEqualTo(SIGKILL);
	}

	@ParameterizedTest
	@ValueSource(strings = { "sleep 600 & echo $$ $!; wait", "(trap '' TERM; exec sleep 600) & echo $$ $!; wait",
			"(sleep 600 & echo $!); sleep 600", "setsid sleep 600 & echo $$ $!; wait",
			"sh -c 'sh -c \"echo \\$\\$; sleep 600; true\"; true'; true" })
	void stopEndsChildrenToo(String script) throws Exception {
		codeAfterStop(script, SHORT);
	}

	@ParameterizedTest
	@ValueSource(strings = { "sleep 600 & echo $$ $!", "trap '' TERM; sleep 600 & echo $$ $!",
			"(sleep 600 & echo $!) & wait",
			"mkfifo f; (printf 'a\\303' >/proc/self/comm; read l <>f) & while grep -q ^sh /proc/$!/comm; do true; done; echo $!" })
	void childrenThatOutliveTheirProcessAreEnded(String script) throws Exception {
		try (ProcessRuntime runtime = Processes.shell(script).build()) {
			assertThat(Processes.run(runtime, Processes.launch("w1"))).isZero();
			assertGone(Processes.firstLine(runtime, "w1"));
		}
	}

	@Test
	void stopOfProcessThatHasEndedDoesNothing() throws Exception {
		try (ProcessRuntime runtime = Processes.shell("echo end").build()) {
			Processes.run(runtime, Processes.launch("w1"));
			runtime.stop("w1", 1);
			assertThat(Processes.output(runtime, "w1")).isEqualTo("end\n");
		}
	}

	@Test
	void stopGivesUpWhenInterrupted() throws Exception {
		try (ProcessRuntime runtime = Processes.shell("trap '' TERM; echo $$; exec sleep 600")
			.gracePeriod(LONG)
			.build()) {
			runtime.start(Processes.launch("w1"));
			String pid = Processes.firstLine(runtime, "w1");
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> runtime.stop("w1", 1));
			assertThat(runtime.isRunning("w1")).isTrue();
			ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
		}
	}

	@Test
	void closeStopsAll() throws Exception {
		ProcessRuntime runtime = Processes.shell("trap '' TERM; echo $$; sleep 600; sleep 600")
			.gracePeriod(SHORT)
			.build();
		try (runtime) {
			for (String id : List.of("w1", "w2", "w3")) {
				runtime.start(Processes.launch(id));
				assertThat(Processes.isAlive(Processes.firstLine(runtime, id))).isTrue();
			}
		}
		for (String id : List.of("w1", "w2", "w3")) {
			assertThat(runtime.isRunning(id)).isFalse();
			assertGone(Processes.firstLine(runtime, id));
		}
	}

	@Test
	void startAfterCloseIsRefused(@TempDir Path directory) {
		ProcessRuntime runtime = Processes.shell("exit 0").directory(directory).build();
		runtime.close();
		assertThatIllegalStateException().isThrownBy(() -> runtime.start(Processes.launch("w1")))
			.withMessage("The runtime is closed");
		assertThat(directory).isEmptyDirectory();
		assertThat(runtime.isRunning("w1")).isFalse();
		runtime.close();
	}

	private static int codeAfterStop(String script, Duration gracePeriod) throws Exception {
		try (ProcessRuntime runtime = Processes.shell(script).gracePeriod(gracePeriod).build()) {
			CompletionStage<WorkspaceExit> exit = runtime.start(Processes.launch("w1"));
			String pids = Processes.firstLine(runtime, "w1");
			assertThat(pids.split(" ", 0)).allSatisfy((pid) -> assertThat(Processes.isAlive(pid)).isTrue());
			runtime.stop("w1", 1);
			assertGone(pids);
			assertThat(runtime.isRunning("w1")).isFalse();
			return Processes.code(exit);
		}
	}

	private static void assertGone(String pids) {
		assertThat(pids.split(" ", 0)).isNotEmpty()
			.allSatisfy((pid) -> assertThat(pid).containsOnlyDigits())
			.noneMatch(Processes::isAlive);
	}

}
