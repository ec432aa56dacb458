package io.provisionhook.runtime.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.testsupport.InstalledTool;
import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link ProcessRuntime}: the directories of workspaces.
 */
@Timeout(300)
class ProcessDirectoryTests {

	@RegisterExtension
	private final LogCapture log = new LogCapture();

	@TempDir
	private Path temporary;

	@Test
	void eachWorkspaceHasDirectoryOfItsOwn() throws Exception {
		Path root = this.temporary.resolve("made/when/needed");
		try (ProcessRuntime runtime = Processes.shell("pwd").directory(root).build()) {
			assertThat(root).doesNotExist();
			Processes.run(runtime, Processes.launch("w1"));
			Processes.run(runtime, Processes.launch("w2"));
			assertThat(Processes.output(runtime, "w1")).isEqualTo(root.resolve("w1").toRealPath() + "\n");
			assertThat(Processes.output(runtime, "w2")).isEqualTo(root.resolve("w2").toRealPath() + "\n");
		}
	}

	@Test
	void restartFindsFilesOfFirstStart() throws Exception {
		try (ProcessRuntime runtime = Processes.shell("ls; touch left-behind").build()) {
			Processes.run(runtime, Processes.launch("w1"));
			assertThat(Processes.output(runtime, "w1")).isEmpty();
			Processes.run(runtime, Processes.launch("w1"));
			assertThat(Processes.output(runtime, "w1")).isEqualTo("left-behind\n");
		}
	}

	@Test
	void configuredDirectoryIsKeptOnClose() throws Exception {
		try (ProcessRuntime runtime = Processes.shell("echo text > file").directory(this.temporary).build()) {
			Processes.run(runtime, Processes.launch("w1"));
		}
		assertThat(this.temporary.resolve("w1/file")).hasContent("text");
	}

	@Test
	void temporaryDirectoryIsDeletedOnClose() throws Exception {
		Path outside = Files.createDirectory(this.temporary.resolve("outside"));
		Files.createFile(outside.resolve("file"));
		Path directory;
		try (ProcessRuntime runtime = Processes.shell("mkdir -p a/b; touch a/b/c; ln -s '" + outside + "' link; pwd")
			.build()) {
			Processes.run(runtime, Processes.launch("w1"));
			directory = Path.of(Processes.firstLine(runtime, "w1"));
			assertThat(directory.resolve("a/b/c")).exists();
			assertThat(directory.resolve("link")).isSymbolicLink();
		}
		assertThat(directory.getParent()).isNotNull()
			.doesNotExist()
			.satisfies((root) -> assertThat(root.getFileName()).asString().startsWith("provisionhook-"));
		assertThat(outside.resolve("file")).exists();
	}

	@Test
	void nothingThatIsMadeIsOpenToOtherUsers() throws Exception {
		Path root = this.temporary.resolve("made/when/needed");
		try (ProcessRuntime runtime = Processes.shell("umask 0; sleep 600").directory(root).build()) {
			runtime.start(Processes.launch("w1"));
			try (Stream<Path> made = Files.walk(this.temporary.resolve("made"))) {
				assertThat(made.map((path) -> root.relativize(path) + " " + modeOf(path))).containsExactlyInAnyOrder(
						"../.. rwx------", ".. rwx------", " rwx------", ".lock rw-------", ".input rwx------",
						".input/w1 rw-------", "w1 rwx------");
			}
		}
	}

	@Test
	void temporaryDirectoryIsNotOpenToOtherUsers() throws Exception {
		try (ProcessRuntime runtime = Processes.shell("pwd").build()) {
			Processes.run(runtime, Processes.launch("w1"));
			Path directory = Path.of(Processes.firstLine(runtime, "w1"));
			assertThat(modeOf(directory)).isEqualTo("rwx------");
			assertThat(modeOf(Objects.requireNonNull(directory.getParent()))).isEqualTo("rwx------");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "rwxr-xr-x", "rwxr-x---", "rwx-wx---", "rwx---r--" })
	void configuredDirectoryWhenOpenToOtherUsersIsLeftSoWithAWarning(String mode) throws Exception {
		Files.setPosixFilePermissions(this.temporary, PosixFilePermissions.fromString(mode));
		try (ProcessRuntime runtime = Processes.shell("exit 0").directory(this.temporary).build()) {
			Processes.run(runtime, Processes.launch("w1"));
			Processes.run(runtime, Processes.launch("w2"));
		}
		assertThat(modeOf(this.temporary)).isEqualTo(mode);
		assertThat(modeOf(this.temporary.resolve("w1"))).isEqualTo("rwx------");
		assertThat(this.log.lines()).containsExactly("WARNING: Directory " + this.temporary.toRealPath()
				+ " of workspaces is open to other users of this machine; close it with \"chmod go-rw\"");
	}

