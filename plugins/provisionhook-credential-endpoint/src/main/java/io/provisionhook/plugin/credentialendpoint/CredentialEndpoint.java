package io.provisionhook.plugin.credentialendpoint;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Ticker;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

import io.provisionhook.internal.PrintableText;
import io.provisionhook.plugin.credentialendpoint.AuditEventAggregator.Entry;
import io.provisionhook.plugin.credentialendpoint.CredentialService.Admission;
import io.provisionhook.plugin.credentialendpoint.CredentialService.Result;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

/**
 * Handles requests without blocking a thread of the server. Admits each request by its
 * head, waits at most five seconds for its body, and serves it on a thread of its own.
 * Rejects requests above a maximum number. A request is answered in time even if its
 * thread does not return, and counts as concurrent until it does. Thread-safe.
 */
final class CredentialEndpoint implements AutoCloseable, ApplicationListener<ContextClosedEvent> {

	private final CredentialService service;

	private final AuditEventPublisher publisher;

	private final Ticker ticker;

	private final FutureTimeouts timeouts;

	private final Limits limits;

	private final SimpleAsyncTaskExecutor workers;

	private final SimpleAsyncTaskExecutor reporters;

	private final AuditEventAggregator aggregator;

	/**
	 * Create an endpoint.
	 * @param service the source of credentials
	 * @param publisher the publisher of audit events
	 * @param ticker the time source for durations of requests
	 * @param timeouts the timeouts of requests
	 * @param limits the limits of the endpoint
	 * @param virtualThreads whether to use virtual threads
	 */
	CredentialEndpoint(CredentialService service, AuditEventPublisher publisher, Ticker ticker, FutureTimeouts timeouts,
			Limits limits, boolean virtualThreads) {
		this.service = service;
		this.publisher = publisher;
		this.ticker = ticker;
		this.timeouts = timeouts;
		this.limits = limits;
		this.workers = executor("credential-endpoint-", virtualThreads);
		this.workers.setConcurrencyLimit(limits.concurrentRequests());
		this.workers.setRejectTasksWhenLimitReached(true);
		this.workers.setCancelRemainingTasksOnClose(true);
		this.reporters = executor("credential-endpoint-report-", virtualThreads);
		this.aggregator = new AuditEventAggregator(timeouts,
				(summaries) -> report(() -> summaries.forEach(this.publisher::publish)));
	}

	private static SimpleAsyncTaskExecutor executor(String threadNamePrefix, boolean virtualThreads) {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(threadNamePrefix);
		executor.setDaemon(true);
		executor.setVirtualThreads(virtualThreads);
		return executor;
	}

	/**
	 * Return the maximum size of a body.
	 * @return the number of bytes
	 */
	int maxBodySize() {
		return this.limits.bodySize();
	}

	/**
	 * Handle a request. The thread of the caller admits it by its head; the body is read
	 * only after that.
	 * @param head the head of the request
	 * @param body starts to read the body without blocking a thread. The future fails
	 * with a {@link CredentialDeniedException} if the body is too large
	 * @return the response, which completes in time; fails only if the client has
	 * disconnected
	 */
	CompletionStage<HttpResponseData> handle(HttpRequestData head, Supplier<CompletableFuture<String>> body) {
		RequestAudit audit = new RequestAudit(head, this.ticker);
		CompletableFuture<HttpResponseData> response = new CompletableFuture<>();
		Admission admission;
		try {
			admission = this.service.admit(audit, this.limits.bodySize());
		}
		catch (CredentialDeniedException ex) {
			denyUnread(audit, ex, response);
			return response;
		}
		catch (RuntimeException ex) {
			denyUnread(audit, unexpected(ex), response);
			return response;
		}
		CompletableFuture<String> read = body.get();
		this.timeouts.expire(read, Limits.BODY_TIMEOUT);
		CompletionStage<String> complete = read;
		complete.whenComplete((text, failure) -> {
			if (text != null) {
				serve(audit, admission, text, response);
			}
			else if (failure instanceof TimeoutException) {
				denyUnread(audit, CredentialDeniedException.bodyTooSlow(), response);
			}
			else if (failure instanceof CredentialDeniedException denial) {
				denyUnread(audit, denial, response);
			}
			else {
				response.cancel(false);
			}
		});
		return response;
	}

	private void denyUnread(RequestAudit audit, CredentialDeniedException denial,
			CompletableFuture<HttpResponseData> response) {
		end(audit.end(denial.outcome(), denial.reason()), this::report, response,
				(reference) -> HttpResponseData.of(denial, reference, false));
	}

