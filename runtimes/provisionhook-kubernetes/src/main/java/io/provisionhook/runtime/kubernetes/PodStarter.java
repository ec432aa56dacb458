package io.provisionhook.runtime.kubernetes;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import org.jspecify.annotations.Nullable;

import io.provisionhook.runtime.kubernetes.PodTracker.TrackedPod;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

/**
 * Creates the Pod of a workspace and its Secrets, waits until it has started, and removes
 * it if its start fails. The Secrets come after the Pod, which owns them, so that none is
 * left if the host application dies in between; the Pod waits for them. Thread-safe.
 */
final class PodStarter {

	/**
	 * Time after which the API server is asked for a Pod that has not changed.
	 */
	private static final Duration REREAD = Duration.ofSeconds(2);

	private final PodClient pods;

	private final PodFactory factory;

	private final PodRedactors redactors;

	private final PodTracker tracker;

	private final Timeouts timeouts;

	PodStarter(PodClient pods, PodFactory factory, PodRedactors redactors, PodTracker tracker, Timeouts timeouts) {
		this.pods = pods;
		this.factory = factory;
		this.redactors = redactors;
		this.tracker = tracker;
		this.timeouts = timeouts;
	}

	CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch, PodSettings settings, String namespace)
			throws KubernetesException, InterruptedException {
		PodVariables variables = new PodVariables(launch, settings, PodFactory.nameOf(launch));
		launch.progress().begin("look for an earlier Pod");
		makeRoom(launch);
		launch.progress().begin("create Pod");
		String launchId = UUID.randomUUID().toString();
		WorkspacePod created = create(this.factory.create(launch, launchId, settings, variables, namespace), launchId);
		TrackedPod pod = this.tracker.track(created);
		this.redactors.put(created, launch.redactor());
		boolean started = false;
		try {
			launch.progress().begin("create Secret");
			for (Secret secret : variables.toSecrets(created, this.pods.labels().ofSecret(launch))) {
				this.pods.create(secret);
			}
			new Start(pod, launch).await();
			CompletionStage<WorkspaceExit> exit = pod.exit();
			started = true;
			return exit;
		}
		finally {
			if (!started) {
				this.tracker.abandon(pod);
			}
		}
	}

	// A host that was suspended may start an earlier generation late
	private void makeRoom(WorkspaceLaunch launch) throws KubernetesException, InterruptedException {
		for (WorkspacePod present : this.pods.findAll(launch.workspaceId())) {
			if (present.generation() > launch.generation()) {
				throw new KubernetesException("workspace '" + launch.workspaceId()
						+ "' was started again meanwhile, as " + present + " of generation " + present.generation());
			}
			if (present.generation() == launch.generation()) {
				throw new KubernetesException(
						"workspace '" + launch.workspaceId() + "' is running already, as " + present);
			}
			remove(present);
		}
	}

	/**
	 * Delete a Pod, and wait until its program has ended.
	 * @param pod the Pod
	 * @throws KubernetesException if it does not end in time
	 * @throws InterruptedException if the caller is interrupted
	 */
	void remove(WorkspacePod pod) throws KubernetesException, InterruptedException {
		if (pod.hasEnded()) {
			this.pods.delete(pod);
			return;
		}
		// Tracked before, since a Pod without a node is gone at once
		TrackedPod ending = this.tracker.track(pod);
		this.pods.delete(pod);
		awaitEnd(pod, ending);
	}

	private void awaitEnd(WorkspacePod pod, TrackedPod ending) throws KubernetesException, InterruptedException {
		Duration timeout = Duration.ofSeconds(pod.gracePeriodSeconds()).plus(this.timeouts.stop());
		long deadline = System.nanoTime() + timeout.toNanos();
		String silence = null;
		while (!ending.hasEnded()) {
			long rest = deadline - System.nanoTime();
			if (rest <= 0) {
				throw new KubernetesException(pod + " has not ended within " + timeout.toSeconds() + " s" + pod.onNode()
						+ "; " + ((silence != null) ? silence : "if the node is lost, delete the Pod by force"));
			}
			long changes = ending.changes();
			if (!ending.hasEnded() && !ending.awaitChange(changes, min(REREAD, Duration.ofNanos(rest)))) {
				silence = this.tracker.refresh(ending);
			}
		}
	}

	private WorkspacePod create(Pod pod, String launchId) throws KubernetesException, InterruptedException {
		String namespace = pod.getMetadata().getNamespace();
		String name = pod.getMetadata().getName();
		boolean certain = false;
		try {
			WorkspacePod created = this.pods.create(pod);
			certain = true;
			return created;
		}
		catch (KubernetesException ex) {
			certain = ex.isRefusal();
			if (!ex.hasStatus(KubernetesException.CONFLICT)) {
				throw ex;
			}
			certain = false;
			WorkspacePod present = this.pods.get(namespace, name).orElseThrow(() -> ex);
			certain = true;
			if (launchId.equals(present.launchId())) {
				// The first attempt has succeeded, though its answer was lost
				return present;
			}
			throw new KubernetesException("another process has created " + present + " at the same time",
					KubernetesException.CONFLICT, ex);
		}
		finally {
			if (!certain) {
				this.tracker.abandon(namespace, name, launchId);
			}
		}
	}

	private static Duration min(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	/**
	 * Maximum times.
	 *
	 * @param scheduling the time until a node takes a Pod
	 * @param start the time until a Pod has started on its node, without pulls
	 * @param pull the time for pulls
	 * @param pullRetry the time for which a pull that fails is tried again
	 * @param stop the time until a Pod has ended after its grace period
	 */
	record Timeouts(Duration scheduling, Duration start, Duration pull, Duration pullRetry, Duration stop) {
	}

	/**
	 * Waits for the start of a Pod.
	 */
	private final class Start {

		private final TrackedPod pod;

		private final WorkspaceLaunch launch;

		private final long created = System.nanoTime();

		private long scheduled;

		private long pullFailed;

		private @Nullable String pullFailure;

		private boolean pulling;

		private @Nullable String silence;

		private String step = "wait for a node";

		Start(TrackedPod pod, WorkspaceLaunch launch) {
			this.pod = pod;
			this.launch = launch;
		}

		void await() throws KubernetesException, InterruptedException {
			this.launch.progress().begin(this.step);
			while (true) {
				long changes = this.pod.changes();
				if (hasStarted(this.pod.current())) {
					return;
				}
				if (!this.pod.awaitChange(changes, min(REREAD, rest()))) {
					this.silence = PodStarter.this.tracker.refresh(this.pod);
				}
			}
		}

		private boolean hasStarted(WorkspacePod current) throws KubernetesException, InterruptedException {
			if (current.hasStarted()) {
				return true;
			}
			if (this.pod.hasEnded() || current.isBeingDeleted()) {
				String failure = current.startFailure();
				throw new KubernetesException((failure != null) ? failure
						: current + " was deleted before it has started: its node or somebody deleted it");
			}
			requireNoFailure(current);
			if (!current.isScheduled()) {
				requireTime(this.created, PodStarter.this.timeouts.scheduling(), current);
				return false;
			}
			if (this.scheduled == 0) {
				this.scheduled = System.nanoTime();
				begin("start container");
			}
			Duration limit = PodStarter.this.timeouts.start();
			if (this.pulling) {
				limit = limit.plus(PodStarter.this.timeouts.pull());
			}
			else if (isOver(this.scheduled, limit) && isPulling(current)) {
				this.pulling = true;
				begin("pull image");
				return false;
			}
			requireTime(this.scheduled, limit, current);
			return false;
		}

		private void begin(String step) {
			this.step = step;
			this.launch.progress().begin(step);
		}

		private void requireNoFailure(WorkspacePod current) throws KubernetesException {
			String failure = current.startFailure();
			if (failure != null) {
				throw new KubernetesException(failure);
			}
			String pull = current.pullFailure();
			if (pull == null) {
				return;
			}
			// ImagePullBackOff does not repeat the words of the registry
			if (this.pullFailure == null) {
				this.pullFailed = System.nanoTime();
			}
			if (this.pullFailure == null || !pull.contains("Back-off")) {
				this.pullFailure = pull;
			}
			if (isOver(this.pullFailed, PodStarter.this.timeouts.pullRetry())) {
				throw new KubernetesException(this.pullFailure);
			}
		}

		private Duration rest() {
			Duration rest = (this.scheduled == 0) ? rest(this.created, PodStarter.this.timeouts.scheduling())
					: rest(this.scheduled, PodStarter.this.timeouts.start());
			if (this.pullFailure != null) {
				rest = min(rest, rest(this.pullFailed, PodStarter.this.timeouts.pullRetry()));
			}
			return rest.isNegative() ? REREAD : rest.plusMillis(1);
		}

		private static Duration rest(long since, Duration limit) {
			return limit.minusNanos(System.nanoTime() - since);
		}

		private static boolean isOver(long since, Duration limit) {
			return rest(since, limit).isNegative();
		}

		private void requireTime(long since, Duration limit, WorkspacePod current)
				throws KubernetesException, InterruptedException {
			if (!isOver(since, limit)) {
				return;
			}
			String reason = (this.silence != null) ? this.silence : this.pullFailure;
			if (reason == null && this.pulling) {
				reason = "image \"" + current.container().getImage() + "\" is being pulled";
			}
			else if (reason == null) {
				reason = current.isScheduled() ? lastWarning(current) : current.schedulingFailure();
			}
			String problem = current.isScheduled() ? " has not started" + current.onNode() : " has no node";
			throw new KubernetesException(
					current + problem + " after " + limit.toSeconds() + " s" + ((reason != null) ? ": " + reason : ""));
		}

		private boolean isPulling(WorkspacePod current) throws InterruptedException {
			try {
				String last = "";
				for (Event event : PodStarter.this.pods.eventsOf(current)) {
					last = List.of("Pulling", "Pulled").contains(event.getReason()) ? event.getReason() : last;
				}
				return last.equals("Pulling");
			}
			catch (KubernetesException ex) {
				return false;
			}
		}

		private @Nullable String lastWarning(WorkspacePod current) throws InterruptedException {
			try {
				String last = null;
				for (Event event : PodStarter.this.pods.eventsOf(current)) {
					last = "Warning".equals(event.getType()) ? event.getReason() + ": " + event.getMessage() : last;
				}
				return last;
			}
			catch (KubernetesException ex) {
				return ex.getMessage();
			}
		}

	}

}
