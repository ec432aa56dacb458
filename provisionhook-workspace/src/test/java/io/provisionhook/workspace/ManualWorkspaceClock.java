package io.provisionhook.workspace;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.UnaryOperator;

import io.provisionhook.ManualTime;
import io.provisionhook.ProvisionContext;
import io.provisionhook.internal.TimeLimiter;

/**
 * Clock that stands still until a test advances it. The thread that advances it runs the
 * scheduled tasks.
 */
final class ManualWorkspaceClock implements WorkspaceClock {

	private final ManualTime time = new ManualTime();

	/**
	 * The time of the calls of runtimes, stores and sources of secrets.
	 */
	final ManualTime steps = new ManualTime();

	private final ConcurrentMap<String, ManualTime> runs = new ConcurrentHashMap<>();

	private final List<Scheduled> scheduled = new CopyOnWriteArrayList<>();

	/**
	 * Return the time of the runs of a workspace, which is its own: that one is late
	 * makes no other late.
	 * @param workspaceId the id of the workspace
	 * @return its time
	 */
	ManualTime ofRun(String workspaceId) {
		return this.runs.computeIfAbsent(workspaceId, (id) -> new ManualTime());
	}

	/**
	 * Let time pass for the handler, and do what is due.
	 * @param duration how much
	 */
	void advance(Duration duration) {
		this.time.advance(duration);
		List<Scheduled> due = this.scheduled.stream().filter((next) -> !instant().isBefore(next.due())).toList();
		this.scheduled.removeAll(due);
		due.forEach((next) -> next.task().run());
	}

	/**
	 * Return how long it is until something is due.
	 * @return the time from now for each that is not cancelled
	 */
	List<Duration> delays() {
		return this.scheduled.stream()
			.filter((next) -> !next.task().isCancelled())
			.map((next) -> Duration.between(instant(), next.due()))
			.toList();
	}

	@Override
	public Instant instant() {
		return this.time.instant();
	}

	@Override
	public long nanoTime() {
		return this.time.nanoTime();
	}

	@Override
	public long nanoTime(Workspace workspace) {
		return ofRun(workspace.id()).nanoTime();
	}

	@Override
	public Future<?> schedule(Runnable task, Duration delay) {
		Scheduled next = new Scheduled(instant().plus(delay), new FutureTask<>(task, null));
		this.scheduled.add(next);
		return next.task();
	}

	@Override
	public ProvisionContext contextOf(Workspace workspace, Duration timeout) {
		return ofRun(workspace.id()).context(workspace.id(), workspace.request(), workspace.generation(), timeout);
	}

	@Override
	public TimeLimiter limiter(UnaryOperator<Runnable> taskDecorator) {
		return this.steps.limiter(taskDecorator);
	}

	@Override
	public void close() {
		this.scheduled.clear();
	}

	/**
	 * What is to be done, and when.
	 */
	private record Scheduled(Instant due, FutureTask<?> task) {
	}

}
