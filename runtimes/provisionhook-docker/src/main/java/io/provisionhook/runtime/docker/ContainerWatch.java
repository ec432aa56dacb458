package io.provisionhook.runtime.docker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventActor;
import com.github.dockerjava.api.model.EventType;
import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.IsolatedThreads;
import io.provisionhook.workspace.runtime.WorkspaceExit;

/**
 * Knows what has to be seen to about containers: one {@link Row} for each start, from
 * before its container is created until that has ended, or has been removed if the start
 * failed. One thread compares the rows with the engine's list of our containers, which
 * alone says what is there and runs. The engine's events say when to look, and so does
 * the time: once in a while, and again soon if something was ended or is to be removed.
 * When the engine is gone, the thread waits until it is back. Thread-safe.
 */
final class ContainerWatch implements AutoCloseable {

	private static final Logger logger = System.getLogger(ContainerWatch.class.getName());

	// Engines begin to record a little after they have answered
	private static final Duration OVERLAP = Duration.ofMinutes(1);

	/**
	 * The number of pauses after which the list is looked at without an event.
	 */
	private static final int PAUSES_BETWEEN_LOOKS = 30;

	/**
	 * The number of pauses for which a container has to have ended: one that is restarted
	 * by hand has ended for a moment.
	 */
	private static final int PAUSES_UNTIL_ENDED = 2;

	/**
	 * How long a container may turn up that the engine has not said it has created.
	 */
	private static final Duration LATEST_CREATION = Duration.ofMinutes(10);

	private final IsolatedThreads threads = new IsolatedThreads("provisionhook-docker-exits-");

	private final Set<Row> rows = ConcurrentHashMap.newKeySet();

	private final Semaphore reasons = new Semaphore(0);

	private final EngineCalls calls;

	private final DockerClient client;

	private final ContainerLabels labels;

	private final Containers containers;

	private final ContainerSecrets secrets;

	private final int retained;

	private final Duration pause;

	// The engine's list may say a little later what its events have said
	private volatile boolean looksAgain;

	private @Nullable Thread thread;

	private @Nullable EngineStream<Event> events;

	private volatile boolean trims;

	private boolean closed;

	private boolean lost;

	/**
	 * Create a watch.
	 * @param calls asks the engine
	 * @param client a client of the engine
	 * @param labels tell which containers are ours
	 * @param containers the containers
	 * @param secrets forgets those of containers that are gone
	 * @param retained the number of ended containers that are kept
	 * @param pause the time between looks if there is something to be done
	 */
	ContainerWatch(EngineCalls calls, DockerClient client, ContainerLabels labels, Containers containers,
			ContainerSecrets secrets, int retained, Duration pause) {
		this.calls = calls;
		this.client = client;
		this.labels = labels;
		this.containers = containers;
		this.secrets = secrets;
		this.retained = retained;
		this.pause = pause;
	}

	/**
	 * Expect a container that is about to be created.
	 * @param workspaceId the id of its workspace
	 * @param launchId the label by which it is found
	 * @return its row
	 */
	Row expect(String workspaceId, String launchId) {
		return add(new Row(workspaceId, launchId));
	}

	/**
	 * Expect the end of a container that is there.
	 * @param workspaceId the id of its workspace
	 * @param container the container
	 * @return its row
	 */
	synchronized Row expect(String workspaceId, WorkspaceContainer container) {
		return this.rows.stream().filter((row) -> container.id().equals(row.id)).findFirst().orElseGet(() -> {
			Row row = new Row(workspaceId, String.valueOf(ContainerLabels.launchId(container.labels())));
			row.id = container.id();
			return add(row);
		});
	}

	private Row add(Row row) {
		this.rows.add(row);
		begin();
		look();
		return row;
	}

	/**
	 * Note that the engine has created a container, maybe later than it was waited for.
	 * @param row its row
	 * @param id the id of the container
	 */
	void created(Row row, String id) {
		row.id = id;
		look();
	}

	/**
	 * Expect nothing, since the engine has refused to create a container.
	 * @param row its row
	 */
	void forget(Row row) {
		this.rows.remove(row);
	}

	/**
	 * Remove a container whose start failed: now, or as soon as the engine can. Does
	 * nothing if it was refused.
	 * @param row its row
	 */
	void abandon(Row row) {
		row.state.set(State.BEING_REMOVED);
		String id = row.id;
		try {
			if (id != null) {
				remove(row, id);
			}
			else if (this.rows.contains(row)) {
				logger.log(Level.WARNING,
						"It is not known whether the engine has created container {0}; if so, it will be removed",
						Containers.nameOf(row.workspaceId));
			}
		}
		catch (DockerEngineException | RuntimeException ex) {
			logger.log(Level.WARNING, "Container {0} of workspace {1} was not started and can''t be removed yet: {2}",
					id, row.workspaceId, ex.getMessage());
		}
		finally {
			row.state.set(State.ABANDONED);
			begin();
			look();
		}
	}

