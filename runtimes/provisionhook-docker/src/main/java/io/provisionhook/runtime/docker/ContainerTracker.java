package io.provisionhook.runtime.docker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventActor;
import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.IsolatedThreads;
import io.provisionhook.workspace.runtime.WorkspaceExit;

/**
 * Tracks containers from before they are created until they have ended, or until they
 * have been removed if their start failed. The container list of the engine alone says
 * which containers exist and run; a {@link ReconciliationLoop} has this class compare it
 * with the tracked containers. Thread-safe.
 */
final class ContainerTracker implements ReconciliationLoop.Reconciler, AutoCloseable {

	private static final Logger logger = System.getLogger(ContainerTracker.class.getName());

	/**
	 * Number of pauses for which a container must have ended: a container that is
	 * restarted by hand has ended for a moment.
	 */
	private static final int PAUSES_UNTIL_ENDED = 2;

	/**
	 * Time in which a container may appear whose creation the engine has not confirmed.
	 */
	private static final Duration LATEST_CREATION = Duration.ofMinutes(10);

	private final IsolatedThreads threads = new IsolatedThreads("provisionhook-docker-exits-");

	private final Set<TrackedContainer> tracked = ConcurrentHashMap.newKeySet();

	private final EngineCallExecutor calls;

	private final ContainerClient containers;

	private final ContainerRedactors redactors;

	private final int retained;

	private final Duration pause;

	private final ReconciliationLoop loop;

	private volatile boolean cleanupRequested;

	/**
	 * Create a tracker.
	 * @param calls makes calls to the engine
	 * @param client the client of the engine
	 * @param labels the labels of our containers
	 * @param containers the containers of the engine
	 * @param redactors the redactors of containers; removed with their containers
	 * @param retained the number of ended containers to keep
	 * @param pause the time between reconciliations while there is urgent work
	 */
	ContainerTracker(EngineCallExecutor calls, DockerClient client, ContainerLabels labels, ContainerClient containers,
			ContainerRedactors redactors, int retained, Duration pause) {
		this.calls = calls;
		this.containers = containers;
		this.redactors = redactors;
		this.retained = retained;
		this.pause = pause;
		this.loop = new ReconciliationLoop(this.threads, calls, client, labels, pause, this);
	}

	/**
	 * Track a container that is about to be created.
	 * @param workspaceId the id of its workspace
	 * @param launchId the launch id in its labels
	 * @return the tracked container
	 */
	TrackedContainer track(String workspaceId, String launchId) {
		return add(new TrackedContainer(workspaceId, launchId));
	}

	/**
	 * Track a container that exists.
	 * @param workspaceId the id of its workspace
	 * @param container the container
	 * @return the tracked container
	 */
	synchronized TrackedContainer track(String workspaceId, WorkspaceContainer container) {
		return this.tracked.stream()
			.filter((candidate) -> container.id().equals(candidate.id))
			.findFirst()
			.orElseGet(() -> {
				String launchId = String.valueOf(ContainerLabels.launchId(container.labels()));
				TrackedContainer added = new TrackedContainer(workspaceId, launchId);
				added.id = container.id();
				return add(added);
			});
	}

	private TrackedContainer add(TrackedContainer container) {
		this.tracked.add(container);
		this.loop.trigger();
		return container;
	}

	/**
	 * Set the id of a tracked container after its creation. This may happen after the
	 * time limit of the call.
	 * @param container the tracked container
	 * @param id the id of the container
	 */
	void onCreated(TrackedContainer container, String id) {
		container.id = id;
		this.loop.trigger();
	}

	/**
	 * Stop tracking a container, as the engine has refused to create it.
	 * @param container the tracked container
	 */
	void untrack(TrackedContainer container) {
		this.tracked.remove(container);
	}

