package io.provisionhook.workspace;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.RequiredVariable;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.workspace.runtime.RuntimeProgress;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Starts nothing, but writes down what it was asked for, and fails on demand.
 */
final class RecordingRuntime implements WorkspaceRuntime {

	final List<String> events = new CopyOnWriteArrayList<>();

	final List<WorkspaceLaunch> launches = new CopyOnWriteArrayList<>();

	volatile BaseEnvironment base = BaseEnvironment.EMPTY;

	volatile @Nullable BaseEnvironment known;

	volatile List<RequiredVariable> required = List.of();

	volatile @Nullable RuntimeException requiredFailure;

	volatile Runnable whileValidating = () -> {
	};

	volatile Runnable whileKnown = () -> {
	};

	volatile Runnable beforeLog = () -> {
	};

	volatile Runnable beforeStart = () -> {
	};

	volatile Consumer<RuntimeProgress> whileBase = (progress) -> {
	};

	volatile Consumer<WorkspaceLaunch> whileStarting = (launch) -> {
	};

	volatile Runnable beforeStop = () -> {
	};

	volatile Runnable afterIsRunning = () -> {
	};

	volatile @Nullable RuntimeException validateFailure;

	volatile @Nullable Throwable baseFailure;

	volatile @Nullable Throwable startFailure;

	volatile @Nullable Throwable stopFailure;

	volatile boolean outlivesHost = true;

	volatile @Nullable Throwable inventoryFailure;

	volatile @Nullable Throwable adoptFailure;

	private final ConcurrentMap<String, WorkspaceExit> ended = new ConcurrentHashMap<>();

	private final ConcurrentMap<String, CompletableFuture<WorkspaceExit>> running = new ConcurrentHashMap<>();

	@Override
	public void validate(WorkspaceRequest request) {
		this.whileValidating.run();
		if (this.validateFailure != null) {
			throw this.validateFailure;
		}
		if ("unknown".equals(request.template())) {
			throw new IllegalArgumentException("Unknown template \"unknown\"");
		}
	}

	@Override
	public BaseEnvironment baseEnvironment(WorkspaceRequest request, RuntimeProgress progress) throws Exception {
		this.whileBase.accept(progress);
		failWith(this.baseFailure);
		return this.base;
	}

	@Override
	public Optional<BaseEnvironment> knownEnvironment(WorkspaceRequest request) throws Exception {
		this.whileKnown.run();
		failWith(this.baseFailure);
		return Optional.ofNullable(this.known);
	}

	@Override
	public List<RequiredVariable> requiredVariables(WorkspaceRequest request) {
		RuntimeException failure = this.requiredFailure;
		if (failure != null) {
			throw failure;
		}
		return this.required;
	}

	@Override
	public CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch) throws Exception {
		this.beforeStart.run();
		this.whileStarting.accept(launch);
		failWith(this.startFailure);
		CompletableFuture<WorkspaceExit> exit = new CompletableFuture<>();
		this.running.put(launch.workspaceId(), exit);
		this.launches.add(launch);
		this.events.add("start " + launch.request().name());
		return exit;
	}

	private static void failWith(@Nullable Throwable failure) throws Exception {
		if (failure instanceof Error error) {
			throw error;
		}
		if (failure != null) {
			throw (Exception) failure;
		}
	}

	@Override
	public void stop(String workspaceId, long generation) throws Exception {
		if (Thread.interrupted()) {
			throw new InterruptedException("interrupted while it stopped");
		}
		this.beforeStop.run();
		failWith(this.stopFailure);
		this.events.add("stop");
		if (this.running.containsKey(workspaceId)) {
			exit(workspaceId, 143);
		}
	}

	@Override
	public boolean isRunning(String workspaceId) {
		boolean running = this.running.containsKey(workspaceId);
		this.afterIsRunning.run();
		return running;
	}

	@Override
	public boolean outlivesHost() {
		return this.outlivesHost;
	}

	@Override
	public InputStream log(String workspaceId) {
		this.beforeLog.run();
		return new ByteArrayInputStream(("log of " + workspaceId).getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public void remove(String workspaceId, long generation) throws Exception {
		stop(workspaceId, generation);
		this.ended.remove(workspaceId);
		this.events.add("remove " + workspaceId);
	}

	@Override
	public Set<String> workspaceIds() throws Exception {
		failWith(this.inventoryFailure);
		return Stream.concat(this.running.keySet().stream(), this.ended.keySet().stream()).collect(Collectors.toSet());
	}

	@Override
	public Optional<CompletionStage<WorkspaceExit>> adopt(String workspaceId, long generation, SecretRedactor redactor)
			throws Exception {
		failWith(this.adoptFailure);
		this.events.add("adopt " + workspaceId);
		WorkspaceExit exit = this.ended.get(workspaceId);
		return (exit != null) ? Optional.of(CompletableFuture.completedStage(exit))
				: Optional.ofNullable(this.running.get(workspaceId));
	}

	/**
	 * Have a workspace that an earlier host application started.
	 * @param workspaceId the id of the workspace
	 */
	void left(String workspaceId) {
		this.running.put(workspaceId, new CompletableFuture<>());
	}

	/**
	 * Have what is left of a workspace that has ended.
	 * @param workspaceId the id of the workspace
	 * @param code its exit code
	 */
	void leftEnded(String workspaceId, int code) {
		this.ended.put(workspaceId, new WorkspaceExit(code));
	}

	void exit(String workspaceId, int code) {
		exit(workspaceId, new WorkspaceExit(code));
	}

	void exit(String workspaceId, WorkspaceExit exit) {
		Objects.requireNonNull(this.running.remove(workspaceId)).complete(exit);
	}

	void lose(String workspaceId, Exception failure) {
		Objects.requireNonNull(this.running.remove(workspaceId)).completeExceptionally(failure);
	}

	WorkspaceLaunch launch() {
		return this.launches.get(this.launches.size() - 1);
	}

}
