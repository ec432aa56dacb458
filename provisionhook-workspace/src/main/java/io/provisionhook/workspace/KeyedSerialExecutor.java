package io.provisionhook.workspace;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.provisionhook.internal.IsolatedThreads;

/**
 * Provisions a bounded number of workspaces at a time, and each workspace once at a time:
 * what is submitted for a workspace waits until the attempt before it has ended.
 */
final class KeyedSerialExecutor implements AutoCloseable {

	private static final Logger logger = System.getLogger(KeyedSerialExecutor.class.getName());

	private static final long END_SECONDS = 5;

	private final BoundedThreads threads;

	private final UnaryOperator<Runnable> taskDecorator;

	private final ConcurrentMap<String, Attempt> attempts = new ConcurrentHashMap<>();

	private final Set<Claim> claims = ConcurrentHashMap.newKeySet();

	KeyedSerialExecutor(int concurrency, UnaryOperator<Runnable> taskDecorator) {
		this.threads = new BoundedThreads(concurrency);
		this.taskDecorator = taskDecorator;
	}

	/**
	 * Do something that leads to an attempt for a workspace, such as to record that there
	 * is one. The workspace {@linkplain #isBusy is busy} from before it until the attempt
	 * has ended.
	 * @param <T> what is returned
	 * @param workspaceId the id of the workspace
	 * @param action what to do
	 * @return what the action returned
	 */
	<T> T claim(String workspaceId, Supplier<T> action) {
		Claim claim = new Claim(workspaceId, new CompletableFuture<>());
		this.claims.add(claim);
		try {
			return action.get();
		}
		finally {
			this.claims.remove(claim);
			claim.ended.complete(null);
		}
	}

	/**
	 * Provision a workspace as soon as it is its turn.
	 * @param workspaceId the id of the workspace
	 * @param provisioning what to do
	 * @param refused told if that is never going to be done
	 * @return completed when it has been done, or is never going to be
	 */
	CompletionStage<Void> submit(String workspaceId, Runnable provisioning, Consumer<Throwable> refused) {
		Attempt attempt = new Attempt(this.taskDecorator.apply(provisioning));
		Attempt previous = this.attempts.put(workspaceId, attempt);
		CompletionStage<?> turn = (previous != null) ? previous.ended : CompletableFuture.completedFuture(null);
		turn.thenRunAsync(attempt.task, this.threads).whenComplete((result, ex) -> {
			this.attempts.remove(workspaceId, attempt);
			attempt.ended.complete(null);
			if (ex != null) {
				refused.accept(ex);
			}
		});
		return attempt.ended;
	}

	/**
	 * Do something else as soon as a thread is free. Once this is closed, nothing is
	 * done.
	 * @param task what to do
	 */
	void execute(Runnable task) {
		try {
			this.threads.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// Closed
		}
	}

	/**
	 * Return what cancels the newest attempt of a workspace as of now, and none that
	 * comes after it.
	 * @param workspaceId the id of the workspace
	 * @return the action; it does nothing if there is no attempt
	 */
	Runnable cancellation(String workspaceId) {
		Attempt attempt = this.attempts.get(workspaceId);
		return () -> {
			if (attempt != null) {
				attempt.task.cancel(true);
			}
		};
	}

	/**
	 * Return whether there is an attempt for a workspace, or is about to be.
	 * @param workspaceId the id of the workspace
	 * @return whether there is
	 */
	boolean isBusy(String workspaceId) {
		return this.claims.stream().anyMatch((claim) -> claim.workspaceId.equals(workspaceId))
				|| this.attempts.containsKey(workspaceId);
	}

	/**
	 * Wait for all attempts, those included that begin until then.
	 * @return completed when there is none, and none is about to be
	 */
	CompletionStage<Void> whenIdle() {
		// A claim leads to an attempt, so it has to be looked at first
		CompletableFuture<?>[] busy = Stream
			.concat(this.claims.stream().map((claim) -> claim.ended),
					this.attempts.values().stream().map((attempt) -> attempt.ended))
			.toArray(CompletableFuture<?>[]::new);
		return (busy.length == 0) ? CompletableFuture.completedFuture(null)
				: CompletableFuture.allOf(busy).thenCompose((ended) -> whenIdle());
	}

	boolean isClosed() {
		return this.threads.isClosed();
	}

	@Override
	public void close() {
		this.threads.close();
	}

	/**
	 * Wait for the attempts that were cancelled, for they clean up behind them; but not
	 * for one that does not end.
	 */
	void awaitEnd() {
		try {
			this.threads.ended.get(END_SECONDS, TimeUnit.SECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.log(Level.WARNING, "{0} attempts to provision a workspace do not end although they were cancelled",
					this.threads.running());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	void cancelAll() {
		this.attempts.values().forEach((attempt) -> attempt.task.cancel(true));
	}

	/**
	 * What leads to an attempt.
	 *
	 * @param workspaceId the id of the workspace
	 * @param ended completed when the attempt has begun, or never is going to
	 */
	private record Claim(String workspaceId, CompletableFuture<Void> ended) {
	}

	/**
	 * One attempt to provision a workspace.
	 */
	private static final class Attempt {

		private final FutureTask<?> task;

		private final CompletableFuture<Void> ended = new CompletableFuture<>();

		private Attempt(Runnable provisioning) {
			this.task = new FutureTask<>(provisioning, null);
		}

	}

	/**
	 * A bounded number of threads at a time, and a new one for each task: what is left on
	 * a thread by the sources, listeners and runtimes that one workspace met there does
	 * not reach another. What waits when this is closed is still done.
	 */
	private static final class BoundedThreads implements Executor {

		private final int limit;

		private final IsolatedThreads threads = new IsolatedThreads("provisionhook-");

		private final Queue<Runnable> waiting = new ArrayDeque<>();

		private final CompletableFuture<Void> ended = new CompletableFuture<>();

		private int running;

		private boolean closed;

		private BoundedThreads(int limit) {
			this.limit = limit;
		}

		@Override
		public synchronized void execute(Runnable task) {
			if (this.closed) {
				throw new RejectedExecutionException("closed");
			}
			this.waiting.add(task);
			startNext();
		}

		private void startNext() {
			Runnable task = this.waiting.peek();
			if (task != null && this.running < this.limit) {
				this.threads.execute(() -> run(task));
				this.waiting.remove();
				this.running++;
			}
		}

		private void run(Runnable task) {
			try {
				task.run();
			}
			finally {
				taskEnded();
			}
		}

		private synchronized void taskEnded() {
			this.running--;
			startNext();
			endIfIdle();
		}

		private void endIfIdle() {
			if (this.closed && this.running == 0) {
				this.ended.complete(null);
			}
		}

		private synchronized int running() {
			return this.running;
		}

		private synchronized boolean isClosed() {
			return this.closed;
		}

		private synchronized void close() {
			this.closed = true;
			endIfIdle();
		}

	}

}
