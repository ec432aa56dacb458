package io.provisionhook.workspace.internal;

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
 * Runs a limited number of tasks at the same time, and the tasks of one key one after
 * another in the order of their submission. The key is the id of a workspace.
 * Thread-safe.
 */
public final class KeyedSerialExecutor implements AutoCloseable {

	private static final Logger logger = System.getLogger(KeyedSerialExecutor.class.getName());

	private static final long END_SECONDS = 5;

	private final BoundedThreads threads;

	private final UnaryOperator<Runnable> taskDecorator;

	private final ConcurrentMap<String, Task> tasks = new ConcurrentHashMap<>();

	private final Set<Reservation> reservations = ConcurrentHashMap.newKeySet();

	public KeyedSerialExecutor(int concurrency, UnaryOperator<Runnable> taskDecorator) {
		this.threads = new BoundedThreads(concurrency);
		this.taskDecorator = taskDecorator;
	}

	/**
	 * Run an action that leads to the submission of a task, such as the creation of a
	 * record. The key {@linkplain #isBusy is busy} from the start of the action to the
	 * end of the task.
	 * @param <T> the type of the result
	 * @param key the key
	 * @param action the action
	 * @return the result of the action
	 */
	public <T> T reserve(String key, Supplier<T> action) {
		Reservation reservation = new Reservation(key, new CompletableFuture<>());
		this.reservations.add(reservation);
		try {
			return action.get();
		}
		finally {
			this.reservations.remove(reservation);
			reservation.ended.complete(null);
		}
	}

	/**
	 * Submit a task. It runs after the earlier tasks of its key.
	 * @param key the key
	 * @param code the code of the task
	 * @param refused called if the task can't run, for example since this is closed
	 * @return a stage that completes when the task has ended or was refused
	 */
	public CompletionStage<Void> submit(String key, Runnable code, Consumer<Throwable> refused) {
		Task task = new Task(this.taskDecorator.apply(code));
		Task previous = this.tasks.put(key, task);
		CompletionStage<?> turn = (previous != null) ? previous.ended : CompletableFuture.completedFuture(null);
		turn.thenRunAsync(task.future, this.threads).whenComplete((result, ex) -> {
			this.tasks.remove(key, task);
			task.ended.complete(null);
			if (ex != null) {
				refused.accept(ex);
			}
		});
		return task.ended;
	}

	/**
	 * Return an action that cancels the newest task of a key, but no later task.
	 * @param key the key
	 * @return the action; does nothing if there is no task
	 */
	public Runnable cancellation(String key) {
		Task task = this.tasks.get(key);
		return () -> {
			if (task != null) {
				task.future.cancel(true);
			}
		};
	}

	/**
	 * Return whether a key has a task or a reservation.
	 * @param key the key
	 * @return whether it has
	 */
	public boolean isBusy(String key) {
		return this.reservations.stream().anyMatch((reservation) -> reservation.key.equals(key))
				|| this.tasks.containsKey(key);
	}

	/**
	 * Wait until there is no task and no reservation. Tasks that are submitted in the
	 * meantime are included.
	 * @return a stage that completes then
	 */
	public CompletionStage<Void> whenIdle() {
		// A reservation leads to a task, so reservations have to be read first
		CompletableFuture<?>[] busy = Stream
			.concat(this.reservations.stream().map((reservation) -> reservation.ended),
					this.tasks.values().stream().map((task) -> task.ended))
			.toArray(CompletableFuture<?>[]::new);
		return (busy.length == 0) ? CompletableFuture.completedFuture(null)
				: CompletableFuture.allOf(busy).thenCompose((ended) -> whenIdle());
	}

	public boolean isClosed() {
		return this.threads.isClosed();
	}

	/**
	 * Refuse new tasks. Tasks that are queued still run.
	 */
	@Override
	public void close() {
		this.threads.close();
	}

	/**
	 * Wait a few seconds for the end of all tasks, since a cancelled task cleans up.
	 */
	public void awaitEnd() {
		try {
			this.threads.ended.get(END_SECONDS, TimeUnit.SECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.log(Level.WARNING, "{0} tasks of workspaces have not ended after their cancellation",
					this.threads.running());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	public void cancelAll() {
		this.tasks.values().forEach((task) -> task.future.cancel(true));
	}

	/**
	 * Keeps a key busy until its task is submitted.
	 *
	 * @param key the key
	 * @param ended completed when the task was submitted, or is not going to be
	 */
	private record Reservation(String key, CompletableFuture<Void> ended) {
	}

	/**
	 * A submitted task.
	 */
	private static final class Task {

		private final FutureTask<?> future;

		private final CompletableFuture<Void> ended = new CompletableFuture<>();

		private Task(Runnable code) {
			this.future = new FutureTask<>(code, null);
		}

	}

	/**
	 * A limited number of threads at the same time, and a new thread for each task: what
	 * foreign code leaves on a thread, such as a thread-local variable, does not reach
	 * another workspace. Tasks that wait when this is closed still run.
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
