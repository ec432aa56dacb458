package io.provisionhook.plugin.http;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends calls to an endpoint, a limited number at a time, and waits for the answers: not
 * longer than the endpoint's timeout, and not for more than an answer could have.
 * Redirects are not followed. Thread-safe.
 *
 * @since 0.1.0
 */
public final class HttpCalls {

	private static final long LARGEST_ANSWER = 8 * 1024 * 1024;

	private final HttpClient client;

	private final Duration timeout;

	private final Semaphore permits;

	/**
	 * Create one.
	 * @param client the client, which must not follow redirects
	 * @param endpoint where the calls go
	 * @param callsAtATime how many there are at a time
	 */
	public HttpCalls(HttpClient client, Endpoint endpoint, int callsAtATime) {
		this.client = client;
		this.timeout = endpoint.timeout();
		this.permits = new Semaphore(callsAtATime, true);
	}

	/**
	 * Send a call.
	 * @param request the call
	 * @return the answer, body included
	 * @throws IOException if there is none; {@link Trouble} says what to make of it
	 * @throws InterruptedException if the thread is interrupted, which cancels the call
	 */
	public Answer send(HttpRequest request) throws IOException, InterruptedException {
		this.permits.acquire();
		try {
			return receive(this.client.sendAsync(request, (info) -> new LimitedBody(LARGEST_ANSWER)));
		}
		finally {
			this.permits.release();
		}
	}

	private Answer receive(CompletableFuture<HttpResponse<byte[]>> exchange) throws IOException, InterruptedException {
		try {
			return Answer.of(exchange.get(this.timeout.toNanos(), TimeUnit.NANOSECONDS));
		}
		catch (TimeoutException ex) {
			throw new HttpTimeoutException("no answer in time");
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof IOException failure) {
				throw failure;
			}
			throw new IOException(ex.getCause());
		}
		finally {
			exchange.cancel(true);
		}
	}

}
