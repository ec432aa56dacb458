package io.provisionhook.runtime.docker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventType;
import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.IsolatedThreads;

/**
 * Runs a {@link Reconciler} on one thread while it has work: after events of the engine,
 * on request, and periodically. If the engine is lost, the thread tries again until it is
 * back. Thread-safe.
 */
final class ReconciliationLoop implements AutoCloseable {

	private static final Logger logger = System.getLogger(ReconciliationLoop.class.getName());

	/**
	 * Age of the oldest events to receive: engines begin to record events a little after
	 * they have answered.
	 */
	private static final Duration EVENT_OVERLAP = Duration.ofMinutes(1);

	/**
	 * Number of pauses before the next reconciliation if nothing happens.
	 */
	private static final int IDLE_PAUSES = 30;

	/**
	 * Number of reconciliations in a pause, at most, however many events there are.
	 */
	private static final int MAX_IN_PAUSE = 10;

	private final IsolatedThreads threads;

	private final EngineCallExecutor calls;

	private final DockerClient client;

	private final ContainerLabels labels;

	private final Duration pause;

	private final Reconciler reconciler;

	private final Semaphore triggers = new Semaphore(0);

	// The container list of the engine may lag behind its events
	private volatile boolean repeats;

	private @Nullable Thread thread;

	private @Nullable EngineStream<Event> events;

	private boolean closed;

	private boolean engineLost;

	/**
	 * Create a loop.
	 * @param threads creates the thread of the loop
	 * @param calls waits for the engine
	 * @param client the client of the engine
	 * @param labels select the containers whose events count
	 * @param pause the time between reconciliations while there is urgent work
	 * @param reconciler the reconciler to run
	 */
	ReconciliationLoop(IsolatedThreads threads, EngineCallExecutor calls, DockerClient client, ContainerLabels labels,
			Duration pause, Reconciler reconciler) {
		this.threads = threads;
		this.calls = calls;
		this.client = client;
		this.labels = labels;
		this.pause = pause;
		this.reconciler = reconciler;
	}

	/**
	 * Run the reconciler soon. Starts the thread if it does not run.
	 */
	void trigger() {
		startThread();
		this.triggers.release();
	}

	private synchronized void startThread() {
		if (this.thread == null && !this.closed) {
			this.thread = this.threads.newThread(this::run);
			this.thread.start();
		}
	}

	private void run() {
		try {
			while (continues()) {
				reconcileUntilStreamEnds();
			}
		}
		catch (InterruptedException ex) {
			// The loop has been closed
		}
	}

	private synchronized boolean continues() {
		boolean continues = !this.closed && this.reconciler.hasWork();
		if (!continues) {
			this.thread = null;
		}
		return continues;
	}

	private void reconcileUntilStreamEnds() throws InterruptedException {
		try (EngineStream<Event> stream = openEvents()) {
			boolean receivesEvents = awaitStart(stream);
			do {
				this.reconciler.reconcile();
				if (receivesEvents) {
					engineFound();
				}
			}
			while (awaitTrigger(stream));
		}
		catch (DockerEngineException | RuntimeException | Error ex) {
			engineLost(ex);
		}
		Thread.sleep(this.pause.toMillis());
	}

	private EngineStream<Event> openEvents() {
		EngineStream<Event> stream = new EngineStream<>(this::onEvent);
		stream.ended().minimalCompletionStage().whenComplete((nothing, failure) -> this.triggers.release());
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
			.withSince(String.valueOf(Instant.now().minus(EVENT_OVERLAP).getEpochSecond()))
			.exec(stream);
		return stream;
	}

	private void onEvent(Event event) {
		this.reconciler.onEvent(event);
		this.triggers.release();
	}

	// Without events the reconciler still runs, though later
	private boolean awaitStart(EngineStream<Event> stream) throws InterruptedException {
		try {
			this.calls.await("send its events", stream.started());
			return true;
		}
		catch (DockerEngineException ex) {
			engineLost(ex);
			return false;
		}
	}

	private boolean awaitTrigger(EngineStream<Event> stream) throws InterruptedException {
		// Many containers that start at once have many events
		Thread.sleep(this.pause.dividedBy(MAX_IN_PAUSE).toMillis());
		boolean soon = this.repeats || this.reconciler.isUrgent();
		Duration wait = this.pause.multipliedBy(soon ? 1 : IDLE_PAUSES);
		this.repeats = this.triggers.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
		this.triggers.drainPermits();
		return !stream.ended().isDone();
	}

	private synchronized void engineLost(Throwable ex) {
		if (!this.engineLost && !this.closed) {
			logger.log(Level.WARNING, "Ends of workspaces will be noticed later: {0}", ex.getMessage());
		}
		this.engineLost = true;
	}

	private synchronized void engineFound() {
		if (this.engineLost) {
			logger.log(Level.INFO, "The Docker engine is back, and ends of workspaces are noticed again");
			this.engineLost = false;
		}
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		if (this.events != null) {
			this.events.close();
		}
		if (this.thread != null) {
			this.thread.interrupt();
		}
	}

	/**
	 * Compares the desired state of containers with their actual state.
	 */
	interface Reconciler {

		/**
		 * Return whether the loop has to go on.
		 * @return {@code false} to stop its thread until the next trigger
		 */
		boolean hasWork();

		/**
		 * Return whether the next reconciliation is due after one pause.
		 * @return {@code false} if it can wait for an event
		 */
		boolean isUrgent();

		/**
		 * Receive an event of a container, on a thread of the client.
		 * @param event the event
		 */
		void onEvent(Event event);

		/**
		 * Reconcile, on the thread of the loop.
		 * @throws DockerEngineException if the engine is lost
		 * @throws InterruptedException if the loop is closed
		 */
		void reconcile() throws DockerEngineException, InterruptedException;

	}

}