	private void remove(Row row, String id) throws DockerEngineException {
		this.containers.removeDespiteInterruption(id);
		this.rows.remove(row);
		this.secrets.forget(id);
	}

	boolean expectsEndOf(String workspaceId) {
		return this.rows.stream()
			.anyMatch((row) -> row.workspaceId.equals(workspaceId) && row.id != null
					&& row.state.get() == State.EXPECTED);
	}

	/**
	 * Remove the oldest of the containers that have ended, if there are more than are
	 * kept. That is done when a workspace was started rather than when one has ended,
	 * since the ones that an earlier host application has left end for this one when it
	 * looks at them, one after the other.
	 */
	void trimSoon() {
		this.trims = true;
		look();
	}

	private void look() {
		this.reasons.release();
	}

	private synchronized void begin() {
		if (this.thread == null && !this.closed) {
			this.thread = this.threads.newThread(this::watch);
			this.thread.start();
		}
	}

	private void watch() {
		try {
			while (goesOn()) {
				watchOnce();
			}
		}
		catch (InterruptedException ex) {
			// That is how it is closed
		}
	}

	private synchronized boolean goesOn() {
		boolean goesOn = !this.closed && !this.rows.isEmpty();
		if (!goesOn) {
			this.thread = null;
		}
		return goesOn;
	}

	private void watchOnce() throws InterruptedException {
		try (EngineStream<Event> stream = open()) {
			boolean hears = isStarted(stream);
			do {
				compare();
				found(hears);
			}
			while (awaitReason(stream));
		}
		catch (DockerEngineException | RuntimeException | Error ex) {
			lost(ex);
		}
		Thread.sleep(this.pause.toMillis());
	}

	// What is there can be seen without events, though later
	private boolean isStarted(EngineStream<Event> stream) throws InterruptedException {
		try {
			this.calls.await("send its events", stream.started());
			return true;
		}
		catch (DockerEngineException ex) {
			lost(ex);
			return false;
		}
	}

	private EngineStream<Event> open() {
		EngineStream<Event> stream = new EngineStream<>(this::happened);
		stream.ended().minimalCompletionStage().whenComplete((nothing, failure) -> look());
		synchronized (this) {
			this.events = stream;
			if (this.closed) {
				stream.close();
			}
		}
		this.client.eventsCmd()
			.withEventTypeFilter(EventType.CONTAINER)
			.withEventFilter("create", "start", "die", "destroy")
			.withLabelFilter(this.labels.ours())
			.withSince(String.valueOf(Instant.now().minus(OVERLAP).getEpochSecond()))
			.exec(stream);
		return stream;
	}

	private void happened(Event event) {
		EventActor container = event.getActor();
		if (container != null && container.getAttributes() != null && !"destroy".equals(event.getAction())) {
			String code = container.getAttributes().get("exitCode");
			this.rows.stream()
				.filter((row) -> Objects.equals(row.id, container.getId()))
				.forEach((row) -> row.lastCode = (code != null) ? Integer.valueOf(code) : null);
		}
		look();
	}

	private boolean awaitReason(EngineStream<Event> stream) throws InterruptedException {
		boolean soon = this.looksAgain || this.rows.stream().anyMatch(Row::isUrgent);
		Duration wait = this.pause.multipliedBy(soon ? 1 : PAUSES_BETWEEN_LOOKS);
		this.looksAgain = this.reasons.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
		this.reasons.drainPermits();
		return !stream.ended().isDone();
	}

	private void compare() throws DockerEngineException, InterruptedException {
		// What the engine has told later may not be in the list
		Set<Row> identified = this.rows.stream().filter((row) -> row.id != null).collect(Collectors.toSet());
		Set<String> gone = new HashSet<>(this.secrets.containerIds());
		List<Container> present = this.containers.list();
		for (Row row : this.rows) {
			Container container = present.stream().filter(row::isOf).findFirst().orElse(null);
			if (row.state.get() != State.EXPECTED) {
				clear(row, container, identified.contains(row));
			}
			else if (identified.contains(row)) {
				settle(row, String.valueOf(row.id), container);
			}
		}
		present.forEach((container) -> gone.remove(container.getId()));
		gone.forEach(this.secrets::forget);
		if (this.trims) {
			this.trims = false;
			inBackground(() -> trim(present));
		}
	}