	/**
	 * Remove a container whose start failed: now, or as soon as the engine can. Does
	 * nothing if the container is no longer tracked.
	 * @param container the tracked container
	 */
	void abandon(TrackedContainer container) {
		container.state.set(State.BEING_REMOVED);
		String id = container.id;
		try {
			if (id != null) {
				remove(container, id);
			}
			else if (this.tracked.contains(container)) {
				logger.log(Level.WARNING,
						"It is not known whether the engine has created container {0}; if so, it will be removed",
						ContainerClient.nameOf(container.workspaceId));
			}
		}
		catch (DockerEngineException | RuntimeException ex) {
			logger.log(Level.WARNING, "Container {0} of workspace {1} was not started and can''t be removed yet: {2}",
					id, container.workspaceId, ex.getMessage());
		}
		finally {
			container.state.set(State.ABANDONED);
			this.loop.trigger();
		}
	}

	private void remove(TrackedContainer container, String id) throws DockerEngineException {
		this.containers.removeUninterruptibly(id);
		this.tracked.remove(container);
		this.redactors.remove(id);
	}

	boolean isExpectedToRun(String workspaceId) {
		return this.tracked.stream()
			.anyMatch((container) -> container.workspaceId.equals(workspaceId) && container.id != null
					&& container.state.get() == State.EXPECTED);
	}

	/**
	 * Remove the oldest ended containers soon, down to the number to keep. This is
	 * requested when a workspace has started, not when one has ended: the ends of
	 * containers of an earlier host application are noticed one after the other.
	 */
	void requestCleanup() {
		this.cleanupRequested = true;
		this.loop.trigger();
	}

	@Override
	public boolean hasWork() {
		return !this.tracked.isEmpty();
	}

	@Override
	public boolean isUrgent() {
		return this.tracked.stream().anyMatch(TrackedContainer::isUrgent);
	}

	@Override
	public void onEvent(Event event) {
		EventActor actor = event.getActor();
		if (actor != null && actor.getAttributes() != null && !"destroy".equals(event.getAction())) {
			String code = actor.getAttributes().get("exitCode");
			this.tracked.stream()
				.filter((container) -> Objects.equals(container.id, actor.getId()))
				.forEach((container) -> container.lastExitCode = (code != null) ? Integer.valueOf(code) : null);
		}
	}

	@Override
	public void reconcile() throws DockerEngineException, InterruptedException {
		// Containers that get their id later may not be in the list
		Set<TrackedContainer> identified = this.tracked.stream()
			.filter((container) -> container.id != null)
			.collect(Collectors.toSet());
		Set<String> gone = new HashSet<>(this.redactors.containerIds());
		List<Container> present = this.containers.list();
		for (TrackedContainer container : this.tracked) {
			Container listed = present.stream().filter(container::matches).findFirst().orElse(null);
			if (container.state.get() != State.EXPECTED) {
				removeAbandoned(container, listed, identified.contains(container));
			}
			else if (identified.contains(container)) {
				checkEnd(container, String.valueOf(container.id), listed);
			}
		}
		present.forEach((container) -> gone.remove(container.getId()));
		gone.forEach(this.redactors::remove);
		if (this.cleanupRequested) {
			this.cleanupRequested = false;
			inBackground(() -> cleanUp(present));
		}
	}

	private void checkEnd(TrackedContainer container, String id, @Nullable Container listed)
			throws DockerEngineException, InterruptedException {
		if (listed == null) {
			Integer code = container.lastExitCode;
			complete(container,
					(container.exitSeen == null && code != null) ? new WorkspaceExit(code) : container.exitSeen);
		}
		else if (!WorkspaceContainer.isEnded(listed.getState())) {
			container.exitSeen = null;
		}
		else if (container.exitSeen == null) {
			container.exitSeen = exitOf(id);
			container.exitSeenAt = System.nanoTime();
		}
		else if (System.nanoTime() - container.exitSeenAt >= this.pause.multipliedBy(PAUSES_UNTIL_ENDED).toNanos()) {
			container.exitSeen = exitOf(id);
			if (container.exitSeen != null) {
				complete(container, container.exitSeen);
			}
		}
	}

	private @Nullable WorkspaceExit exitOf(String id) throws DockerEngineException, InterruptedException {
		return this.containers.inspect(id).map(WorkspaceContainer::exit).orElse(null);
	}

