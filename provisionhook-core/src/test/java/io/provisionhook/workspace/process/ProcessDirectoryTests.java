package io.provisionhook.workspace.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ProcessRuntime}: the directories of workspaces.
 */
@Timeout(300)
class ProcessDirectoryTests {

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