	private void settle(Row row, String id, @Nullable Container container)
			throws DockerEngineException, InterruptedException {
		if (container == null) {
			Integer code = row.lastCode;
			end(row, (row.ended == null && code != null) ? new WorkspaceExit(code) : row.ended);
		}
		else if (!WorkspaceContainer.isEnded(container.getState())) {
			row.ended = null;
		}
		else if (row.ended == null) {
			row.ended = exitOf(id);
			row.endedAt = System.nanoTime();
		}
		else if (System.nanoTime() - row.endedAt >= this.pause.multipliedBy(PAUSES_UNTIL_ENDED).toNanos()) {
			row.ended = exitOf(id);
			if (row.ended != null) {
				end(row, row.ended);
			}
		}
	}

	private @Nullable WorkspaceExit exitOf(String id) throws DockerEngineException, InterruptedException {
		return this.containers.inspect(id).map(WorkspaceContainer::exit).orElse(null);
	}

	// What those do about it who wait for it delays nothing here
	private void end(Row row, @Nullable WorkspaceExit exit) {
		if (this.rows.remove(row)) {
			this.threads.execute(() -> {
				if (exit != null) {
					row.exit.complete(exit);
				}
				else {
					row.exit.completeExceptionally(new DockerEngineException("container "
							+ Containers.nameOf(row.workspaceId) + " was removed, so nobody knows how it ended"));
				}
			});
		}
	}

	private void clear(Row row, @Nullable Container container, boolean identified) {
		if (container != null && row.state.compareAndSet(State.ABANDONED, State.BEING_REMOVED)) {
			row.id = container.getId();
			inBackground(() -> removeAgain(row, container.getId()));
		}
		else if (container == null && (identified || row.isOlderThan(LATEST_CREATION))
				&& row.state.get() == State.ABANDONED) {
			this.rows.remove(row);
		}
	}

	private void removeAgain(Row row, String id) {
		try {
			remove(row, id);
		}
		catch (DockerEngineException | IllegalStateException ex) {
			logger.log(Level.DEBUG, "Container {0} could still not be removed: {1}", id, ex.getMessage());
		}
		finally {
			row.state.set(State.ABANDONED);
		}
	}

	private void trim(List<Container> present) {
		List<Container> tooMany = present.stream()
			.filter((container) -> WorkspaceContainer.isEnded(container.getState()))
			.sorted(Comparator.comparing(Container::getCreated).reversed())
			.skip(this.retained)
			.filter((container) -> this.rows.stream().noneMatch((row) -> row.isOf(container)))
			.toList();
		try {
			for (Container container : tooMany) {
				this.containers.removeUnlessRunning(container.getId());
			}
		}
		// The latter if the runtime is closed meanwhile, and the next one will do it
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

	private synchronized void lost(Throwable ex) {
		if (!this.lost && !this.closed) {
			logger.log(Level.WARNING, "Ends of workspaces will be noticed later: {0}", ex.getMessage());
		}
		this.lost = true;
	}

	private synchronized void found(boolean hears) {
		if (this.lost && hears) {
			logger.log(Level.INFO, "The Docker engine is back, and ends of workspaces are noticed again");
			this.lost = false;
		}
	}

	/**
	 * Notice nothing any more. Whoever waits for an end goes on waiting.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		this.rows.clear();
		if (this.events != null) {
			this.events.close();
		}
		if (this.thread != null) {
			this.thread.interrupt();
		}
	}

	/**
	 * What is wanted of a container.
	 */
	private enum State {

		/**
		 * It is to run, and its end is waited for.
		 */
		EXPECTED,

		/**
		 * It is to be removed.
		 */
		ABANDONED,

		/**
		 * Some thread is about to remove it.
		 */
		BEING_REMOVED

	}

	/**
	 * One start of a workspace, and its container.
	 */
	static final class Row {

		private final String workspaceId;

		private final String launchId;

		private final long since = System.nanoTime();

		private final AtomicReference<State> state = new AtomicReference<>(State.EXPECTED);

		private final CompletableFuture<WorkspaceExit> exit = new CompletableFuture<>();

		private volatile @Nullable String id;

		// Of no use but for a container that is removed before anybody has looked at it
		private volatile @Nullable Integer lastCode;

		private volatile @Nullable WorkspaceExit ended;

		private volatile long endedAt;

		private Row(String workspaceId, String launchId) {
			this.workspaceId = workspaceId;
			this.launchId = launchId;
		}

		/**
		 * Return the end of the container.
		 * @return completed when it has ended
		 */
		CompletionStage<WorkspaceExit> exit() {
			return this.exit.minimalCompletionStage();
		}

		private boolean isOf(Container container) {
			String id = this.id;
			return (id != null) ? id.equals(container.getId())
					: this.launchId.equals(ContainerLabels.launchId(container.getLabels()));
		}

		private boolean isUrgent() {
			return this.ended != null || (this.state.get() != State.EXPECTED && this.id != null);
		}

		private boolean isOlderThan(Duration time) {
			return System.nanoTime() - this.since > time.toNanos();
		}

	}

}
