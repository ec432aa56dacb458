package io.provisionhook.runtime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.testsupport.InstalledTool;
import io.provisionhook.testsupport.LogCapture;
import io.provisionhook.workspace.runtime.WorkspaceExit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ProcessUser}: what a workspace can do to others and to its host.
 */
@Timeout(300)
class ProcessUserTests {

	private static final String RANGE = "300000-300009";

	private static final String ATTACK = """
			cat /proc/$VICTIM/environ /proc/$HOST/environ 2>&1 | tr '\\0' '\\n'
			ls "$HOME_OF_VICTIM" 2>&1
			cat "$HOME_OF_VICTIM/file" 2>&1
			(echo changed >"$HOME_OF_VICTIM/file") 2>&1
			kill -9 $VICTIM $HOST 2>&1
			readlink /proc/$VICTIM/cwd || echo no cwd
			""";

	// Becomes no other program, since its environment could not be read meanwhile
	private static final String VICTIM = "umask 0; echo mine >file; sleep 600 & echo $$; wait";

	@RegisterExtension
	private final LogCapture log = new LogCapture();

	@TempDir
	private Path temporary;

	@BeforeEach
	void letUsersEnter() throws IOException {
		Files.setPosixFilePermissions(this.temporary, PosixFilePermissions.fromString("rwx--x--x"));
	}

	private static void needRoot() {
		InstalledTool.need("setpriv");
		InstalledTool.need("setpriv", ProcessUser.isRoot(), "'setpriv' needs root");
	}

	private ProcessRuntime.Builder runtime(String user) {
		return Processes.shell(VICTIM)
			.template("attack", List.of("sh", "-c", ATTACK))
			.directory(this.temporary.resolve("workspaces"))
			.user(user);
	}

	private String attack(ProcessRuntime runtime) throws Exception {
		runtime.start(Processes.launch("w1", Map.of("ACCESS_TOKEN", "secret-token")));
		String victim = Processes.firstLine(runtime, "w1");
		Map<String, String> environment = Map.of("VICTIM", victim, "HOST",
				String.valueOf(ProcessHandle.current().pid()), "HOME_OF_VICTIM",
				this.temporary.resolve("workspaces/w1").toString());
		Processes.run(runtime, Processes.launch("w2", "attack", environment));
		return Processes.output(runtime, "w2").replace(victim, "VICTIM");
	}

	@Test
	void workspaceWhenUserIsOfARangeReachesNeitherOthersNorItsHost() throws Exception {
		needRoot();
		try (ProcessRuntime runtime = runtime(RANGE).build()) {
			assertThat(runtime.isolation()).isEqualTo(ProcessRuntime.Isolation.WORKSPACE);
			assertThat(attack(runtime)).doesNotContain("secret-token", "mine", "PATH=")
				.contains("cat: /proc/VICTIM/environ: Permission denied", "environ: Permission denied\nls: cannot open",
						"workspaces/w1/file: Permission denied", "no cwd");
			assertThat(runtime.isRunning("w1")).isTrue();
			assertThat(this.temporary.resolve("workspaces/w1/file")).hasContent("mine");
		}
	}

	@Test
	void workspaceWhenItHasNoUserReadsTheSecretsOfOthers() throws Exception {
		try (ProcessRuntime runtime = Processes.shell(VICTIM)
			.template("attack", List.of("sh", "-c", "cat /proc/$VICTIM/environ"))
			.build()) {
			assertThat(runtime.isolation()).isEqualTo(ProcessRuntime.Isolation.NONE);
			runtime.start(Processes.launch("w1", Map.of("ACCESS_TOKEN", "secret-token")));
			Map<String, String> environment = Map.of("VICTIM", Processes.firstLine(runtime, "w1"));
			Processes.run(runtime, Processes.launch("w2", "attack", environment));
			assertThat(Processes.output(runtime, "w2")).contains("ACCESS_TOKEN=secret-token");
		}
	}

	@Test
	void workspaceWhenUserIsFixedReachesOthersButNotItsHost() throws Exception {
		needRoot();
		try (ProcessRuntime runtime = runtime("nobody").build()) {
			assertThat(runtime.isolation()).isEqualTo(ProcessRuntime.Isolation.HOST);
			assertThat(attack(runtime)).contains("secret-token", "environ: Permission denied").doesNotContain("PATH=");
		}
	}

