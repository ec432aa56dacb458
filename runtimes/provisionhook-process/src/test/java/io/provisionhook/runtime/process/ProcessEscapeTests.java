package io.provisionhook.runtime.process;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.assertj.core.api.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import io.provisionhook.testsupport.InstalledTool;
import io.provisionhook.testsupport.LogCapture;
import io.provisionhook.workspace.Await;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkspaceMarker}: processes that have left the session of their
 * workspace, and those of others that have something of it.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "Looks for processes in /proc")
@Timeout(300)
class ProcessEscapeTests {

	private static final String NULL = "exec </dev/null >/dev/null 2>&1; ";

	// How a process leaves, and what it does then before it says that it has
	private static final List<String> DAEMONS = List.of(daemon("setsid -f", ""), daemon("setsid -f", "cd /; "),
			daemon("setsid -f", "exec <&- >&- 2>&-; "), daemon("setsid -f", NULL + "cd /; "),
			daemon("env -i setsid -f", ""), daemon("env -i setsid -f", "cd /; "), daemon("env -i setsid -f", NULL),
			daemon("env -i setsid -f", "cd /; exec </dev/null >/dev/null; "),
			daemon("env -i setsid -f", "cd /; exec 7<&0 </dev/null >/dev/null 2>&1; "),
			daemon("env -u WORKSPACE_COOKIE setsid -f", "cd /; "), daemon("setsid -f setsid -f", NULL),
			daemon("setsid -f", NULL + "trap '' TERM; "),
			daemon("setsid -f", "printf 'a\\303) Z 1 1' >/proc/$$/comm; "),
			// Leaves nothing, but is the child of one that does
			"setsid -f sh -c '" + daemon("env -i setsid", NULL + "cd /; ").replace("'", "'\\''") + " & exec sleep 600'",
			// A process that is there for a moment only lies between
			"(setsid sh -c '" + daemon("", "").replace("'", "'\\''") + " & exec true' &)",
			// Has another one as soon as one is killed
			daemon("setsid -f", "trap '' TERM; (while :; do setsid -f sleep 600; sleep 0.01; done) & "));

	@RegisterExtension
	private final LogCapture log = new LogCapture();

	@TempDir
	private Path temporary;

	private static String daemon(String launcher, String leave) {
		return launcher + " sh -c 'HOME=$PWD; " + leave.replace("'", "'\\''")
				+ "echo $$ >$HOME/pid.new; mv $HOME/pid.new $HOME/pid; while :; do sleep 600; done'";
	}

	private ProcessRuntime.Builder runtime(String daemon, String then) {
		return Processes.shell("rm -f pid; " + daemon + "; until [ -e pid ]; do sleep 0.01; done; cat pid; " + then)
			.directory(this.temporary.resolve("workspaces"))
			.gracePeriod(Duration.ofMillis(20));
	}

	@AfterEach
	void nothingIsLeft() {
		assertThat(processes()).isEmpty();
	}

	private List<LinuxProcess> processes() {
		Path input = this.temporary.resolve("workspaces/.input/w1");
		return LinuxProcess.others().stream().filter((process) -> input.equals(process.cookie())).toList();
	}

	@ParameterizedTest
	@FieldSource("DAEMONS")
	void processThatHasLeftWhenWorkspaceIsStoppedIsEnded(String daemon) throws Exception {
		try (ProcessRuntime runtime = runtime(daemon, "exec sleep 600").build()) {
			runtime.start(Processes.launch("w1"));
			String pid = Processes.firstLine(runtime, "w1");
			assertThat(Processes.isAlive(pid)).isTrue();
			runtime.stop("w1", 1);
			assertThat(Processes.isAlive(pid)).isFalse();
		}
	}

	@ParameterizedTest
	@FieldSource("DAEMONS")
	void processThatHasLeftWhenWorkspaceExitsIsEnded(String daemon) throws Exception {
		try (ProcessRuntime runtime = runtime(daemon, "exit 3").build()) {
			assertThat(Processes.run(runtime, Processes.launch("w1"))).isEqualTo(3);
			assertThat(Processes.isAlive(Processes.firstLine(runtime, "w1"))).isFalse();
		}
	}

	@Test
	void processesThatHaveLeftWhenRuntimeIsClosedAreEnded() throws Exception {
		String pid;
		try (ProcessRuntime runtime = runtime(daemon("setsid -f", NULL + "cd /; "), "exec sleep 600").build()) {
			runtime.start(Processes.launch("w1"));
			pid = Processes.firstLine(runtime, "w1");
		}
		assertThat(Processes.isAlive(pid)).isFalse();
	}

