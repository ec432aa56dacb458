package io.provisionhook.runtime.kubernetes;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;

/**
 * Waits before the next attempt for as long as an overloaded API server asks for in
 * {@code Retry-After} (RFC 9110, section 10.2.3; the API server sends seconds). The
 * client library reads this header, but does not wait for it. Immutable.
 */
final class RetryAfterInterceptor implements Interceptor {

	private static final int TOO_MANY_REQUESTS = 429;

	private static final int INTERNAL_SERVER_ERROR = 500;

	private static final String HEADER = "Retry-After";

	private final Duration limit;

	/**
	 * Create an interceptor.
	 * @param limit the maximum time to wait before an attempt
	 */
	RetryAfterInterceptor(Duration limit) {
		this.limit = limit;
	}

	@Override
	public CompletableFuture<Boolean> afterFailure(HttpRequest.Builder request, HttpResponse<?> response,
			RequestTags tags) {
		String header = response.header(HEADER);
		boolean repeated = response.code() == TOO_MANY_REQUESTS || response.code() >= INTERNAL_SERVER_ERROR;
		long seconds = (repeated && header != null && header.matches("\\d{1,9}")) ? Long.parseLong(header) : 0;
		// Not by this interceptor, but by the library afterwards
		return CompletableFuture.supplyAsync(() -> false, after(Math.min(seconds, this.limit.toSeconds())));
	}

	private static Executor after(long seconds) {
		return (seconds > 0) ? CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS) : Runnable::run;
	}

}