	// On another thread, as callbacks of the future must not delay the loop
	private void complete(TrackedContainer container, @Nullable WorkspaceExit exit) {
		if (this.tracked.remove(container)) {
			this.threads.execute(() -> {
				if (exit != null) {
					container.exit.complete(exit);
				}
				else {
					container.exit.completeExceptionally(
							new DockerEngineException("container " + ContainerClient.nameOf(container.workspaceId)
									+ " was removed, so its exit code is not known"));
				}
			});
		}
	}

	private void removeAbandoned(TrackedContainer container, @Nullable Container listed, boolean identified) {
		if (listed != null && container.state.compareAndSet(State.ABANDONED, State.BEING_REMOVED)) {
			container.id = listed.getId();
			inBackground(() -> removeAgain(container, listed.getId()));
		}
		else if (listed == null && (identified || container.isOlderThan(LATEST_CREATION))
				&& container.state.get() == State.ABANDONED) {
			this.tracked.remove(container);
		}
	}

	// Tracked until it is no longer listed: an engine that is still creating a container
	// lists it already, but answers that there is none to remove
	private void removeAgain(TrackedContainer container, String id) {
		try {
			this.containers.removeUninterruptibly(id);
			this.redactors.remove(id);
		}
		catch (DockerEngineException | IllegalStateException ex) {
			logger.log(Level.DEBUG, "Container {0} could still not be removed: {1}", id, ex.getMessage());
		}
		finally {
			container.state.set(State.ABANDONED);
		}
	}

	private void cleanUp(List<Container> present) {
		List<Container> surplus = present.stream()
			.filter((container) -> WorkspaceContainer.isEnded(container.getState()))
			.sorted(Comparator.comparing(Container::getCreated).reversed())
			.skip(this.retained)
			.filter((container) -> this.tracked.stream().noneMatch((candidate) -> candidate.matches(container)))
			.toList();
		try {
			for (Container container : surplus) {
				this.containers.removeUnlessRunning(container.getId());
			}
		}
		// The latter if the runtime is closed meanwhile; the next runtime cleans up
		catch (DockerEngineException | IllegalStateException ex) {
			logger.log(Level.DEBUG, "Containers that have ended could not be removed: {0}", ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void inBackground(Runnable task) {
		try {
			this.calls.threads().execute(task);
		}
		catch (RejectedExecutionException ex) {
			// The runtime has been closed
		}
	}

	/**
	 * Stop tracking containers. Futures of their exits are not completed.
	 */
	@Override
	public void close() {
		this.loop.close();
		this.tracked.clear();
	}

	/**
	 * Desired state of a container.
	 */
	private enum State {

		/**
		 * The container is to run until it ends.
		 */
		EXPECTED,

		/**
		 * The container is to be removed.
		 */
		ABANDONED,

		/**
		 * A thread is removing the container.
		 */
		BEING_REMOVED

	}

	/**
	 * The container of one launch of a workspace.
	 */
	static final class TrackedContainer {

		private final String workspaceId;

		private final String launchId;

		private final long since = System.nanoTime();

		private final AtomicReference<State> state = new AtomicReference<>(State.EXPECTED);

		private final CompletableFuture<WorkspaceExit> exit = new CompletableFuture<>();

		private volatile @Nullable String id;

		// From the events, for a container that is removed before it is inspected
		private volatile @Nullable Integer lastExitCode;

		private volatile @Nullable WorkspaceExit exitSeen;

		private volatile long exitSeenAt;

		private TrackedContainer(String workspaceId, String launchId) {
			this.workspaceId = workspaceId;
			this.launchId = launchId;
		}

		CompletionStage<WorkspaceExit> exit() {
			return this.exit.minimalCompletionStage();
		}

		private boolean matches(Container container) {
			String id = this.id;
			return (id != null) ? id.equals(container.getId())
					: this.launchId.equals(ContainerLabels.launchId(container.getLabels()));
		}

		private boolean isUrgent() {
			return this.exitSeen != null || (this.state.get() != State.EXPECTED && this.id != null);
		}

		private boolean isOlderThan(Duration time) {
			return System.nanoTime() - this.since > time.toNanos();
		}

	}

}
