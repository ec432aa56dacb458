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
 * The threads that renew and revoke, so many that a few calls which hang do not keep the
 * others waiting. None are there while there is nothing to do.
 */
final class VaultThreads implements VaultTimer {

	private static final Log logger = LogFactory.getLog(VaultThreads.class);

	static final int COUNT = 4;

	private static final Duration IDLE = Duration.ofSeconds(30);

	private final Duration patience;

	private final ScheduledThreadPoolExecutor executor;

	/**
	 * Create the threads.
	 * @param patience how long to wait, on closing, for what is under way
	 */
	VaultThreads(Duration patience) {
		this.patience = patience;
		this.executor = new ScheduledThreadPoolExecutor(COUNT, new IsolatedThreads("vault-secrets-"));
		this.executor.setKeepAliveTime(IDLE.toSeconds(), TimeUnit.SECONDS);
		this.executor.allowCoreThreadTimeOut(true);
		this.executor.setRemoveOnCancelPolicy(true);
		this.executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	@Override
	public Instant now() {
		return Clock.systemUTC().instant();
	}

	@Override
	public Runnable after(Duration delay, Runnable task) {
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
			if (!this.executor.awaitTermination(this.patience.toMillis(), TimeUnit.MILLISECONDS)) {
				this.executor.shutdownNow();
			}
		}
		catch (InterruptedException ex) {
			this.executor.shutdownNow();
			Thread.currentThread().interrupt();
		}
	}

}