	private void serve(RequestAudit audit, Admission admission, String body,
			CompletableFuture<HttpResponseData> response) {
		CompletableFuture<Result> attempt = new CompletableFuture<>();
		FutureTask<?> work = new FutureTask<>(() -> attempt(audit, admission, body, attempt), null);
		this.timeouts.expire(attempt, this.limits.timeout());
		CompletionStage<Result> inTime = attempt;
		inTime.whenComplete((result, failure) -> {
			if (failure instanceof TimeoutException) {
				work.cancel(true);
				deny(audit, CredentialDeniedException.timedOut(), this::report, response);
			}
			else if (failure instanceof CredentialDeniedException denial) {
				deny(audit, denial, Runnable::run, response);
			}
			else if (failure != null) {
				deny(audit, unexpected(failure), Runnable::run, response);
			}
			else {
				end(audit.end(result.outcome(), result.reason()), Runnable::run, response,
						(reference) -> HttpResponseData.of(result.credential()));
			}
		});
		try {
			this.workers.execute(work);
		}
		catch (RuntimeException ex) {
			report(() -> attempt.completeExceptionally(
					CredentialDeniedException.failed("too many requests are under way, or the application stops")));
		}
	}

	// On a thread of its own: the threads of the server and the timer thread of the JDK
	// must not be blocked. If there is no such thread, blocking is better than a request
	// without a response
	private void report(Runnable report) {
		try {
			this.reporters.execute(report);
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			report.run();
		}
	}

	private void attempt(RequestAudit audit, Admission admission, String body, CompletableFuture<Result> attempt) {
		try {
			attempt.complete(this.service.serve(audit, admission, body));
		}
		catch (Throwable ex) {
			attempt.completeExceptionally(ex);
		}
	}

	private void deny(RequestAudit audit, CredentialDeniedException denial, Executor executor,
			CompletableFuture<HttpResponseData> response) {
		end(audit.end(denial.outcome(), denial.reason()), executor, response,
				(reference) -> HttpResponseData.of(denial, reference, true));
	}

	// The event comes before the response; a response without an event needs no thread
	private void end(CredentialAuditEvent event, Executor executor, CompletableFuture<HttpResponseData> response,
			Function<String, HttpResponseData> text) {
		this.publisher.measure(event);
		Entry entry = this.aggregator.add(event);
		CredentialAuditEvent published = entry.event();
		if (entry.isNew()) {
			executor.execute(() -> {
				this.publisher.publish(published);
				response.complete(text.apply(published.reference()));
			});
		}
		else {
			response.complete(text.apply(published.reference()));
		}
	}

	private static CredentialDeniedException unexpected(Throwable failure) {
		// The message of an unknown exception may contain a secret
		return CredentialDeniedException
			.failed("an error in the application: " + PrintableText.of(failure.getClass().getName()));
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		// Before the listeners of the application are gone
		this.aggregator.end().forEach(this.publisher::publish);
	}

	@Override
	public void close() {
		// Only the workers: reports do not wait for anything, and a request that times
		// out during shutdown must be reported
		this.workers.close();
	}

	/**
	 * Limits of the endpoint.
	 *
	 * @param timeout the maximum time until there is a credential
	 * @param requestsPerMinute the maximum number of requests of a workspace in a minute
	 * @param concurrentRequests the maximum number of concurrent requests
	 * @param bodySize the maximum size of a body in bytes
	 */
	record Limits(Duration timeout, int requestsPerMinute, int concurrentRequests, int bodySize) {

		/**
		 * Maximum time to receive a body, which has a few hundred bytes.
		 */
		static final Duration BODY_TIMEOUT = Duration.ofSeconds(5);

		private static final int MAX_BODY_SIZE = 1024 * 1024;

		/**
		 * Read the limits.
		 * @param properties the properties
		 * @return the limits
		 * @throws PluginConfigurationException if a property is out of its range
		 */
		static Limits of(CredentialEndpointProperties properties) {
			requirePositive("timeout", properties.timeout());
			requirePositive("token-lifetime", properties.tokenLifetime());
			requirePositive("requests-per-minute", properties.requestsPerMinute());
			requirePositive("max-concurrent-requests", properties.maxConcurrentRequests());
			long bodySize = properties.maxBodySize().toBytes();
			if (bodySize < 1 || bodySize > MAX_BODY_SIZE) {
				throw invalid("max-body-size", "it is not between 1B and 1MB", "Set it to a size such as 4KB.");
			}
			return new Limits(properties.timeout(), properties.requestsPerMinute(), properties.maxConcurrentRequests(),
					(int) bodySize);
		}

		private static void requirePositive(String property, Duration value) {
			if (value.isZero() || value.isNegative()) {
				throw invalid(property, "it is not positive", "Set it to a time such as 20s or 30d.");
			}
		}

		private static void requirePositive(String property, int value) {
			if (value < 1) {
				throw invalid(property, "it is not positive",
						"Set it to a number that is larger than what workspaces need.");
			}
		}

		private static PluginConfigurationException invalid(String property, String problem, String action) {
			return new PluginConfigurationException(CredentialEndpointProperties.named(property), problem, action);
		}

	}

}
