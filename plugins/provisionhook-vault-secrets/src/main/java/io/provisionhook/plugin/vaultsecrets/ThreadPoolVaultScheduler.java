package io.provisionhook.plugin.vaultsecrets;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.core.log.LogMessage;

import io.provisionhook.internal.IsolatedThreads;

/**
 * Schedules tasks on a small thread pool, so that a few hanging calls do not delay other
 * tasks. Idle threads end.
 */
final class ThreadPoolVaultScheduler implements VaultScheduler {

	private static final Log logger = LogFactory.getLog(ThreadPoolVaultScheduler.class);

	static final int THREADS = 4;

	private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

	private final Duration closeTimeout;

	private final ScheduledThreadPoolExecutor executor;

	/**
	 * Create a scheduler without threads.
	 * @param closeTimeout the maximum time to wait for running tasks on close
	 */
	ThreadPoolVaultScheduler(Duration closeTimeout) {
		this.closeTimeout = closeTimeout;
		this.executor = new ScheduledThreadPoolExecutor(THREADS, new IsolatedThreads("vault-secrets-"));
		this.executor.setKeepAliveTime(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS);
		this.executor.allowCoreThreadTimeOut(true);
		this.executor.setRemoveOnCancelPolicy(true);
		this.executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	@Override
	public Instant now() {
		return Clock.systemUTC().instant();
	}

	@Override
	public Runnable schedule(Duration delay, Runnable task) {
		try {
			Future<?> future = this.executor.schedule(() -> run(task), delay.toMillis(), TimeUnit.MILLISECONDS);
			return () -> future.cancel(false);
		}
		catch (RejectedExecutionException ex) {
			return () -> {
			};
		}
	}

	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException | Error ex) {
			logger.error(LogMessage.format("A renewal or revocation at Vault failed with %s", ex.getClass().getName()));
			throw ex;
		}
	}

	@Override
	public void close() {
		this.executor.shutdown();
		try {
			if (!this.executor.awaitTermination(this.closeTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
				this.executor.shutdownNow();
			}
		}
		catch (InterruptedException ex) {
			this.executor.shutdownNow();
			Thread.currentThread().interrupt();
		}
	}

}
