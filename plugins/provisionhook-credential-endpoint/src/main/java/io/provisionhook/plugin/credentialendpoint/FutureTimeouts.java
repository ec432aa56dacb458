package io.provisionhook.plugin.credentialendpoint;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Completes futures exceptionally after a time, as
 * {@link CompletableFuture#orTimeout(long, TimeUnit)} does; tests control the time.
 */
@FunctionalInterface
interface FutureTimeouts {

	/**
	 * Timeouts that elapse in real time.
	 */
	FutureTimeouts SYSTEM = (future, timeout) -> future.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS);

	/**
	 * Fail a future with a {@link java.util.concurrent.TimeoutException} unless it
	 * completes in time.
	 * @param future the future
	 * @param timeout the time until it fails
	 */
	void expire(CompletableFuture<?> future, Duration timeout);

}
