package io.provisionhook.plugin.credentialendpoint;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.provisionhook.credential.CredentialHost;

/**
 * Aggregates the events of unsuccessful requests that end in the same way within a
 * minute, since any client of the endpoint can cause any number of them. Distinguishes a
 * limited number of kinds; all further requests are one kind for each outcome.
 * Thread-safe.
 */
final class AuditEventAggregator {

	/**
	 * Maximum number of kinds that are distinguished.
	 */
	static final int MAX_KINDS = 500;

	static final String OTHER_REASON = "too many kinds of refusals to distinguish";

	static final String OTHER_ADDRESSES = "other addresses";

	private static final Duration WINDOW = Duration.ofMinutes(1);

	private final FutureTimeouts timeouts;

	private final Consumer<List<CredentialAuditEvent>> publisher;

	private final Map<Kind, Tally> tallies = new HashMap<>();

	private @Nullable CompletableFuture<@Nullable Void> window;

	/**
	 * Create an aggregator.
	 * @param timeouts the timeouts that end a minute
	 * @param publisher the consumer of the summaries of a minute, called by a thread that
	 * must not be blocked
	 */
	AuditEventAggregator(FutureTimeouts timeouts, Consumer<List<CredentialAuditEvent>> publisher) {
		this.timeouts = timeouts;
		this.publisher = publisher;
	}

	/**
	 * Add the end of a request.
	 * @param event the event of the request
	 * @return the event that represents it, and whether to publish that event
	 */
	Entry add(CredentialAuditEvent event) {
		if (!isAggregated(event)) {
			return new Entry(event, true);
		}
		synchronized (this.tallies) {
			Kind kind = Kind.of(event);
			Tally tally = this.tallies.get(kind);
			CredentialAuditEvent first = event;
			if (tally == null && this.tallies.size() >= MAX_KINDS) {
				first = Kind.other(event);
				kind = Kind.of(first);
				tally = this.tallies.get(kind);
			}
			if (tally != null) {
				tally.repetitions++;
				return new Entry(tally.first, false);
			}
			this.tallies.put(kind, new Tally(first));
			if (this.window == null) {
				this.window = new CompletableFuture<>();
				this.timeouts.expire(this.window, WINDOW);
				CompletionStage<@Nullable Void> minute = this.window;
				minute.whenComplete((ended, timeout) -> endWindow(minute));
			}
			return new Entry(first, true);
		}
	}

	// Other events have a known workspace, so their number is limited by its rate
	private static boolean isAggregated(CredentialAuditEvent event) {
		return switch (event.outcome()) {
			case GRANTED, STALE, FORGOTTEN -> false;
			case FAILED -> event.workspaceId() == null;
			case KEPT, MALFORMED, REFUSED, LIMITED -> true;
		};
	}

	private void endWindow(CompletionStage<@Nullable Void> minute) {
		List<CredentialAuditEvent> summaries;
		synchronized (this.tallies) {
			summaries = (this.window == minute) ? end() : List.of();
		}
		if (!summaries.isEmpty()) {
			this.publisher.accept(summaries);
		}
	}

	/**
	 * End the current minute.
	 * @return the summaries of its events
	 */
	List<CredentialAuditEvent> end() {
		synchronized (this.tallies) {
			List<CredentialAuditEvent> summaries = this.tallies.values()
				.stream()
				.filter((tally) -> tally.repetitions > 0)
				.map((tally) -> tally.first.repeated(tally.repetitions))
				.toList();
			this.tallies.clear();
			this.window = null;
			return summaries;
		}
	}

	/**
	 * The event that represents a request.
	 *
	 * @param event the event, whose reference is in the response
	 * @param isNew whether to publish it
	 */
	record Entry(CredentialAuditEvent event, boolean isNew) {
	}

	/**
	 * The properties that aggregated requests have in common.
	 *
	 * @param outcome the outcome
	 * @param reason the reason
	 * @param workspaceId the workspace, if the token was authentic
	 * @param host the host, if the token was authentic
	 * @param remoteAddress the address of the client
	 */
	private record Kind(CredentialOutcome outcome, @Nullable String reason, @Nullable String workspaceId,
			@Nullable CredentialHost host, String remoteAddress) {

		static Kind of(CredentialAuditEvent event) {
			return new Kind(event.outcome(), event.reason(), event.workspaceId(), event.host(), event.remoteAddress());
		}

		static CredentialAuditEvent other(CredentialAuditEvent event) {
			return new CredentialAuditEvent(null, null, null, event.outcome(), OTHER_REASON, event.reference(),
					OTHER_ADDRESSES, event.duration(), 0);
		}

	}

	/**
	 * Counts the requests of a kind.
	 */
	private static final class Tally {

		private final CredentialAuditEvent first;

		private int repetitions;

		Tally(CredentialAuditEvent first) {
			this.first = first;
		}

	}

}
