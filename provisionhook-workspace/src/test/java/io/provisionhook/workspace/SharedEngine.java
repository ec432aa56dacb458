package io.provisionhook.workspace;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * An engine that several hosts use. It runs one generation of a workspace at a time, as a
 * real one does by the name of a container.
 */
final class SharedEngine implements WorkspaceRuntime {

	final List<String> events = new CopyOnWriteArrayList<>();

	final Map<String, Run> runs = new ConcurrentHashMap<>();

	volatile Consumer<WorkspaceLaunch> beforeStart = (launch) -> {
	};

	volatile Consumer<WorkspaceLaunch> afterStart = (launch) -> {
	};

	volatile Consumer<String> beforeStop = (id) -> {
	};

	private final String location;

	SharedEngine(String location) {
		this.location = location;
	}

	Run run(String workspaceId) {
		return Objects.requireNonNull(this.runs.get(workspaceId));
	}

	@Override
	public String location() {
		return this.location;
	}

	@Override
	public boolean outlivesHost() {
		return true;
	}

	@Override
	public CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch) {
		this.beforeStart.accept(launch);
		Run run = new Run(launch.generation(), new CompletableFuture<>());
		this.runs.compute(launch.workspaceId(), (id, present) -> {
			if (present != null && present.generation() >= launch.generation()) {
				throw new IllegalStateException("generation " + present.generation() + " is there");
			}
			if (present != null) {
				present.exit().complete(new WorkspaceExit(137));
			}
			return run;
		});
		this.events.add("start " + launch.workspaceId() + " " + launch.generation());
		this.afterStart.accept(launch);
		return run.exit();
	}

	@Override
	public void stop(String workspaceId, long generation) {
		this.beforeStop.accept(workspaceId);
		Run run = this.runs.get(workspaceId);
		if (run != null && run.generation() <= generation && this.runs.remove(workspaceId, run)) {
			this.events.add("stop " + workspaceId + " " + run.generation());
			run.exit().complete(new WorkspaceExit(143));
		}
	}

	@Override
	public boolean isRunning(String workspaceId) {
		return this.runs.containsKey(workspaceId);
	}

	@Override
	public Set<String> workspaceIds() {
		return Set.copyOf(this.runs.keySet());
	}

	@Override
	public Optional<CompletionStage<WorkspaceExit>> adopt(String workspaceId, long generation,
			SecretRedactor redactor) {
		return Optional.ofNullable(this.runs.get(workspaceId))
			.filter((run) -> run.generation() == generation)
			.map(Run::exit);
	}

	@Override
	public InputStream log(String workspaceId) {
		return new ByteArrayInputStream(("log of " + workspaceId).getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * A run of a workspace.
	 *
	 * @param generation its generation
	 * @param exit completed when it has ended
	 */
	record Run(long generation, CompletableFuture<WorkspaceExit> exit) {
	}

}
