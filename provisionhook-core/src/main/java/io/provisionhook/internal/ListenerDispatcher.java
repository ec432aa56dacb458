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
 * Tells listeners of events, on threads that are not the caller's. What a listener is
 * told about one workspace comes in the order of the calls, one after another. A caller
 * waits a moment for a listener, so that one that is quick has been told before anything
 * else is done; it does not wait for one that is behind. So a listener that hangs holds
 * up neither the caller nor other listeners. A call that takes longer than
 * {@value #LIMIT_SECONDS} seconds is given up, and a listener that is
 * {@value #MOST_WAITING} events behind misses further ones. What a listener throws is
 * logged. Thread-safe.
 *
 * @param <L> the type of the listeners
 * @since 0.1.0
 */
public final class ListenerDispatcher<L> {

	/**
	 * The number of events that wait for one listener.
	 */
	static final int MOST_WAITING = 1000;

	static final int LIMIT_SECONDS = 30;

	private static final Logger logger = System.getLogger(ListenerDispatcher.class.getName());

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

	private static final int MOST_THREADS = 16;

	private static final int MOST_ABANDONED = 32;

	private final List<Inbox> inboxes;

	private final UnaryOperator<Runnable> taskDecorator;

	private final TimeLimiter.Limit limit = new TimeLimiter.Limit(Duration.ofSeconds(LIMIT_SECONDS), null);

	private final TimeLimiter limiter;

	private final TimeSource time;

	private final IsolatedThreads threads;

	/**
	 * Create a dispatcher, without a thread.
	 * @param listeners the listeners
	 * @param threadNamePrefix what the names of its threads begin with
	 * @param taskDecorator carries the context of the caller over to the thread of the
	 * listener; if it fails, the listener is told without
	 */
	public ListenerDispatcher(List<? extends L> listeners, String threadNamePrefix,
			UnaryOperator<Runnable> taskDecorator) {
		this(listeners, threadNamePrefix, taskDecorator, TimeSource.SYSTEM);
	}

	public ListenerDispatcher(List<? extends L> listeners, String threadNamePrefix,
			UnaryOperator<Runnable> taskDecorator, TimeSource time) {
		this.inboxes = listeners.stream().map((listener) -> new Inbox(listener)).toList();
		this.taskDecorator = taskDecorator;
		this.limiter = new TimeLimiter(new RunThreads(threadNamePrefix), MOST_ABANDONED, UnaryOperator.identity(),
				time);
		this.time = time;
		this.threads = new IsolatedThreads(threadNamePrefix + "waiting-");
	}

	/**
	 * Tell the listeners, each after the one before it has been told, or is behind.
	 * @param workspaceId the workspace that the event is about
	 * @param event calls a listener
	 */
	public void dispatch(String workspaceId, Consumer<? super L> event) {
		for (Inbox inbox : this.inboxes) {
			inbox.add(workspaceId, event).await();
		}
	}

	/**
	 * Have the listeners told, all at the same time.
	 * @param workspaceId the workspace that the event is about
	 * @param event calls a listener
	 * @return what waits a moment for them, which the caller has to do
	 */
	public Delivery begin(String workspaceId, Consumer<? super L> event) {
		List<Delivery> deliveries = this.inboxes.stream().map((inbox) -> inbox.add(workspaceId, event)).toList();
		return () -> deliveries.forEach(Delivery::await);
	}

	/**
	 * Wait until the listeners have been told of everything, but not for one that hangs.
	 * What a listener has missed by then is logged.
	 * @param patience how long to wait for all of them together
	 */
	public void awaitIdle(Duration patience) {
		long end = System.nanoTime() + patience.toNanos();
		this.inboxes.forEach((inbox) -> inbox.awaitIdle(end));
	}

	/**
	 * Return the number of threads that are still in listeners that were given up.
	 * @return the number of threads
	 */
	public int abandonedThreads() {
		return this.limiter.abandonedThreads();
	}

	/**
	 * Listeners that are being told.
	 */
	@FunctionalInterface
	public interface Delivery {

		/**
		 * Wait a moment.
		 */
		void await();

	}

	/**
	 * What one listener is to be told.
	 */
	private final class Inbox {

		private static final Delivery NONE = () -> {
		};

		private final L listener;

		private final Map<String, Deque<Runnable>> waiting = new HashMap<>();

		private final Deque<String> ready = new ArrayDeque<>();

		private int size;

		private int threads;

		private long missed;

		private Inbox(L listener) {
			this.listener = listener;
		}

		private Delivery add(String workspaceId, Consumer<? super L> event) {
			Runnable call = TimeLimiter.decorate(ListenerDispatcher.this.taskDecorator,
					() -> event.accept(this.listener));
			if (isPutOff(workspaceId, call)) {
				return NONE;
			}
			long until = ListenerDispatcher.this.time.nanoTime() + PATIENCE;
			TimedCall<?> started = start(call);
			return () -> await(workspaceId, started, until);
		}

		// Somebody is at it for as long as there is an entry for the workspace
		private synchronized boolean isPutOff(String workspaceId, Runnable call) {
			Deque<Runnable> calls = this.waiting.get(workspaceId);
			if (calls == null && this.threads == 0) {
				this.waiting.put(workspaceId, new ArrayDeque<>(1));
				return false;
			}
			if (this.size >= MOST_WAITING) {
				this.missed++;
				return true;
			}
			this.size++;
			if (calls != null) {
				calls.add(call);
			}
			else {
				this.waiting.put(workspaceId, new ArrayDeque<>(List.of(call)));
				makeReady(workspaceId);
			}
			return true;
		}

		private void makeReady(String workspaceId) {
			this.ready.add(workspaceId);
			if (this.threads < MOST_THREADS) {
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
			for (Waiting next = poll(); next != null; next = poll()) {
				end(next.workspaceId(), start(next.call()), false);
			}
		}

		private synchronized @Nullable Waiting poll() {
			String workspaceId = this.ready.poll();
			Deque<Runnable> calls = (workspaceId != null) ? this.waiting.get(workspaceId) : null;
			if (workspaceId == null || calls == null) {
				this.threads--;
				return null;
			}
			this.size--;
			return new Waiting(workspaceId, calls.remove());
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
				// It hangs as often as it may, or there is no thread
				synchronized (this) {
					this.missed++;
				}
				return null;
			}
		}

		private void end(String workspaceId, @Nullable TimedCall<?> call, boolean callers) {
			if (call != null) {
				try {
					call.awaitUninterruptibly();
					logMissed(false);
				}
				catch (DeadlineExceededException ex) {
					logger.log(Level.WARNING, "Listener {0}, and is left behind", ex.getMessage());
				}
				catch (Throwable ex) {
					logger.log(Level.WARNING, "Listener {0} failed with {1}",
							PrintableText.of(this.listener.getClass().getName()),
							PrintableText.of(ex.getClass().getName()));
				}
			}
			synchronized (this) {
				Deque<Runnable> calls = this.waiting.get(workspaceId);
				if (calls == null || calls.isEmpty()) {
					this.waiting.remove(workspaceId);
					notifyAll();
				}
				else if (callers) {
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
				if (last || this.size == 0) {
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
					while (!this.waiting.isEmpty() && left > 0) {
						TimeUnit.NANOSECONDS.timedWait(this, left);
						left = end - System.nanoTime();
					}
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				this.missed += this.size;
				this.size = 0;
				this.ready.clear();
				this.waiting.values().forEach(Deque::clear);
			}
			logMissed(true);
		}

	}

	/**
	 * A call whose turn has come.
	 *
	 * @param workspaceId the workspace that it is about
	 * @param call the call
	 */
	private record Waiting(String workspaceId, Runnable call) {
	}

}
