package io.provisionhook.workspace.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the example of {@link WorkspaceRuntime}, which has the four methods that have
 * to be implemented.
 */
class WorkspaceRuntimeTests {

	private final WorkspaceRequest request = WorkspaceRequest.named("demo").build();

	@Test
	void exampleStartsWithExactlyTheEnvironmentOfTheLaunch() throws Exception {
		WorkspaceRuntime runtime = new AgentRuntime("test \"$TOKEN\" = secret && test -z \"$HOME\" && exit 3");
		CompletionStage<WorkspaceExit> exit = runtime.start(launch());
		assertThat(exit.toCompletableFuture().get(10, TimeUnit.SECONDS)).isEqualTo(new WorkspaceExit(3));
		assertThat(runtime.isRunning("w1")).isFalse();
	}

	@Test
	void exampleRemoveStopsTheWorkspace() throws Exception {
		WorkspaceRuntime runtime = new AgentRuntime("exec sleep 60");
		CompletionStage<WorkspaceExit> exit = runtime.start(launch());
		assertThat(runtime.isRunning("w1")).isTrue();
		runtime.remove("w1", 1);
		assertThat(exit.toCompletableFuture().get(10, TimeUnit.SECONDS).code()).isNotZero();
		assertThat(runtime.isRunning("w1")).isFalse();
	}

	@Test
	void exampleAcceptsUnknownWorkspaces() throws Exception {
		WorkspaceRuntime runtime = new AgentRuntime("true");
		runtime.stop("unknown", 1);
		assertThat(runtime.isRunning("unknown")).isFalse();
		assertThat(runtime.log("unknown")).isEmpty();
	}

	private WorkspaceLaunch launch() {
		return new WorkspaceLaunch("w1", this.request, Map.of("TOKEN", "secret", "PATH", "/usr/bin:/bin"),
				Set.of("TOKEN"));
	}

	/**
	 * The example, with a script in the place of the agent.
	 */
	private static final class AgentRuntime implements WorkspaceRuntime {

		private final Map<String, Process> processes = new ConcurrentHashMap<>();

		private final String script;

		private AgentRuntime(String script) {
			this.script = script;
		}

		@Override
		public CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch) throws IOException {
			ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", this.script);
			builder.redirectErrorStream(true).redirectOutput(Redirect.DISCARD);
			builder.environment().clear();
			builder.environment().putAll(launch.environment());
			Process process = builder.start();
			this.processes.put(launch.workspaceId(), process);
			return process.onExit().thenApply((ended) -> new WorkspaceExit(ended.exitValue()));
		}

		@Override
		public void stop(String workspaceId, long generation) throws InterruptedException {
			Process process = this.processes.get(workspaceId);
			if (process != null) {
				process.destroy();
				process.waitFor();
			}
		}

		@Override
		public boolean isRunning(String workspaceId) {
			Process process = this.processes.get(workspaceId);
			return process != null && process.isAlive();
		}

		@Override
		public InputStream log(String workspaceId) {
			return InputStream.nullInputStream();
		}

	}

}