	@Test
	void configuredDirectoryOfAnotherUserIsLeftSoWithAWarning() throws Exception {
		assumeThat(ProcessUser.isRoot()).isTrue();
		Files.setAttribute(this.temporary, "unix:uid", 300_000);
		try (ProcessRuntime runtime = Processes.shell("exit 0").directory(this.temporary).build()) {
			Processes.run(runtime, Processes.launch("w1"));
		}
		assertThat(ProcessUser.ownerOf(this.temporary)).isEqualTo(300_000);
		assertThat(this.log.lines()).containsExactly("WARNING: Directory " + this.temporary.toRealPath()
				+ " of workspaces belongs to another user of this machine, who can replace what is in it; give it to the "
				+ "user of this application with \"chown\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { ".lock", ".input", ".input/w1", "w1" })
	void linkToAnotherPlaceIsNotFollowed(String link) throws Exception {
		Path root = Files.createDirectory(this.temporary.resolve("root"));
		Path target = this.temporary.resolve("target");
		boolean directory = link.endsWith(".input") || link.equals("w1");
		if (directory) {
			Files.createDirectory(target);
		}
		else {
			Files.writeString(target, "precious");
		}
		Path place = root.resolve(link);
		Files.createDirectories(Objects.requireNonNull(place.getParent()));
		Files.createSymbolicLink(place, target);
		Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
		try (ProcessRuntime runtime = Processes.shell("touch made").directory(root).build()) {
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> runtime.start(Processes.launch("w1")))
				.withMessage(place.toRealPath(LinkOption.NOFOLLOW_LINKS) + " must not be a symbolic link");
		}
		if (directory) {
			assertThat(target).isEmptyDirectory();
		}
		else {
			assertThat(target).hasContent("precious");
		}
	}

	@ParameterizedTest
	@CsvSource({ "0, ", "0022, ", "0077, ", "0277, ", "0777, ", "0022, 300000-300009", "0777, 300000-300009" })
	void temporaryDirectoryWhenItWasCleanedIsMadeAgainForItsUserOnly(String umask, @Nullable String user)
			throws Exception {
		if (user != null) {
			InstalledTool.need("setpriv", ProcessUser.isRoot(), "'setpriv' needs root");
			Files.setPosixFilePermissions(this.temporary, PosixFilePermissions.fromString("rwx--x--x"));
		}
		String root = (user != null) ? "rwx--x--x" : "rwx------";
		Map<String, String> environment = (user != null) ? Map.of("WORKSPACE_USER", user) : Map.of();
		try (HostProcess host = HostProcess.start(List.of("sh", "-c", "umask " + umask + "; exec \"$@\"", "sh"),
				"clean", this.temporary, environment)) {
			assertThat(host.readLine())
				.isEqualTo("[.input rwx------, provisionhook-N " + root + ", w2 rw-------, w2 rwx------]");
			assertThat(host.awaitExit()).isZero();
		}
	}

	@Test
	void configuredDirectoryWhenItWasDeletedIsMadeAgainAndLocked() throws Exception {
		Path root = this.temporary.resolve("made/workspaces");
		try (ProcessRuntime runtime = Processes.shell("pwd; exec sleep 600").directory(root).build();
				ProcessRuntime other = Processes.shell("exit").directory(root).build()) {
			runtime.start(Processes.launch("w1"));
			new ProcessBuilder("rm", "-rf", this.temporary.resolve("made").toString()).start().waitFor();
			runtime.start(Processes.launch("w2"));
			assertThat(Processes.firstLine(runtime, "w2")).isEqualTo(root.toRealPath() + "/w2");
			assertThat(modeOf(root)).isEqualTo("rwx------");
			assertThat(other.workspaceIds()).isEmpty();
			String line = "WARNING: Directory " + root.toRealPath() + " ";
			assertThat(this.log.lines()).containsExactly(line
					+ "of workspaces is made again, since it was deleted although it is in use; keep it from being "
					+ "cleaned, or configure another directory",
					line + "is in use by another host application; give each one of its own, so that it can end the "
							+ "processes that an earlier one left there");
			runtime.stop("w1", 1);
			assertThat(runtime.isRunning("w1")).isFalse();
		}
	}

	@Test
	void directoryWhenItWasCreatedAgainIsClosedToOthers() throws Exception {
		Path root = this.temporary.resolve("workspaces");
		try (ProcessRuntime runtime = Processes.shell("rm -rf ../* ../.*; mkdir -p -m 755 $PWD ../.input; pwd")
			.directory(root)
			.build()) {
			Processes.run(runtime, Processes.launch("w1"));
			Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
			Files.setPosixFilePermissions(root.resolve(".input"), PosixFilePermissions.fromString("rwxrwxrwx"));
			Processes.run(runtime, Processes.launch("w1"));
		}
		assertThat(modeOf(root)).isEqualTo("rwx------");
		assertThat(this.log.lines()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".input", "w1" })
	void directoryWhenItBelongsToAnotherUserIsRefused(String name) throws Exception {
		assumeThat(ProcessUser.isRoot()).isTrue();
		Path root = this.temporary.resolve("workspaces");
		Path directory = root.resolve(name);
		try (ProcessRuntime runtime = Processes.shell("exit 0").directory(root).build()) {
			Processes.run(runtime, Processes.launch("w1"));
			Files.setAttribute(directory, "unix:uid", 300_000);
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> runtime.start(Processes.launch("w1")))
				.withMessage("Directory " + directory.toRealPath() + " belongs to another user of this machine; delete "
						+ "it, or give it to the user of this application with \"chown\"");
			Files.setAttribute(directory, "unix:uid", 0);
			assertThat(Processes.run(runtime, Processes.launch("w1"))).isZero();
		}
	}

