package io.provisionhook.plugin.credentialendpoint;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

import io.provisionhook.internal.PrintableText;
import io.provisionhook.plugin.credentialendpoint.Clerk.Admission;
import io.provisionhook.plugin.credentialendpoint.Clerk.Result;
import io.provisionhook.plugin.credentialendpoint.RefusalSummaries.Entry;

/**
 * Answers requests without holding a thread of the server. Admits each by its head, gives
 * its body five seconds to come, and has it served by a thread of its own, up to a number
 * at which no more are taken. A request is answered in time even if its thread does not
 * come back, and counts until it does. Thread-safe.
 */
final class CredentialEndpoint implements AutoCloseable, ApplicationListener<ContextClosedEvent> {

	private final Clerk clerk;

	private final AuditTrail audit;

	private final EndpointTime time;

	private final EndpointLimits limits;

	private final SimpleAsyncTaskExecutor workers;

	private final SimpleAsyncTaskExecutor reporters;

	private final RefusalSummaries refusals;

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
		this.reporters = executor("credential-endpoint-report-", virtualThreads);
		this.refusals = new RefusalSummaries(time, (summaries) -> report(() -> summaries.forEach(this.audit::publish)));
	}

	private static SimpleAsyncTaskExecutor executor(String threadNamePrefix, boolean virtualThreads) {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(threadNamePrefix);
		executor.setDaemon(true);
		executor.setVirtualThreads(virtualThreads);
		return executor;
	}

	/**
	 * Return the number of bytes of the largest body.
	 * @return the number of bytes
	 */
	int largestBody() {
		return this.limits.bodySize();
	}

	/**
	 * Answer a request. It is admitted by its head, by the thread of the caller, and its
	 * body is read only then.
	 * @param head the head of the request
	 * @param body begins to read the body, and holds no thread for it. Fails with a
	 * {@link Rejection} if the body is too large
	 * @return the answer, which comes in time; fails only if the client has gone
	 */
	CompletionStage<EndpointAnswer> answer(EndpointRequest head, Supplier<CompletableFuture<String>> body) {
		Inquiry inquiry = new Inquiry(head, this.time);
		CompletableFuture<EndpointAnswer> answer = new CompletableFuture<>();
		Admission admission;
		try {
			admission = this.clerk.admit(inquiry, this.limits.bodySize());
		}
		catch (Rejection ex) {
			rejectUnread(inquiry, ex, answer);
			return answer;
		}
		catch (RuntimeException ex) {
			rejectUnread(inquiry, unexpected(ex), answer);
			return answer;
		}
		CompletableFuture<String> read = body.get();
		this.time.limit(read, EndpointLimits.BODY_TIMEOUT);
		CompletionStage<String> complete = read;
		complete.whenComplete((text, failure) -> {
			if (text != null) {
				serve(inquiry, admission, text, answer);
			}
			else if (failure instanceof TimeoutException) {
				rejectUnread(inquiry, Rejection.bodyTooSlow(), answer);
			}
			else if (failure instanceof Rejection rejection) {
				rejectUnread(inquiry, rejection, answer);
			}
			else {
				answer.cancel(false);
			}
		});
		return answer;
	}

	private void rejectUnread(Inquiry inquiry, Rejection rejection, CompletableFuture<EndpointAnswer> answer) {
		end(inquiry.ended(rejection.outcome(), rejection.reason()), this::report, answer,
				(reference) -> EndpointAnswer.of(rejection, reference, false));
	}

	private void serve(Inquiry inquiry, Admission admission, String body, CompletableFuture<EndpointAnswer> answer) {
		CompletableFuture<Result> attempt = new CompletableFuture<>();
		FutureTask<?> work = new FutureTask<>(() -> attempt(inquiry, admission, body, attempt), null);
		this.time.limit(attempt, this.limits.timeout());
		CompletionStage<Result> inTime = attempt;
		inTime.whenComplete((result, failure) -> {
			if (failure instanceof TimeoutException) {
				work.cancel(true);
				reject(inquiry, Rejection.failed(Rejection.LATE), this::report, answer);
			}
			else if (failure instanceof Rejection rejection) {
				reject(inquiry, rejection, Runnable::run, answer);
			}
			else if (failure != null) {
				reject(inquiry, unexpected(failure), Runnable::run, answer);
			}
			else {
				end(inquiry.ended(result.outcome(), result.reason()), Runnable::run, answer,
						(reference) -> EndpointAnswer.of(result.credential()));
			}
		});
		try {
			this.workers.execute(work);
		}
		catch (RuntimeException ex) {
			report(() -> attempt
				.completeExceptionally(Rejection.failed("too many requests are under way, or the application stops")));
		}
	}

	// By a thread of its own: neither that of a server nor the one with the timers of the
	// JDK must be held. Without one, that is better than a request without an answer
	private void report(Runnable report) {
		try {
			this.reporters.execute(report);
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			report.run();
		}
	}

	private void attempt(Inquiry inquiry, Admission admission, String body, CompletableFuture<Result> attempt) {
		try {
			attempt.complete(this.clerk.serve(inquiry, admission, body));
		}
		catch (Throwable ex) {
			attempt.completeExceptionally(ex);
		}
	}

	private void reject(Inquiry inquiry, Rejection rejection, Executor executor,
			CompletableFuture<EndpointAnswer> answer) {
		end(inquiry.ended(rejection.outcome(), rejection.reason()), executor, answer,
				(reference) -> EndpointAnswer.of(rejection, reference, true));
	}

	// The event comes before the answer; an answer without an event needs no thread
	private void end(CredentialAuditEvent event, Executor executor, CompletableFuture<EndpointAnswer> answer,
			Function<String, EndpointAnswer> text) {
		this.audit.measure(event);
		Entry entry = this.refusals.add(event);
		CredentialAuditEvent published = entry.event();
		if (entry.isNew()) {
			executor.execute(() -> {
				this.audit.publish(published);
				answer.complete(text.apply(published.reference()));
			});
		}
		else {
			answer.complete(text.apply(published.reference()));
		}
	}

	private static Rejection unexpected(Throwable failure) {
		// The message of an error is nobody's promise to be free of secrets
		return Rejection.failed("an error in the application: " + PrintableText.of(failure.getClass().getName()));
	}

	/**
	 * Tell what was counted, while there still are listeners.
	 */
	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		this.refusals.end().forEach(this.audit::publish);
	}

	@Override
	public void close() {
		// Reports have nothing to wait for, and what is late at the end is to be reported
		this.workers.close();
	}

}
