package io.provisionhook.runtime.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link ProcessRuntime}: workspaces that a host application has left when it
 * was killed.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "Looks for processes in /proc")
@Timeout(300)
class OrphanedProcessesTests {

	private static final String ENDING = "WARNING: Ending workspace w1, which an earlier host application left running";

	// Of each directory, the processes that a host has left there; a test takes one
	private static final Map<Path, List<String>> LEFT = new LinkedHashMap<>();

	@TempDir
	private static Path temporary;

	@RegisterExtension
	private final LogCapture log = new LogCapture();

	private final Path directory = LEFT.keySet().iterator().next();

	private final List<String> pids = Objects.requireNonNull(LEFT.remove(this.directory));

	@BeforeAll
	static void killHost() throws Exception {
		List<Path> directories = IntStream.range(0, 8).mapToObj((i) -> temporary.resolve("workspaces-" + i)).toList();
		String names = directories.stream().map(Path::toString).collect(Collectors.joining(" "));
		try (HostProcess host = HostProcess.start("leave", temporary, Map.of("DIRECTORIES", names))) {
			for (Path directory : directories) {
				LEFT.put(directory, List.of(String.valueOf(host.readLine()).split(" ", 0)));
			}
			host.kill();
			assertThat(host.awaitExit()).isEqualTo(137);
		}
	}

	@BeforeEach
	void processesAreAlive() {
		assertThat(this.pids).hasSize(2).allMatch(Processes::isAlive);
	}

	@AfterEach
	void killProcesses() {
		kill(this.pids);
	}

	@AfterAll
	static void killRest() {
		LEFT.values().forEach(OrphanedProcessesTests::kill);
	}

	private static void kill(List<String> pids) {
		pids.forEach((pid) -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly));
	}

	private ProcessRuntime runtime() {
		return Processes.shell("echo started again")
			.directory(this.directory)
			.gracePeriod(Duration.ofMillis(20))
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
	void orphanedProcessesWhenAdoptedAreEnded() throws Exception {
		try (ProcessRuntime runtime = runtime()) {
			assertThat(runtime.adopt("w1", 1, SecretRedactor.of(Set.of()))).isEmpty();
			assertThat(this.pids).noneMatch(Processes::isAlive);
			assertThat(runtime.isRunning("w1")).isFalse();
			assertThat(runtime.workspaceIds()).isEmpty();
		}
		assertThat(this.log.lines()).containsExactly(ENDING);
	}

	@Test
	void orphanedProcessesWhenStoppedAreEnded() throws Exception {
		try (ProcessRuntime runtime = runtime()) {
			runtime.stop("w1", 1);
			assertThat(this.pids).noneMatch(Processes::isAlive);
		}
		assertThat(this.log.lines()).containsExactly(ENDING);
	}

	@Test
	void orphanedProcessesWhenWorkspaceStartsAgainAreEndedFirst() throws Exception {
		try (ProcessRuntime runtime = runtime()) {
			assertThat(Processes.run(runtime, Processes.launch("w1"))).isZero();
			assertThat(Processes.output(runtime, "w1")).isEqualTo("started again\n");
			assertThat(this.pids).noneMatch(Processes::isAlive);
		}
		assertThat(this.log.lines()).containsExactly(ENDING);
	}

	@Test
	void orphanedProcessesWhenAnotherWorkspaceStartsAreKept() throws Exception {
		try (ProcessRuntime runtime = runtime()) {
			assertThat(Processes.run(runtime, Processes.launch("w2"))).isZero();
		}
		assertThat(this.pids).allMatch(Processes::isAlive);
	}

	@Test
	void processWithoutSessionOfItsOwnIsEndedAloneAndNotItsSession() throws Exception {
		Path own = temporary.resolve("own-session");
		try (HostProcess host = HostProcess.startInSessionWithoutLeader("end", temporary,
				Map.of("DIRECTORY", own.toString()))) {
			assertThat(host.readLine()).isEqualTo("left: 143, other is alive: true");
		}
	}

	@Test
	void processesOfAnotherLivingHostAreNotOrphaned() throws Exception {
		try (ProcessRuntime owner = runtime()) {
			assertThat(owner.workspaceIds()).containsExactly("w1");
			try (ProcessRuntime other = runtime()) {
				assertThat(other.workspaceIds()).isEmpty();
				other.stop("w1", 1);
			}
			assertThat(this.log.lines()).containsExactly("WARNING: Directory " + this.directory.toRealPath()
					+ " is in use by another host application; give each one of its own, "
					+ "so that it can end the processes that an earlier one left there");
			assertThat(this.pids).allMatch(Processes::isAlive);
		}
	}

	@Test
	void directoryThatCannotBeUsedSaysSo() throws Exception {
		Path file = Files.writeString(temporary.resolve("file"), "");
		try (ProcessRuntime runtime = Processes.shell("exit").directory(file).build()) {
			assertThatIOException().isThrownBy(runtime::workspaceIds).withMessage(file.toString());
		}
	}

}
