package io.provisionhook.plugin.credentialendpoint;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

import io.provisionhook.credential.Credential;

/**
 * Answers requests without a thread of the server: each has one of its own, up to a
 * number at which no more are taken. A request is answered in time even if its thread
 * does not come back, and counts until it does. Thread-safe.
 */
final class CredentialEndpoint implements AutoCloseable {

	private final Clerk clerk;

	private final AuditTrail audit;

	private final EndpointTime time;

	private final EndpointLimits limits;

	private final SimpleAsyncTaskExecutor workers;

	private final SimpleAsyncTaskExecutor reporters;

	/**
	 * Create an endpoint.
	 * @param clerk gets the credentials
	 * @param audit is told how requests ended
	 * @param time the time
	 * @param limits how much to take upon itself
	 * @param virtualThreads whether to use virtual threads
	 */
	CredentialEndpoint(Clerk clerk, AuditTrail audit, EndpointTime time, EndpointLimits limits,
			boolean virtualThreads) {
		this.clerk = clerk;
		this.audit = audit;
		this.time = time;
		this.limits = limits;
		this.workers = executor("credential-endpoint-", virtualThreads);
		this.workers.setConcurrencyLimit(limits.concurrentRequests());
		this.workers.setRejectTasksWhenLimitReached(true);
		this.workers.setCancelRemainingTasksOnClose(true);
		this.reporters = executor("credential-endpoint-late-", virtualThreads);
	}

	private static SimpleAsyncTaskExecutor executor(String threadNamePrefix, boolean virtualThreads) {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(threadNamePrefix);
		executor.setDaemon(true);
		executor.setVirtualThreads(virtualThreads);
		return executor;
	}

	/**
	 * Return the number of bytes of the largest body, beyond which a body need not be
	 * read.
	 * @return the number of bytes
	 */
	int largestBody() {
		return this.limits.bodySize();
	}

	/**
	 * Answer a request.
	 * @param request the request
	 * @return the answer, which comes in time and never is a failure
	 */
	CompletionStage<EndpointAnswer> answer(EndpointRequest request) {
		Inquiry inquiry = new Inquiry(request, this.time);
		CompletableFuture<@Nullable Credential> attempt = new CompletableFuture<>();
		CompletableFuture<EndpointAnswer> answer = new CompletableFuture<>();
		FutureTask<?> work = new FutureTask<>(() -> serve(inquiry, attempt), null);
		this.time.limit(attempt, this.limits.timeout());
		CompletionStage<@Nullable Credential> inTime = attempt;
		inTime.whenComplete((credential, failure) -> {
			if (failure instanceof TimeoutException) {
				work.cancel(true);
				reportLate(() -> end(inquiry, null, Rejection.failed(Rejection.LATE), answer));
			}
			else {
				end(inquiry, credential, failure, answer);
			}
		});
		try {
			this.workers.execute(work);
		}
		catch (RuntimeException ex) {
			attempt
				.completeExceptionally(Rejection.failed("too many requests are under way, or the application stops"));
		}
		return answer;
	}

	// By a thread of its own, since the only one of the JDK that has a timer must not be
	// held. If none is to be had, that is better than a request without an answer
	private void reportLate(Runnable report) {
		try {
			this.reporters.execute(report);
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			report.run();
		}
	}

	private void serve(Inquiry inquiry, CompletableFuture<@Nullable Credential> attempt) {
		try {
			attempt.complete(this.clerk.serve(inquiry));
		}
		catch (Throwable ex) {
			attempt.completeExceptionally(ex);
		}
	}

	private void end(Inquiry inquiry, @Nullable Credential credential, @Nullable Throwable failure,
			CompletableFuture<EndpointAnswer> answer) {
		if (credential != null) {
			this.audit.record(credential.stale()
					? inquiry.ended(CredentialOutcome.STALE, "the source has no fresh credential at the moment")
					: inquiry.ended(CredentialOutcome.GRANTED, null));
			answer.complete(EndpointAnswer.of(credential));
		}
		else if (failure == null) {
			this.audit.record(inquiry.ended(CredentialOutcome.FORGOTTEN, "the host did not accept the last one"));
			answer.complete(EndpointAnswer.EMPTY);
		}
		else {
			Rejection rejection = (failure instanceof Rejection known) ? known : unexpected(failure);
			this.audit.record(inquiry.ended(rejection.outcome(), rejection.reason()));
			answer.complete(EndpointAnswer.of(rejection, inquiry.reference()));
		}
	}

	private static Rejection unexpected(@Nullable Throwable failure) {
		// The message of an error is nobody's promise to be free of secrets
		return Rejection.failed("an error in the application: "
				+ ((failure != null) ? failure.getClass().getName() : "neither a credential nor a failure"));
	}

	@Override
	public void close() {
		// Whoever reports has nothing to wait for, and what is late at the end is to be
		// reported
		this.workers.close();
	}

}
