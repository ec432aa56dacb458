package io.provisionhook.runtime.process;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.testsupport.InstalledTool;
import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link ProcessRuntime}: what is left of a workspace that is removed.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "Looks for processes in /proc")
@Timeout(300)
class ProcessRemovalTests {

	@RegisterExtension
	private final LogCapture log = new LogCapture();

	@TempDir
	private Path temporary;

	private ProcessRuntime.Builder runtime(String script) {
		return Processes.shell(script).directory(this.temporary.resolve("workspaces"));
	}

	@Test
	void removeOfSixtyWorkspacesThatHaveEndedLeavesNothing() throws Exception {
		Path root = this.temporary.resolve("workspaces");
		try (ProcessRuntime runtime = runtime("echo text | tee file").build()) {
			for (int i = 0; i < 60; i++) {
				Processes.run(runtime, Processes.launch("w" + i));
			}
			assertThat(root.resolve(".input")).isEmptyDirectory();
			assertThat(runtime.workspaceIds()).hasSize(60);
			for (int i = 0; i < 60; i++) {
				assertThat(root.resolve("w" + i)).isNotEmptyDirectory();
				runtime.remove("w" + i, 1);
				assertThat(Processes.output(runtime, "w" + i)).isEmpty();
			}
			assertThat(runtime.workspaceIds()).isEmpty();
			assertThat(root).isDirectoryNotContaining((path) -> !path.endsWith(".input") && !path.endsWith(".lock"));
			runtime.remove("w1", 1);
			runtime.remove("unknown", 1);
		}
	}

	@Test
	void removeOfWorkspaceThatRunsEndsItFirst() throws Exception {
		try (ProcessRuntime runtime = runtime(
				"setsid -f sh -c 'echo $$ >pid; exec sleep 600'; until [ -s pid ]; do sleep 0.01; done; cat pid; exec sleep 600")
			.build()) {
			runtime.start(Processes.launch("w1"));
			String pid = Processes.firstLine(runtime, "w1");
			runtime.remove("w1", 1);
			assertThat(Processes.isAlive(pid)).isFalse();
			assertThat(runtime.isRunning("w1")).isFalse();
			assertThat(this.temporary.resolve("workspaces/w1")).doesNotExist();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "mkdir -p a/b c; touch a/b/file; chmod 0 a/b a; chmod 500 c .",
			"touch -- -rf ' ' '*' \"$(printf 'a\\nb')\" \"$(printf '\\377')\"; mkdir \"$(printf '\\376')\"",
			"for i in 1 2 3; do mkdir -p a$i/b/c/d e; touch a$i/b/c/file; ln -s a$i link$i; done; mkfifo a1/fifo",
			"ln -s \"$OUTSIDE\" link; ln -s \"$OUTSIDE/file\" file; ln \"$OUTSIDE/file\" hard; ln -s .. up; ln -s . self",
			"rm -r ../w1; ln -s \"$OUTSIDE\" ../w1", "rm -r ../w1; echo text >../w1", "rm -r ../w1",
			"N=$(printf %0250d 0); i=0; while [ $i -lt 20 ]; do mkdir $N; cd -P $N; i=$((i+1)); done; touch file" })
	void removeDeletesWhateverAWorkspaceHasMadeAndNothingElse(String script) throws Exception {
		Path outside = Files.createDirectory(this.temporary.resolve("outside"));
		Files.writeString(outside.resolve("file"), "precious");
		Path root = this.temporary.resolve("workspaces");
		try (ProcessRuntime runtime = runtime(script).build()) {
			Processes.run(runtime, Processes.launch("w1", Map.of("OUTSIDE", outside.toString())));
			runtime.remove("w1", 1);
		}
		assertThat(Files.exists(root.resolve("w1"), LinkOption.NOFOLLOW_LINKS)).isFalse();
		assertThat(outside.resolve("file")).hasContent("precious");
	}

	@Test
	void removeWhenHostIsNotRootDeletesWhatWorkspaceHasClosed() throws Exception {
		Path root = rootOfNobody();
		try (HostProcess host = HostProcess
			.startAs("nobody", "remove", root, Map.of("DIRECTORY", root.toString(), "SCRIPT",
					"mkdir -p a/b/c d; touch a/b/file d/file; chmod 0 a/b/c a/b; chmod 0 a; chmod 500 d; chmod 0 ."))) {
			assertThat(host.readLine()).isEqualTo("exit code 0");
			assertThat(host.readLine()).isEqualTo("removed");
		}
		assertThat(root.resolve("w1")).doesNotExist();
	}