	@Test
	void directoryWhenItIsReplacedByALinkIsRefused() throws Exception {
		Path root = this.temporary.resolve("workspaces");
		Path target = Files.createDirectory(this.temporary.resolve("target"));
		try (ProcessRuntime runtime = Processes.shell("exit 0").directory(root).build()) {
			Processes.run(runtime, Processes.launch("w1"));
			Files.move(root, this.temporary.resolve("moved"));
			Files.createSymbolicLink(root, target);
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> runtime.start(Processes.launch("w1")))
				.withMessage(root + " must not be a symbolic link");
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> runtime.remove("w1", 1))
				.withMessage(root + " must not be a symbolic link");
		}
		assertThat(target).isEmptyDirectory();
	}

	@Test
	void inputOfWorkspaceThatHasEndedIsDeleted() throws Exception {
		Path input = this.temporary.resolve(".input");
		Files.createDirectory(input);
		Files.createFile(input.resolve("of-an-earlier-host"));
		try (ProcessRuntime runtime = Processes.shell("exit 3").directory(this.temporary).build()) {
			for (String id : List.of("w1", "w2", "w1")) {
				Processes.run(runtime, Processes.launch(id));
			}
		}
		assertThat(input).isEmptyDirectory();
	}

	static String modeOf(Path path) {
		try {
			return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "..", "../w1", "a/b", "/tmp", ".", "", ".input", ".lock" })
	void idThatIsNoDirectoryNameIsRefused(String id) {
		try (ProcessRuntime runtime = Processes.shell("exit 0").directory(this.temporary).build()) {
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> runtime.start(Processes.launch(id)))
				.withMessage("Workspace id '" + id + "' is not the name of a directory");
		}
		assertThat(this.temporary).isDirectoryNotContaining((path) -> !path.endsWith(".lock"));
	}

}
