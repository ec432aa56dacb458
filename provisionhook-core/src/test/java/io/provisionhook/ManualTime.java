package io.provisionhook;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.ThreadPerTaskExecutor;
import io.provisionhook.internal.TimeLimiter;
import io.provisionhook.internal.TimeSource;

/**
 * Clock that a test advances, usually from within a mutator that then hangs, so that
 * deadlines are exact and independent of the load of the machine.
 */
public final class ManualTime implements TimeSource {

	private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

	private final AtomicLong nanos = new AtomicLong();

	private final ConcurrentMap<Thread, Long> deadlines = new ConcurrentHashMap<>();

	/**
	 * Let time pass, and wake those whose deadline comes.
	 * @param duration how much
	 */
	public void advance(Duration duration) {
		long now = this.nanos.addAndGet(duration.toNanos());
		this.deadlines.forEach((thread, deadline) -> {
			if (deadline - now <= 0) {
				LockSupport.unpark(thread);
			}
		});
	}

	/**
	 * Wait until a thread waits for time to pass.
	 * @param thread the thread
	 */
	public void awaitWaiting(Thread thread) {
		Uninterruptibly.await(() -> this.deadlines.containsKey(thread));
	}

	/**
	 * Create a context whose deadline is 30 seconds from now.
	 * @return the context
	 */
	public ProvisionContext context() {
		return context(Duration.ofSeconds(30));
	}

	public ProvisionContext context(Duration timeout) {
		return context("w1", WorkspaceRequest.named("demo").build(), 0, timeout);
	}

	/**
	 * Create a context.
	 * @param timeout the time from now, {@code null} to leave it to the registry
	 * @return the context
	 */
	public ProvisionContext contextWithin(@Nullable Duration timeout) {
		return new ProvisionContext("w1", WorkspaceRequest.named("demo").build(), 0, timeout, this);
	}

	/**
	 * Create a context.
	 * @param workspaceId the id of the workspace
	 * @param request the request that it was created by
	 * @param generation how often it has been provisioned
	 * @param timeout the time from now until the environment has to be ready
	 * @return the context
	 */
	public ProvisionContext context(String workspaceId, WorkspaceRequest request, long generation, Duration timeout) {
		return new ProvisionContext(workspaceId, request, generation, timeout, this);
	}

	/**
	 * Create what limits the time of calls.
	 * @param taskDecorator carries the context of the caller over
	 * @return the limiter
	 */
	public TimeLimiter limiter(UnaryOperator<Runnable> taskDecorator) {
		return new TimeLimiter(new ThreadPerTaskExecutor("provisionhook-step-"), 32, taskDecorator, this);
	}

	@Override
	public Instant instant() {
		return START.plusNanos(nanoTime());
	}

	@Override
	public long nanoTime() {
		return this.nanos.get();
	}

	@Override
	public void parkUntil(Object blocker, long deadline) {
		this.deadlines.put(Thread.currentThread(), deadline);
		if (deadline - nanoTime() > 0) {
			LockSupport.park(blocker);
		}
		this.deadlines.remove(Thread.currentThread());
	}

}
