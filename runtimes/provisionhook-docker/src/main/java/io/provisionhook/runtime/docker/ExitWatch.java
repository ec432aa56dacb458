package io.provisionhook.runtime.docker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Event;
import org.jspecify.annotations.Nullable;

import io.provisionhook.IsolatedThreads;
import io.provisionhook.workspace.WorkspaceExit;

/**
 * Notices how containers end: by one stream of the engine's events for all of them. It is
 * opened for the first and stays open. Whenever the stream begins, those that have ended
 * meanwhile are looked up; when it breaks, since the engine is gone, it is opened again
 * until the engine is back. As long as it is open, abandoned containers are removed. It
 * isn't opened again if there are none of either any more.
 */
final class ExitWatch implements ExitEvents.Listener, AutoCloseable {

	private static final Logger logger = System.getLogger(ExitWatch.class.getName());

	private final IsolatedThreads threads = new IsolatedThreads("provisionhook-docker-exits-");

	private final EngineCalls calls;

	private final ExitEvents exits;

	private final Containers containers;

	private final Consumer<String> afterRemoval;

	private final Duration pause;

	private final WatchedContainers watched;

	private final AbandonedContainers abandoned;

	private @Nullable Thread thread;

	private @Nullable EngineStream<Event> events;

	private boolean closed;

	private boolean lost;

	/**
	 * Create a watch.
	 * @param calls asks the engine
	 * @param client a client of the engine
	 * @param labels tell which containers are ours
	 * @param containers the containers
	 * @param afterRemoval given the ids of containers that were removed
	 * @param pause the time between attempts
	 */
	ExitWatch(EngineCalls calls, DockerClient client, ContainerLabels labels, Containers containers,
			Consumer<String> afterRemoval, Duration pause) {
		this.calls = calls;
		this.exits = new ExitEvents(client, labels, this);
		this.containers = containers;
		this.afterRemoval = afterRemoval;
		this.pause = pause;
		this.watched = new WatchedContainers(this.threads);
		this.abandoned = new AbandonedContainers(containers);
	}

	/**
	 * Expect the end of a container that is there, started or not.
	 * @param containerId the id of the container
	 * @param workspaceId the id of its workspace
	 * @return completed when it has ended
	 */
	CompletionStage<WorkspaceExit> expect(String containerId, String workspaceId) {
		CompletionStage<WorkspaceExit> exit = this.watched.add(containerId, workspaceId).minimalCompletionStage();
		begin();
		return exit;
	}

	/**
	 * Remove a container whose end nobody waits for: now, or as soon as the engine can.
	 * @param containerId the id of the container
	 * @param workspaceId the id of its workspace
	 */
	void abandon(String containerId, String workspaceId) {
		this.watched.remove(containerId);
		try {
			this.abandoned.remove(containerId);
		}
		catch (DockerEngineException | RuntimeException ex) {
			logger.log(Level.WARNING, "Container {0} of workspace {1} was not started and can''t be removed yet: {2}",
					containerId, workspaceId, ex.getMessage());
			begin();
		}
	}

	boolean expects(String containerId) {
		return this.watched.contains(containerId);
	}

	boolean expectsEndOf(String workspaceId) {
		return this.watched.hasWorkspace(workspaceId);
	}

	@Override
	public void ended(String containerId, WorkspaceExit exit) {
		this.watched.ended(containerId, exit);
	}

	@Override
	public void removed(String containerId) {
		this.watched.gone(containerId);
		this.afterRemoval.accept(containerId);
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
		boolean goesOn = !this.closed && !(this.watched.isEmpty() && this.abandoned.isEmpty());
		if (!goesOn) {
			this.thread = null;
		}
		return goesOn;
	}

	private void watchOnce() throws InterruptedException {
		try (EngineStream<Event> stream = open()) {
			this.calls.await("send its events", stream.started());
			lookUp();
			found();
			do {
				this.abandoned.removeAll();
			}
			while (!stream.endsWithin(this.pause));
		}
		catch (DockerEngineException | RuntimeException ex) {
			lost(ex);
		}
		Thread.sleep(this.pause.toMillis());
	}

	private EngineStream<Event> open() {
		EngineStream<Event> stream = this.exits.stream();
		synchronized (this) {
			this.events = stream;
			if (this.closed) {
				stream.close();
			}
		}
		this.exits.begin(stream);
		return stream;
	}

	private void lookUp() throws DockerEngineException, InterruptedException {
		Set<String> expected = this.watched.ids();
		Map<String, String> states = new HashMap<>();
		for (Container container : this.containers.list()) {
			states.put(container.getId(), String.valueOf(container.getState()));
		}
		for (String id : expected) {
			String state = states.get(id);
			if (state == null) {
				removed(id);
			}
			else if (WorkspaceContainer.isEnded(state)) {
				check(id);
			}
		}
	}

	/**
	 * Look whether a container has ended that may have done so before it was expected.
	 * @param id the id of the container
	 * @throws DockerEngineException if that can't be found out
	 * @throws InterruptedException if the caller is interrupted
	 */
	void check(String id) throws DockerEngineException, InterruptedException {
		WorkspaceContainer container = this.containers.inspect(id).orElse(null);
		if (container == null) {
			removed(id);
		}
		else if (container.exit() != null) {
			ended(id, container.exit());
		}
	}

	private synchronized void lost(Exception ex) {
		if (!this.lost && !this.closed) {
			logger.log(Level.WARNING, "Ends of workspaces will be noticed later: {0}", ex.getMessage());
		}
		this.lost = true;
	}

	private synchronized void found() {
		if (this.lost) {
			logger.log(Level.INFO, "The Docker engine is back, and ends of workspaces are noticed again");
		}
		this.lost = false;
	}

	/**
	 * Notice nothing any more. Whoever waits for an end goes on waiting.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		this.watched.clear();
		if (this.events != null) {
			this.events.close();
		}
		if (this.thread != null) {
			this.thread.interrupt();
		}
	}

}