	@Test
	void processThatHasLeftWhenWorkspaceIsStartedAgainIsEnded() throws Exception {
		try (ProcessRuntime runtime = runtime(daemon("setsid -f", NULL + "cd /; "), "exec sleep 600").build()) {
			runtime.start(Processes.launch("w1"));
			String pid = Processes.firstLine(runtime, "w1");
			runtime.stop("w1", 1);
			runtime.start(Processes.launch("w1"));
			assertThat(Processes.firstLine(runtime, "w1")).isNotEqualTo(pid);
			assertThat(Processes.isAlive(pid)).isFalse();
		}
	}

	@Test
	void processThatHasLeftWhenDirectoryIsDeletedIsEnded() throws Exception {
		String clean = "rm -rf ../.input ../w1 ../.lock; echo cleaned; ";
		for (String daemon : List.of(daemon("env -i setsid -f", "cd /; "), daemon("env -i setsid -f", NULL))) {
			try (ProcessRuntime runtime = runtime(daemon, clean + "exit 3").build()) {
				assertThat(Processes.run(runtime, Processes.launch("w1"))).isEqualTo(3);
				assertThat(Processes.isAlive(Processes.firstLine(runtime, "w1"))).isFalse();
			}
		}
	}

	@RepeatedTest(5)
	void processWhoseParentHandsOnAndEndsWhenWorkspaceIsStoppedIsEnded() throws Exception {
		String handOn = "hand_on() { if [ $1 = 0 ]; then exec sleep 600; fi; hand_on $(($1 - 1)) & exit; }; ";
		try (ProcessRuntime runtime = Processes.shell(handOn + "echo started; hand_on 300")
			.directory(this.temporary.resolve("workspaces"))
			.gracePeriod(Duration.ZERO)
			.build()) {
			runtime.start(Processes.launch("w1"));
			Processes.firstLine(runtime, "w1");
			runtime.stop("w1", 1);
			assertThat(processes()).isEmpty();
		}
	}

	@Test
	void processesThatHaveLeftWhenHostIsKilledAreEndedByTheNextOne() throws Exception {
		Path scripts = Files.createDirectory(this.temporary.resolve("scripts"));
		// What has no reader any more tells nobody's
		List<String> daemons = DAEMONS.stream().filter((daemon) -> !daemon.contains(">/dev/null; ")).toList();
		for (int i = 0; i < daemons.size(); i++) {
			Files.writeString(scripts.resolve("w" + i),
					daemons.get(i) + "; until [ -e pid ]; do sleep 0.01; done; cat pid; exec sleep 600");
		}
		Path root = this.temporary.resolve("workspaces");
		Map<String, String> pids = new LinkedHashMap<>();
		try (HostProcess host = HostProcess.start("scripts", this.temporary,
				Map.of("DIRECTORY", root.toString(), "SCRIPTS", scripts.toString()))) {
			for (int i = 0; i < daemons.size(); i++) {
				pids.put("w" + i, String.valueOf(host.readLine()));
			}
			host.kill();
			host.awaitExit();
		}
		assertThat(pids.values()).allMatch(Processes::isAlive);
		try (ProcessRuntime runtime = runtime("true", "exit").build()) {
			assertThat(runtime.workspaceIds()).containsExactlyInAnyOrderElementsOf(pids.keySet());
			for (Map.Entry<String, String> left : pids.entrySet()) {
				runtime.stop(left.getKey(), 1);
				assertThat(left.getValue()).isNot(new Condition<>(Processes::isAlive, "alive"));
			}
			assertThat(runtime.workspaceIds()).isEmpty();
		}
		assertThat(this.log.lines()).hasSameSizeAs(daemons).allMatch((line) -> line.contains("Ending workspace "));
		assertThat(root.resolve(".input")).isEmptyDirectory();
	}

	@Test
	void processOfAnotherWhenItIsInTheDirectoryIsSpared() throws Exception {
		InstalledTool.need("script");
		try (ProcessRuntime runtime = runtime("echo >pid", "exec sleep 600").build()) {
			runtime.start(Processes.launch("w1"));
			Processes.firstLine(runtime, "w1");
			Path directory = this.temporary.resolve("workspaces/w1");
			List<Process> spared = List.of(start(directory, false, "sleep", "600"),
					start(directory, true, "sleep", "600"), start(directory, false, "setsid", "sleep", "600"),
					start(directory, false, "setsid", "-w", "script", "-qc", "env -i sleep 600", "/dev/null"));
			awaitProgram("sleep", spared.get(3));
			runtime.stop("w1", 1);
			assertSpared(spared);
		}
	}