	@Test
	void removeWhenSomethingBelongsToAnotherUserNamesItAndDeletesTheRest() throws Exception {
		Path root = rootOfNobody();
		Path directory = Files.createDirectory(root.resolve("w1"));
		Path file = Files.createFile(Files.createDirectories(directory.resolve("of-root")).resolve("file"));
		Files.createFile(directory.resolve("of-nobody"));
		Files.setAttribute(directory, "unix:uid", 65534);
		try (HostProcess host = HostProcess.startAs("nobody", "remove", root,
				Map.of("DIRECTORY", root.toString(), "SCRIPT", "mkdir x; touch x/y"))) {
			assertThat(host.readLine()).isEqualTo("exit code 0");
			assertThat(host.readLine())
				.isEqualTo("Directory " + directory.toRealPath() + " can't be deleted: file: AccessDeniedException");
		}
		assertThat(file).exists();
		assertThat(directory).isDirectoryNotContaining((path) -> !path.endsWith("of-root"));
	}

	private Path rootOfNobody() throws Exception {
		InstalledTool.need("setpriv", ProcessUser.isRoot(), "'setpriv' needs root");
		HostProcess.needReadableClasses();
		Files.setPosixFilePermissions(this.temporary, PosixFilePermissions.fromString("rwx--x--x"));
		Path root = Files.createDirectory(this.temporary.resolve("workspaces"));
		Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
		Files.setAttribute(root, "unix:uid", 65534);
		return root;
	}

	@Test
	void removeWhenSomethingIsMountedInTheDirectoryIsRefused() throws Exception {
		InstalledTool.need("unshare");
		InstalledTool.need("unshare", ProcessUser.isRoot(), "'unshare' needs root");
		Path outside = Files.createDirectory(this.temporary.resolve("outside"));
		Files.writeString(outside.resolve("file"), "precious");
		Path root = this.temporary.resolve("workspaces");
		try (HostProcess host = HostProcess.start(List.of("unshare", "--mount"), "remove", this.temporary,
				Map.of("DIRECTORY", root.toString(), "SCRIPT",
						"mkdir 'a b'; touch file; mount --bind " + outside + " 'a b'"))) {
			assertThat(host.readLine()).isEqualTo("exit code 0");
			Path directory = root.toRealPath().resolve("w1");
			assertThat(host.readLine()).isEqualTo("Directory " + directory
					+ " can't be deleted, since something is mounted at " + directory + "/a b; unmount it");
		}
		assertThat(outside.resolve("file")).hasContent("precious");
	}

	@Test
	void removeGivesTheUserOfAWorkspaceToAnother() throws Exception {
		InstalledTool.need("setpriv", ProcessUser.isRoot(), "'setpriv' needs root");
		Files.setPosixFilePermissions(this.temporary, PosixFilePermissions.fromString("rwx--x--x"));
		try (ProcessRuntime runtime = runtime("id -u; umask 0; mkdir -p a/b; touch a/b/c; chmod 0 a")
			.user("300000-300000")
			.build()) {
			for (String id : List.of("w1", "w2")) {
				Processes.run(runtime, Processes.launch(id));
				assertThat(Processes.output(runtime, id)).isEqualTo("300000\n");
				runtime.remove(id, 1);
				assertThat(this.temporary.resolve("workspaces").resolve(id)).doesNotExist();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "..", ".", "../outside", "/tmp", ".input", ".lock", "" })
	void removeOfWhatIsNoWorkspaceIsRefused(String id) throws Exception {
		Path outside = Files.createDirectory(this.temporary.resolve("outside"));
		try (ProcessRuntime runtime = runtime("exit 0").build()) {
			Processes.run(runtime, Processes.launch("w1"));
			assertThatIOException().isThrownBy(() -> runtime.remove(id, 1))
				.withMessage("Workspace id '" + id + "' is not the name of a directory");
		}
		assertThat(outside).exists();
		assertThat(this.temporary.resolve("workspaces/.lock")).exists();
	}

}
