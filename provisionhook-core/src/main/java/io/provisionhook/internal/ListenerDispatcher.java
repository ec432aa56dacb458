package io.provisionhook.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * Delivers events to listeners on other threads than the caller's, so that a listener
 * that hangs blocks neither the caller nor other listeners.
 * <p>
 * Events of one workspace are delivered to a listener one after another, in the order of
 * the calls. The caller waits up to one second for a listener, so that a fast listener
 * has handled the event before the caller continues; it does not wait for a listener with
 * a backlog. A call of a listener is abandoned after {@value #LIMIT_SECONDS} seconds. A
 * listener with a backlog of {@value #MAX_BACKLOG} events misses further ones. Exceptions
 * of a listener are logged. Thread-safe.
 *
 * @param <L> the type of the listeners
 * @since 0.1.0
 */
public final class ListenerDispatcher<L> {

	/**
	 * Maximum number of events that wait for one listener.
	 */
	static final int MAX_BACKLOG = 1000;

	static final int LIMIT_SECONDS = 30;

	private static final Logger logger = System.getLogger(ListenerDispatcher.class.getName());

	private static final long CALLER_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final int MAX_THREADS = 16;

	private static final int MAX_ABANDONED = 32;

	private final List<Inbox> inboxes;

	private final UnaryOperator<Runnable> taskDecorator;

	private final TimeLimiter.Limit limit = new TimeLimiter.Limit(Duration.ofSeconds(LIMIT_SECONDS), null);

	private final TimeLimiter limiter;

	private final TimeSource time;

	private final IsolatedThreads threads;

	/**
	 * Create a dispatcher, without a thread.
	 * @param listeners the listeners
	 * @param threadNamePrefix prefix of the thread names
	 * @param taskDecorator propagates the context of the caller to the thread of the
	 * listener; if it throws, the listener is called without the context
	 */
	public ListenerDispatcher(List<? extends L> listeners, String threadNamePrefix,
			UnaryOperator<Runnable> taskDecorator) {
		this(listeners, threadNamePrefix, taskDecorator, TimeSource.SYSTEM);
	}

	ListenerDispatcher(List<? extends L> listeners, String threadNamePrefix, UnaryOperator<Runnable> taskDecorator,
			TimeSource time) {
		this.inboxes = listeners.stream().map((listener) -> new Inbox(listener)).toList();
		this.taskDecorator = taskDecorator;
		this.limiter = new TimeLimiter(new ThreadPerTaskExecutor(threadNamePrefix), MAX_ABANDONED,
				UnaryOperator.identity(), time);
		this.time = time;
		this.threads = new IsolatedThreads(threadNamePrefix + "waiting-");
	}

	/**
	 * Deliver an event to the listeners one after another. Does not wait for a listener
	 * with a backlog.
	 * @param workspaceId the workspace of the event
	 * @param event calls a listener
	 */
	public void dispatch(String workspaceId, Consumer<? super L> event) {
		for (Inbox inbox : this.inboxes) {
			inbox.add(workspaceId, event).await();
		}
	}

	/**
	 * Start the delivery of an event to all listeners at the same time.
	 * @param workspaceId the workspace of the event
	 * @param event calls a listener
	 * @return the delivery; the caller must call {@link Delivery#await()}
	 */
	public Delivery begin(String workspaceId, Consumer<? super L> event) {
		List<Delivery> deliveries = this.inboxes.stream().map((inbox) -> inbox.add(workspaceId, event)).toList();
		return () -> deliveries.forEach(Delivery::await);
	}

	/**
	 * Wait until all events are delivered, up to a timeout. Events that are not delivered
	 * by then are dropped, and their number is logged.
	 * @param timeout maximum time for all listeners together
	 */
	public void awaitIdle(Duration timeout) {
		long end = System.nanoTime() + timeout.toNanos();
		this.inboxes.forEach((inbox) -> inbox.awaitIdle(end));
	}

	/**
	 * Return the number of abandoned threads that still execute a listener.
	 * @return the number of threads
	 */
	public int abandonedThreads() {
		return this.limiter.abandonedThreads();
	}

	/**
	 * Delivery of an event that has started.
	 */
	@FunctionalInterface
	public interface Delivery {

		/**
		 * Wait up to one second for the listeners.
		 */
		void await();

	}

	/**
	 * Events for one listener, in one queue for each workspace. An entry for a workspace
	 * exists as long as a thread delivers its events.
	 */
	private final class Inbox {

		private static final Delivery NONE = () -> {
		};

		private final L listener;

		private final Map<String, Deque<Runnable>> queues = new HashMap<>();

		private final Deque<String> ready = new ArrayDeque<>();

		private int backlog;

		private int threads;

		private long missed;

		private Inbox(L listener) {
			this.listener = listener;
		}

		private Delivery add(String workspaceId, Consumer<? super L> event) {
			Runnable call = TimeLimiter.decorate(ListenerDispatcher.this.taskDecorator,
					() -> event.accept(this.listener));
			if (enqueueUnlessIdle(workspaceId, call)) {
				return NONE;
			}
			long until = ListenerDispatcher.this.time.nanoTime() + CALLER_WAIT_NANOS;
			TimedCall<?> started = start(call);
			return () -> await(workspaceId, started, until);
		}

		/**
		 * Queue a call, unless no call for the workspace is in progress and there is no
		 * backlog. In that case the caller has to make the call.
		 * @param workspaceId the workspace of the event
		 * @param call calls the listener
		 * @return whether the call was queued, or dropped because the backlog is full
		 */
		private synchronized boolean enqueueUnlessIdle(String workspaceId, Runnable call) {
			Deque<Runnable> calls = this.queues.get(workspaceId);
			if (calls == null && this.threads == 0) {
				this.queues.put(workspaceId, new ArrayDeque<>(1));
				return false;
			}
			if (this.backlog >= MAX_BACKLOG) {
				this.missed++;
				return true;
			}
			this.backlog++;
			if (calls != null) {
				calls.add(call);
			}
			else {
				this.queues.put(workspaceId, new ArrayDeque<>(List.of(call)));
				makeReady(workspaceId);
			}
			return true;
		}

		private void makeReady(String workspaceId) {
			this.ready.add(workspaceId);
			if (this.threads < MAX_THREADS) {
				this.threads++;
				ListenerDispatcher.this.threads.execute(this::deliverAll);
			}
		}

		private void await(String workspaceId, @Nullable TimedCall<?> call, long until) {
			if (call == null || call.await(until)) {
				end(workspaceId, call, true);
			}
			else {
				synchronized (this) {
					this.threads++;
				}
				ListenerDispatcher.this.threads.execute(() -> {
					end(workspaceId, call, false);
					deliverAll();
				});
			}
		}

		private void deliverAll() {
			for (QueuedCall next = poll(); next != null; next = poll()) {
				end(next.workspaceId(), start(next.call()), false);
			}
		}

		private synchronized @Nullable QueuedCall poll() {
			String workspaceId = this.ready.poll();
			Deque<Runnable> calls = (workspaceId != null) ? this.queues.get(workspaceId) : null;
			if (workspaceId == null || calls == null) {
				this.threads--;
				return null;
			}
			this.backlog--;
			return new QueuedCall(workspaceId, calls.remove());
		}

		private @Nullable TimedCall<?> start(Runnable call) {
			try {
				return ListenerDispatcher.this.limiter.start(this.listener, ListenerDispatcher.this.limit, () -> {
					call.run();
					return this;
				}, (late) -> {
				});
			}
			catch (IllegalStateException | OutOfMemoryError ex) {
				// At the limit of abandoned threads, or no thread can start
				synchronized (this) {
					this.missed++;
				}
				return null;
			}
		}

		private void end(String workspaceId, @Nullable TimedCall<?> call, boolean onCallersThread) {
			if (call != null) {
				try {
					call.awaitUninterruptibly();
					logMissed(false);
				}
				catch (DeadlineExceededException ex) {
					logger.log(Level.WARNING, "Listener {0}, and is abandoned", ex.getMessage());
				}
				catch (Throwable ex) {
					logger.log(Level.WARNING, "Listener {0} failed with {1}",
							PrintableText.of(this.listener.getClass().getName()),
							PrintableText.of(ex.getClass().getName()));
				}
			}
			synchronized (this) {
				Deque<Runnable> calls = this.queues.get(workspaceId);
				if (calls == null || calls.isEmpty()) {
					this.queues.remove(workspaceId);
					notifyAll();
				}
				else if (onCallersThread) {
					makeReady(workspaceId);
				}
				else {
					this.ready.add(workspaceId);
				}
			}
		}

		private void logMissed(boolean last) {
			long missed = 0;
			synchronized (this) {
				if (last || this.backlog == 0) {
					missed = this.missed;
					this.missed = 0;
				}
			}
			if (missed > 0) {
				logger.log(Level.WARNING, "Listener {0} did not keep up and has missed {1} events",
						PrintableText.of(this.listener.getClass().getName()), missed);
			}
		}

		private void awaitIdle(long end) {
			synchronized (this) {
				try {
					long left = end - System.nanoTime();
					while (!this.queues.isEmpty() && left > 0) {
						TimeUnit.NANOSECONDS.timedWait(this, left);
						left = end - System.nanoTime();
					}
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				this.missed += this.backlog;
				this.backlog = 0;
				this.ready.clear();
				this.queues.values().forEach(Deque::clear);
			}
			logMissed(true);
		}

	}

	/**
	 * A call that waits in a queue.
	 *
	 * @param workspaceId the workspace of the event
	 * @param call calls the listener
	 */
	private record QueuedCall(String workspaceId, Runnable call) {
	}

}
