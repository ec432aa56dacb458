package io.provisionhook.runtime.kubernetes;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.IsolatedThreads;
import io.provisionhook.workspace.runtime.WorkspaceExit;

/**
 * Tracks Pods from their creation until they have ended, and removes Pods whose start
 * failed or of which there are too many. A {@link PodWatch} tells their states. Whether a
 * Pod is gone, the API server is asked again. Thread-safe.
 */
final class PodTracker implements PodWatch.PodObserver, AutoCloseable {

	private static final Logger logger = System.getLogger(PodTracker.class.getName());

	/**
	 * Time in which a Pod may appear whose creation the API server has not confirmed.
	 */
	private static final Duration LATEST_CREATION = Duration.ofMinutes(2);

	/**
	 * Time in which the exit code of a Pod may follow its end.
	 */
	private static final Duration SETTLING = Duration.ofSeconds(10);

	private static final int THREADS = 4;

	private final Map<String, TrackedPod> tracked = new ConcurrentHashMap<>();

	private final PodClient pods;

	private final PodRedactors redactors;

	private final int retained;

	private final Duration pause;

	private final PodWatch watch;

	private final ScheduledThreadPoolExecutor threads;

	/**
	 * Create a tracker.
	 * @param pods the calls of the API server
	 * @param redactors the redactors of Pods; removed with their Pods
	 * @param retained the number of ended Pods to keep
	 * @param period the period of the watch
	 * @param pause the time before the next attempt after a failure
	 */
	PodTracker(PodClient pods, PodRedactors redactors, int retained, Duration period, Duration pause) {
		this.pods = pods;
		this.redactors = redactors;
		this.retained = retained;
		this.pause = pause;
		this.watch = new PodWatch(pods, period, pause, this);
		this.threads = new ScheduledThreadPoolExecutor(THREADS, new IsolatedThreads("provisionhook-kubernetes-"));
		this.threads.setKeepAliveTime(10, TimeUnit.SECONDS);
		this.threads.allowCoreThreadTimeOut(true);
		this.threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	PodWatch watch() {
		return this.watch;
	}

	/**
	 * Track a Pod.
	 * @param pod the Pod
	 * @return the tracked Pod
	 */
	TrackedPod track(WorkspacePod pod) {
		TrackedPod result = this.tracked.computeIfAbsent(pod.uid(), (uid) -> new TrackedPod(pod.withoutVariables()));
		this.watch.start();
		onChange(pod);
		return result;
	}

	/**
	 * Ask the API server for a Pod. No failure is final, for an API server that has just
	 * started refuses all but administrators until it has read the roles.
	 * @param pod the tracked Pod, which receives the answer
	 * @return why there is no answer now; {@code null} if there is one
	 * @throws InterruptedException if the caller is interrupted
	 */
	@Nullable String refresh(TrackedPod pod) throws InterruptedException {
		WorkspacePod last = pod.current();
		try {
			Optional<WorkspacePod> present = this.pods.get(last);
			if (present.isPresent()) {
				onChange(present.get());
			}
			else {
				onDeleted(last);
			}
			return null;
		}
		catch (KubernetesException ex) {
			return ex.getMessage();
		}
	}

	boolean isExpectedToRun(Predicate<WorkspacePod> selection) {
		return this.tracked.values().stream().map(TrackedPod::current).anyMatch(selection);
	}

	@Override
	public Listing beginList() {
		return new PodListing(Set.copyOf(this.tracked.keySet()));
	}

	@Override
	public void onChange(WorkspacePod pod) {
		TrackedPod known = this.tracked.get(pod.uid());
		if (known != null) {
			known.update(pod.withoutVariables());
			WorkspaceExit exit = pod.exit();
			if (exit != null && pod.isExitComplete()) {
				complete(known, exit);
			}
			else if (exit != null && !known.settling.getAndSet(true)) {
				inBackground(SETTLING, () -> complete(known, exit));
			}
		}
	}

	@Override
	public void onDeleted(WorkspacePod pod) {
		onChange(pod);
		TrackedPod known = this.tracked.get(pod.uid());
		if (known != null) {
			complete(known, null);
		}
	}

	// On another thread, since listeners of an exit must not delay the watch
	private void complete(TrackedPod pod, @Nullable WorkspaceExit exit) {
		if (!this.tracked.remove(pod.current().uid(), pod)) {
			return;
		}
		pod.end();
		WorkspacePod last = pod.current();
		WorkspaceExit known = (exit != null) ? exit : new WorkspaceExit(WorkspacePod.UNKNOWN_CODE,
				last + " was deleted" + last.onNode() + " while it ran: its node or somebody deleted it");
		inBackground(Duration.ZERO, () -> pod.exit.complete(known));
	}

	/**
	 * Remove a Pod whose start failed: now, or as soon as the API server can.
	 * @param pod the tracked Pod
	 */
	void abandon(TrackedPod pod) {
		WorkspacePod last = pod.current();
		this.tracked.remove(last.uid(), pod);
		abandon(last);
	}

	private void abandon(WorkspacePod pod) {
		boolean interrupted = Thread.interrupted();
		try {
			this.pods.delete(pod);
		}
		catch (KubernetesException | InterruptedException ex) {
			interrupted |= ex instanceof InterruptedException;
			logger.log(Level.WARNING, "{0} was not started and can''t be removed yet: {1}", pod, ex.getMessage());
			inBackground(this.pause, () -> removeAgain(pod));
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private void removeAgain(WorkspacePod pod) {
		if (!remove(pod)) {
			inBackground(this.pause, () -> removeAgain(pod));
		}
	}

	private boolean remove(WorkspacePod pod) {
		try {
			this.pods.delete(pod);
			return true;
		}
		catch (KubernetesException ex) {
			logger.log(Level.DEBUG, "{0} could still not be removed: {1}", pod, ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return false;
	}

	/**
	 * Remove a Pod that may have been created, though the API server has not said so.
	 * @param namespace the namespace of the Pod
	 * @param name the name of the Pod
	 * @param launchId the id of the launch that has created it
	 */
	void abandon(String namespace, String name, String launchId) {
		logger.log(Level.WARNING,
				"It is not known whether the cluster has created Pod {0}/{1}; if so, it will be removed", namespace,
				name);
		abandon(namespace, name, launchId, System.nanoTime());
	}

	private void abandon(String namespace, String name, String launchId, long since) {
		inBackground(this.pause, () -> {
			try {
				Optional<WorkspacePod> present = this.pods.get(namespace, name)
					.filter((pod) -> launchId.equals(pod.launchId()));
				if (present.isPresent()) {
					removeAgain(present.get());
					return;
				}
			}
			catch (KubernetesException ex) {
				logger.log(Level.DEBUG, "Pod {0}/{1} can''t be looked for: {2}", namespace, name, ex.getMessage());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
			if (System.nanoTime() - since < LATEST_CREATION.toNanos()) {
				abandon(namespace, name, launchId, since);
			}
		});
	}

	@SuppressWarnings("FutureReturnValueIgnored") // The tasks deal with their failures
	private void inBackground(Duration delay, Runnable task) {
		try {
			this.threads.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The runtime has been closed; the next one removes Pods without a record
		}
	}

	/**
	 * Stop tracking Pods. Futures of their exits are not completed.
	 */
	@Override
	public void close() {
		this.watch.close();
		this.threads.shutdownNow();
		this.tracked.clear();
	}

	/**
	 * A list of all Pods.
	 */
	private final class PodListing implements Listing {

		private final Set<String> expected;

		private final Set<String> present = new HashSet<>();

		private final List<WorkspacePod> ended = new ArrayList<>();

		PodListing(Set<String> expected) {
			this.expected = expected;
		}

		@Override
		public void add(WorkspacePod pod) {
			this.present.add(pod.uid());
			if (pod.hasEnded() && !pod.isBeingDeleted()) {
				this.ended.add(pod);
			}
			onChange(pod);
		}

		@Override
		public void end() {
			for (String uid : this.expected) {
				TrackedPod missing = this.present.contains(uid) ? null : PodTracker.this.tracked.get(uid);
				if (missing != null) {
					complete(missing, null);
				}
			}
			Set<String> needed = new HashSet<>(this.present);
			needed.addAll(PodTracker.this.tracked.keySet());
			PodTracker.this.redactors.retain(needed);
			this.ended.sort(Comparator.comparing(WorkspacePod::created).reversed());
			this.ended.stream().skip(PodTracker.this.retained).forEach((pod) -> inBackground(Duration.ZERO, () -> {
				if (!PodTracker.this.tracked.containsKey(pod.uid())) {
					remove(pod);
				}
			}));
		}

	}

	/**
	 * A Pod whose end is awaited.
	 */
	static final class TrackedPod {

		private final CompletableFuture<WorkspaceExit> exit = new CompletableFuture<>();

		private WorkspacePod current;

		private final AtomicBoolean settling = new AtomicBoolean();

		private boolean ended;

		private long changes;

		private TrackedPod(WorkspacePod pod) {
			this.current = pod;
		}

		CompletionStage<WorkspaceExit> exit() {
			return this.exit.minimalCompletionStage();
		}

		/**
		 * Return the latest state of the Pod that is known.
		 * @return the Pod
		 */
		synchronized WorkspacePod current() {
			return this.current;
		}

		synchronized boolean hasEnded() {
			return this.ended;
		}

		private synchronized void update(WorkspacePod pod) {
			this.current = pod;
			this.changes++;
			notifyAll();
		}

		private synchronized void end() {
			this.ended = true;
			this.changes++;
			notifyAll();
		}

		synchronized long changes() {
			return this.changes;
		}

		/**
		 * Wait for the next change.
		 * @param since the number of changes that are known
		 * @param timeout the maximum time to wait
		 * @return {@code false} if there was no change in that time
		 * @throws InterruptedException if the caller is interrupted
		 */
		synchronized boolean awaitChange(long since, Duration timeout) throws InterruptedException {
			long end = System.nanoTime() + timeout.toNanos();
			while (this.changes == since) {
				long rest = end - System.nanoTime();
				if (rest <= 0) {
					return false;
				}
				TimeUnit.NANOSECONDS.timedWait(this, rest);
			}
			return true;
		}

	}

}
