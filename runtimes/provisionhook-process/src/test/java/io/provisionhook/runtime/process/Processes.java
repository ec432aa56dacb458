package io.provisionhook.runtime.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.workspace.Await;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

/**
 * What tests with real processes have in common.
 */
final class Processes {

	private Processes() {
	}

	static ProcessRuntime.Builder shell(String script) {
		return ProcessRuntime.builder().template("default", List.of("sh", "-c", script));
	}

	static WorkspaceLaunch launch(String id) {
		return launch(id, Map.of());
	}

	static WorkspaceLaunch launch(String id, Map<String, String> environment) {
		return new WorkspaceLaunch(id, WorkspaceRequest.named("demo").build(), environment, Set.of());
	}

	static WorkspaceLaunch launch(String id, String template, Map<String, String> environment) {
		return new WorkspaceLaunch(id, WorkspaceRequest.named("demo").template(template).build(), environment,
				Set.of());
	}

	static int run(ProcessRuntime runtime, WorkspaceLaunch launch) throws Exception {
		return code(runtime.start(launch));
	}

	static int code(CompletionStage<WorkspaceExit> exit) throws Exception {
		return exit.toCompletableFuture().get(60, TimeUnit.SECONDS).code();
	}

	static String output(ProcessRuntime runtime, String id) {
		try {
			return new String(runtime.log(id).readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static String firstLine(ProcessRuntime runtime, String id) {
		String output = Await.patiently().until(() -> output(runtime, id), (text) -> text.indexOf('\n') >= 0);
		return output.substring(0, output.indexOf('\n'));
	}

	/**
	 * Return whether a process is alive; one that only waits for its parent to ask for
	 * its exit code is not.
	 * @param pid the id of the process
	 * @return whether it is alive
	 */
	static boolean isAlive(String pid) {
		try {
			String stat = Files.readString(Path.of("/proc", pid, "stat"), StandardCharsets.ISO_8859_1);
			return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
		}
		catch (NoSuchFileException ex) {
			return false;
		}
		catch (IOException ex) {
			// The process went while its file was read
			return !"No such process".equals(ex.getMessage());
		}
	}

}
