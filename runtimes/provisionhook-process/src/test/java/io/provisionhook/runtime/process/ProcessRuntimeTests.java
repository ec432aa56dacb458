package io.provisionhook.runtime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.provisionhook.ThreadTraces;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ProcessRuntime}: what is started.
 */
@Timeout(300)
class ProcessRuntimeTests {

	@Test
	void startReportsExitCode() throws Exception {
		try (ProcessRuntime runtime = Processes.shell("exit 3").build()) {
			assertThat(Processes.run(runtime, Processes.launch("w1"))).isEqualTo(3);
			assertThat(runtime.isRunning("w1")).isFalse();
		}
	}

	@Test
	void startRunsTemplateOfRequest() throws Exception {
		try (ProcessRuntime runtime = Processes.shell("echo default")
			.template("other", List.of("echo", "two  words", "$HOME"))
			.build()) {
			WorkspaceRequest request = WorkspaceRequest.named("demo").template("other").build();
			Processes.run(runtime, new WorkspaceLaunch("w1", request, Map.of(), Set.of()));
			Processes.run(runtime, Processes.launch("w2"));
			assertThat(Processes.output(runtime, "w1")).isEqualTo("two  words $HOME\n");
			assertThat(Processes.output(runtime, "w2")).isEqualTo("default\n");
		}
	}

	@Test
	void validateRefusesUnknownTemplate() {
		try (ProcessRuntime runtime = Processes.shell("exit 0").template("other", List.of("true")).build()) {
			WorkspaceRequest request = WorkspaceRequest.named("demo").template("x").build();
			assertThatIllegalArgumentException().isThrownBy(() -> runtime.validate(request))
				.withMessage("Unknown template \"x\"; the templates are default, other");
			runtime.validate(WorkspaceRequest.named("demo").template("other").build());
			runtime.validate(WorkspaceRequest.named("demo").build());
		}
	}

	@Test
	void validateRefusesMissingDefaultTemplate() {
		try (ProcessRuntime runtime = ProcessRuntime.builder().template("other", List.of("true")).build()) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> runtime.validate(WorkspaceRequest.named("demo").build()))
				.withMessage("Unknown template \"default\"; the templates are other");
		}
	}

	@Test
	void startRefusesMissingProgram() {
		try (ProcessRuntime runtime = ProcessRuntime.builder()
			.template("default", List.of("no-such-program"))
			.build()) {
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> runtime.start(Processes.launch("w1")))
				.withMessage("program \"no-such-program\" was not found in the directories of PATH");
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> runtime.start(Processes.launch("w1", Map.of("PATH", "/opt/none:/bin"))))
				.withMessage("program \"no-such-program\" was not found in the directories of PATH");
			assertThat(runtime.isRunning("w1")).isFalse();
		}
	}

	@Test
	void startRefusesPathThatIsNoProgram() {
		try (ProcessRuntime runtime = ProcessRuntime.builder().template("default", List.of("./agent")).build()) {
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> runtime.start(Processes.launch("w1")))
				.withMessage("program \"./agent\" is not an executable file");
		}
	}

	@Test
	void startFindsProgramInPathOfWorkspace(@TempDir Path bin) throws Exception {
		Path program = Files.writeString(bin.resolve("hello"), "#!/bin/sh\necho hello\n");
		Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
		Files.createDirectory(bin.resolve("not-a-program"));
		Files.createFile(bin.resolve("not-executable"));
		try (ProcessRuntime runtime = ProcessRuntime.builder()
			.template("default", List.of("hello"))
			.template("directory", List.of("not-a-program"))
			.template("file", List.of("not-executable"))
			.build()) {
			Map<String, String> environment = Map.of("PATH", "/opt/none:" + bin);
			Processes.run(runtime, Processes.launch("w1", environment));
			assertThat(Processes.output(runtime, "w1")).isEqualTo("hello\n");
			for (String template : List.of("directory", "file")) {
				WorkspaceRequest request = WorkspaceRequest.named("demo").template(template).build();
				assertThatExceptionOfType(IOException.class)
					.isThrownBy(() -> runtime.start(new WorkspaceLaunch("w2", request, environment, Set.of())))
					.withMessageEndingWith("was not found in the directories of PATH");
			}
		}
	}

	@Test
	void startRefusesWorkspaceThatIsRunning() throws Exception {
		try (ProcessRuntime runtime = Processes.shell("exec sleep 600").build()) {
			runtime.start(Processes.launch("w1"));
			assertThat(runtime.isRunning("w1")).isTrue();
			assertThatIllegalStateException().isThrownBy(() -> runtime.start(Processes.launch("w1")))
				.withMessage("Workspace 'w1' is running already");
			runtime.stop("w1", 1);
			assertThat(runtime.isRunning("w1")).isFalse();
			runtime.start(Processes.launch("w1"));
			assertThat(runtime.isRunning("w1")).isTrue();
		}
	}

	@Test
	void unknownWorkspaceIsNotRunningAndHasNoLog() throws Exception {
		try (ProcessRuntime runtime = Processes.shell("exit 0").build()) {
			runtime.stop("w9", 1);
			assertThat(runtime.isRunning("w9")).isFalse();
			assertThat(runtime.log("w9")).isEmpty();
		}
	}

	@Test
	void exitWhenStartingThreadHasTracesIsToldOnThreadWithout() throws Exception {
		ThreadTraces traces = new ThreadTraces();
		CompletableFuture<List<String>> found = new CompletableFuture<>();
		CompletableFuture<Integer> priority = new CompletableFuture<>();
		try (ProcessRuntime runtime = Processes.shell("exec sleep 600").build()) {
			Thread starting = new Thread(() -> {
				traces.leaveAll();
				try {
					runtime.start(Processes.launch("w1")).thenRun(() -> {
						found.complete(traces.found());
						priority.complete(Thread.currentThread().getPriority());
					});
				}
				catch (IOException | InterruptedException ex) {
					found.completeExceptionally(ex);
				}
			});
			starting.start();
			starting.join();
			runtime.stop("w1", 1);
			assertThat(found.get(60, TimeUnit.SECONDS)).isEmpty();
			assertThat(priority.get(60, TimeUnit.SECONDS)).isEqualTo(Thread.currentThread().getPriority());
		}
	}

}