	@Test
	void processHasNoPrivilegesNorOtherVariables() throws Exception {
		needRoot();
		String script = "env; sed -n -e '/^[UG]id/p' -e '/^Groups/p' -e '/^Cap/p' -e '/^NoNew/p' /proc/$$/status";
		try (ProcessRuntime runtime = Processes.shell(script).directory(this.temporary).user(RANGE).build()) {
			Processes.run(runtime, Processes.launch("w1", Map.of("A", "1")));
			assertThat(Processes.output(runtime, "w1").replaceAll("\\h+", " ").lines()).containsExactlyInAnyOrder("A=1",
					"PWD=" + this.temporary.toRealPath().resolve("w1"),
					"WORKSPACE_COOKIE=" + this.temporary.toRealPath().resolve(".input/w1"),
					"Uid: 300000 300000 300000 300000", "Gid: 300000 300000 300000 300000", "Groups: ",
					"CapInh: 0000000000000000", "CapPrm: 0000000000000000", "CapEff: 0000000000000000",
					"CapBnd: 0000000000000000", "CapAmb: 0000000000000000", "NoNewPrivs: 1");
		}
	}

	@Test
	void userOfWorkspaceStaysWithItsDirectory() throws Exception {
		needRoot();
		Path root = this.temporary.resolve("made/workspaces");
		String script = "id -u; ls; touch left-behind; cd / && ls \"$OLDPWD\" >/dev/null && echo entered";
		for (int start = 0; start < 2; start++) {
			try (ProcessRuntime runtime = Processes.shell(script).directory(root).user("300000-300001").build()) {
				for (String id : List.of("w1", "w2")) {
					Processes.run(runtime, Processes.launch(id));
					String user = id.replace("w1", "300000").replace("w2", "300001");
					assertThat(Processes.output(runtime, id))
						.isEqualTo(user + ((start > 0) ? "\nleft-behind\n" : "\n") + "entered\n");
				}
				assertThatIOException().isThrownBy(() -> runtime.start(Processes.launch("w3")))
					.withMessage("Each user id of 300000-300001 has a directory in " + root.toRealPath()
							+ "; delete directories of workspaces that are not needed any more, or configure a larger range");
			}
		}
		assertThat(ProcessDirectoryTests.modeOf(root)).isEqualTo("rwx--x--x");
		assertThat(ProcessDirectoryTests.modeOf(root.resolve("w1"))).isEqualTo("rwx------");
		assertThat(ProcessDirectoryTests.modeOf(root.resolve(".input"))).isEqualTo("rwx------");
	}

	@Test
	void directoryWhenItHasAnotherOwnerIsRefusedAndKept() throws Exception {
		needRoot();
		Path directory = Files.createDirectories(this.temporary.resolve("w1"));
		Path file = Files.writeString(directory.resolve("file"), "of root");
		try (ProcessRuntime runtime = Processes.shell("exit 0").directory(this.temporary).user(RANGE).build()) {
			assertThatIOException().isThrownBy(() -> runtime.start(Processes.launch("w1")))
				.withMessage("Directory " + directory + " belongs to the user id 0, and not to one of " + RANGE
						+ "; delete it, or give it and all that is in it to such a user id that no other workspace has");
		}
		assertThat(ProcessUser.ownerOf(directory)).isZero();
		assertThat(ProcessUser.ownerOf(file)).isZero();
	}