	@Test
	void processOfAnotherWhenItMentionsTheCookieIsSpared() throws Exception {
		try (ProcessRuntime runtime = runtime("echo >pid", "exec sleep 600").build()) {
			runtime.start(Processes.launch("w1"));
			Processes.firstLine(runtime, "w1");
			Path inputs = this.temporary.toRealPath().resolve("workspaces/.input");
			List<Process> spared = new ArrayList<>();
			for (String variable : List.of("NOTE=WORKSPACE_COOKIE=" + inputs.resolve("w1"),
					"X_WORKSPACE_COOKIE=" + inputs.resolve("w1"), "WORKSPACE_COOKIE=" + inputs.resolve("w10"),
					"WORKSPACE_COOKIE=" + inputs.resolve("w1/w1"), "WORKSPACE_COOKIE=w1", "WORKSPACE_COOKIE=",
					"WORKSPACE_COOKIE=/elsewhere/.input/w1")) {
				spared.add(start(this.temporary, true, "env", variable, "setsid", "sleep", "600"));
			}
			spared.forEach((process) -> awaitProgram("sleep", process));
			runtime.stop("w1", 1);
			assertSpared(spared);
		}
	}

	@Test
	void processOfAnotherWorkspaceWhenItHasSomethingOfThisOneIsSpared() throws Exception {
		ProcessRuntime.Builder builder = runtime("echo $$ >pid", "exec sleep 600").template("other",
				List.of("sh", "-c", "cd ../w1; exec 7>/proc/$(cat pid)/fd/1 8<../.input/w1; echo $$; exec sleep 600"));
		try (ProcessRuntime runtime = builder.build()) {
			runtime.start(Processes.launch("w1"));
			Processes.firstLine(runtime, "w1");
			runtime.start(Processes.launch("w2", "other", Map.of()));
			String pid = Processes.firstLine(runtime, "w2");
			runtime.stop("w1", 1);
			assertThat(Processes.isAlive(pid)).isTrue();
			assertThat(runtime.isRunning("w2")).isTrue();
		}
	}

	@Test
	void processWhenItIsOlderThanTheWorkspaceThatGaveItItsOutputIsSpared() throws Exception {
		Process agent = start(this.temporary, false, "setsid", "sh", "-c",
				"read pid; exec 7>/proc/$pid/fd/1 8<workspaces/.input/w1; echo open; exec sleep 600");
		try (ProcessRuntime runtime = runtime("echo $$ >pid", "exec sleep 600").build();
				Writer input = agent.outputWriter()) {
			runtime.start(Processes.launch("w1"));
			input.write(Processes.firstLine(runtime, "w1") + "\n");
			input.flush();
			assertThat(agent.inputReader().readLine()).isEqualTo("open");
			runtime.stop("w1", 1);
			assertSpared(List.of(agent));
		}
	}

	@Test
	void hostWhenItWasStartedByAWorkspaceEndsNeitherItselfNorWhatItHasStarted() throws Exception {
		Path root = this.temporary.resolve("workspaces");
		String cookie = this.temporary.toRealPath().resolve("workspaces/.input/w1").toString();
		try (HostProcess host = HostProcess.start("spared", this.temporary,
				Map.of("DIRECTORY", root.toString(), "WORKSPACE_COOKIE", cookie))) {
			assertThat(host.readLine()).isEqualTo("left: [], other is alive: true");
			assertThat(host.awaitExit()).isZero();
		}
	}

	private static Process start(Path directory, boolean withoutEnvironment, String... command) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
		if (withoutEnvironment) {
			builder.environment().clear();
		}
		return builder.start();
	}

	private static void awaitProgram(String program, Process process) {
		Await.patiently()
			.until(() -> Stream.concat(Stream.of(process.toHandle()), process.descendants())
				.anyMatch((
						handle) -> handle.info().command().filter((path) -> path.endsWith("/" + program)).isPresent()));
	}

	private static void assertSpared(List<Process> processes) {
		try {
			assertThat(processes)
				.allMatch((process) -> process.isAlive() && process.descendants().allMatch(ProcessHandle::isAlive));
		}
		finally {
			for (Process process : processes) {
				process.descendants().forEach(ProcessHandle::destroyForcibly);
				process.destroyForcibly();
			}
		}
	}

}