	@Test
	void directoryWhenUsersCannotEnterItIsNamed() throws Exception {
		needRoot();
		Files.setPosixFilePermissions(this.temporary, PosixFilePermissions.fromString("rwx------"));
		try (ProcessRuntime runtime = runtime(RANGE).build()) {
			assertThatIOException().isThrownBy(() -> runtime.start(Processes.launch("w1")))
				.withMessage(
						"Directory " + this.temporary.toRealPath() + " can't be entered by the users of workspaces; "
								+ "allow that with \"chmod o+x\", or configure another directory for workspaces");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "sleep 600 & echo $$ $!; wait", "(setsid sh -c 'setsid sleep 600 & echo $!' &); sleep 600",
			"env -i setsid -f sh -c 'cd /; echo $$; exec sleep 600 </dev/null >/dev/null 2>&1'; sleep 600" })
	void stopEndsAllProcessesOfTheUser(String script) throws Exception {
		needRoot();
		try (ProcessRuntime runtime = Processes.shell(script).user(RANGE).gracePeriod(Duration.ofMillis(20)).build()) {
			runtime.start(Processes.launch("w1"));
			String[] pids = Processes.firstLine(runtime, "w1").split(" ", 0);
			runtime.stop("w1", 1);
			assertThat(pids).noneMatch(Processes::isAlive);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "setsid -f sh -c 'cd /; echo $$; exec sleep 600 </dev/null >/dev/null 2>&1'; sleep 600",
			"env -i setsid -f sh -c 'cd /; echo $$; exec sleep 600'; sleep 600",
			"env -i setsid -f sh -c 'echo $$; exec sleep 600 </dev/null >/dev/null 2>&1'; sleep 600" })
	void stopWhenUserIsFixedEndsProcessesThatHaveLeft(String script) throws Exception {
		needRoot();
		try (ProcessRuntime runtime = Processes.shell(script)
			.user("nobody")
			.gracePeriod(Duration.ofMillis(20))
			.build()) {
			runtime.start(Processes.launch("w1"));
			String pid = Processes.firstLine(runtime, "w1");
			runtime.stop("w1", 1);
			assertThat(Processes.isAlive(pid)).isFalse();
		}
	}

	@Test
	void processOfUserThatHasLeftEverythingWhenHostIsKilledIsEndedByTheNextOne() throws Exception {
		needRoot();
		Path scripts = Files.createDirectory(this.temporary.resolve("scripts"));
		Files.writeString(scripts.resolve("w0"),
				"env -i setsid -f sh -c 'cd /; echo $$; exec sleep 600 </dev/null >/dev/null 2>&1'; exec sleep 600");
		Map<String, String> environment = Map.of("DIRECTORY", this.temporary.resolve("workspaces").toString(),
				"SCRIPTS", scripts.toString(), "WORKSPACE_USER", RANGE);
		String pid;
		try (HostProcess host = HostProcess.start("scripts", this.temporary, environment)) {
			pid = String.valueOf(host.readLine());
			host.kill();
			host.awaitExit();
		}
		assertThat(Processes.isAlive(pid)).isTrue();
		try (ProcessRuntime runtime = runtime(RANGE).gracePeriod(Duration.ofMillis(20)).build()) {
			assertThat(runtime.workspaceIds()).containsExactly("w0");
			runtime.remove("w0", 1);
		}
		assertThat(Processes.isAlive(pid)).isFalse();
		assertThat(this.log.lines()).hasSize(1);
	}

	@Test
	void stopLetsProcessOfOtherUserEndInOrder() throws Exception {
		needRoot();
		String script = "trap 'echo bye; exit 7' TERM; echo up; sleep 600 & wait";
		try (ProcessRuntime runtime = Processes.shell(script).user(RANGE).gracePeriod(Duration.ofMinutes(5)).build()) {
			CompletionStage<WorkspaceExit> exit = runtime.start(Processes.launch("w1"));
			Processes.firstLine(runtime, "w1");
			runtime.stop("w1", 1);
			assertThat(Processes.code(exit)).isEqualTo(7);
			assertThat(Processes.output(runtime, "w1")).startsWith("up\n").endsWith("bye\n");
		}
	}

	@Test
	void processesOfUserWhenHostIsKilledAreEndedByTheNextOne() throws Exception {
		needRoot();
		Path root = this.temporary.resolve("workspaces");
		Map<String, String> environment = Map.of("DIRECTORIES", root.toString(), "WORKSPACE_USER", RANGE);
		String[] pids;
		try (HostProcess host = HostProcess.start("leave", this.temporary, environment)) {
			pids = String.valueOf(host.readLine()).split(" ", 0);
			host.kill();
			host.awaitExit();
		}
		assertThat(pids).hasSize(2).allMatch(Processes::isAlive);
		try (ProcessRuntime runtime = runtime(RANGE).gracePeriod(Duration.ofMillis(20)).build()) {
			assertThat(runtime.workspaceIds()).containsExactly("w1");
			runtime.stop("w1", 1);
		}
		assertThat(pids).noneMatch(Processes::isAlive);
		assertThat(this.log.lines()).hasSize(1);
	}

	@Test
	void templateOverridesUser() throws Exception {
		needRoot();
		ProcessRuntime.Builder builder = Processes.shell("id -u").template("other", List.of("id", "-u"), "nobody");
		try (ProcessRuntime runtime = builder.user(RANGE).build()) {
			assertThat(runtime.isolation()).isEqualTo(ProcessRuntime.Isolation.HOST);
			Processes.run(runtime, Processes.launch("w1"));
			Processes.run(runtime, Processes.launch("w2", "other", Map.of()));
			assertThat(Processes.output(runtime, "w1")).isEqualTo("300000\n");
			assertThat(Processes.output(runtime, "w2")).isEqualTo("65534\n");
		}
	}

	@Test
	void processThatCannotBeEndedIsNamedInTheRecordAndEndedBeforeTheNextStart() throws Exception {
		needRoot();
		HostProcess.needReadableClasses();
		Path setpriv = Files.copy(InstalledTool.need("setpriv"), this.temporary.resolve("setpriv"));
		Runtime.getRuntime().exec(new String[] { "chmod", "u+s", setpriv.toString() }).waitFor();
		Path directory = Files.createDirectory(this.temporary.resolve("tmp"));
		Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
		try (HostProcess host = HostProcess.startAs("nobody", "unkillable", directory,
				Map.of("SETPRIV", setpriv.toString()))) {
			String pid = String.valueOf(host.readLine());
			try {
				assertThat(host.readLine())
					.isEqualTo("exit: Workspace 'ID' has processes that do not end although they were killed: " + pid);
				assertThat(host.readLine()).isEqualTo("true");
			}
			finally {
				ProcessHandle.of(Long.parseLong(pid)).ifPresent((process) -> {
					process.destroyForcibly();
					process.onExit().join();
				});
			}
			host.writeLine();
			assertThat(host.readLine()).isEqualTo("false");
			assertThat(host.readLine()).isEqualTo("exit code 0");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "GLIBC_TUNABLES", "LOCPATH", "GCONV_PATH" })
	void variableWhenRootWouldObeyItIsRefused(String name) throws Exception {
		needRoot();
		try (ProcessRuntime runtime = Processes.shell("exit 0").user(RANGE).build()) {
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> runtime.start(Processes.launch("w1", Map.of(name, "/tmp/mine"))))
				.withMessage("variable " + name + " can't be given to a workspace that runs as user \"" + RANGE
						+ "\", since it would be obeyed by programs that still run as root");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					no-such-user    | Unknown user "no-such-user"
					--help          | Unknown user "--help"
					2999999         | Unknown user "2999999"
					''              | Unknown user ""
					root            | "root" must be a user other than root, or a range of ids such as 300000-365535
					0               | "0" must be a user other than root, or a range of ids such as 300000-365535
					0-10            | "0-10" must be a user other than root, or a range of ids such as 300000-365535
					300001-300000   | "300001-300000" must be a user other than root, or a range of ids such as 300000-365535
					1-99999999999   | User id 99999999999 is too large
					65534-65535     | Range "65534-65535" must not contain the id 65534, which belongs to "nobody" of /etc/passwd
					60000-365535    | Range "60000-365535" must not contain the id 65534, which belongs to "nobody" of /etc/passwd
					""")
	void userWhenItIsOfNoUseIsRefused(String user, String message) throws Exception {
		needRoot();
		ProcessRuntime.Builder builder = ProcessRuntime.builder();
		assertThatIllegalArgumentException().isThrownBy(() -> builder.user(user)).withMessage(message);
		assertThatIllegalArgumentException().isThrownBy(() -> builder.template("a", List.of("true"), user))
			.withMessage(message);
	}

	@Test
	void userWhenHostIsNotRootIsRefused() throws Exception {
		needRoot();
		HostProcess.needReadableClasses();
		try (HostProcess host = HostProcess.startAs("nobody", "user", this.temporary, Map.of())) {
			assertThat(host.readLine())
				.isEqualTo("Processes can't run as user \"" + RANGE + "\": the host application is not root");
		}
	}

}
