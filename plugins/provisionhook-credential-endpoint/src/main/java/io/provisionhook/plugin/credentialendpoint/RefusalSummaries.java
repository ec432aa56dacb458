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
 * Sums up requests that end in the same way within a minute, since anybody who reaches
 * the endpoint decides how many there are. Keeps a limited number of kinds apart;
 * requests of further ones are one kind for each outcome. Thread-safe.
 */
final class RefusalSummaries {

	/**
	 * The number of kinds that are told apart.
	 */
	static final int MOST_KINDS = 500;

	static final String OTHER_REASON = "too many kinds of refusals to tell apart";

	static final String OTHER_ADDRESSES = "other addresses";

	private static final Duration WINDOW = Duration.ofMinutes(1);

	private final EndpointTime time;

	private final Consumer<List<CredentialAuditEvent>> publisher;

	private final Map<Kind, Tally> tallies = new HashMap<>();

	private @Nullable CompletableFuture<@Nullable Void> window;

	/**
	 * Create summaries.
	 * @param time the time
	 * @param publisher gets the summaries of a minute, by a thread that must not be held
	 */
	RefusalSummaries(EndpointTime time, Consumer<List<CredentialAuditEvent>> publisher) {
		this.time = time;
		this.publisher = publisher;
	}

	/**
	 * Add the end of a request.
	 * @param event the event of the request
	 * @return the event that stands for it, and whether that has to be published
	 */
	Entry add(CredentialAuditEvent event) {
		if (!isSummedUp(event)) {
			return new Entry(event, true);
		}
		synchronized (this.tallies) {
			Kind kind = Kind.of(event);
			Tally tally = this.tallies.get(kind);
			CredentialAuditEvent first = event;
			if (tally == null && this.tallies.size() >= MOST_KINDS) {
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
				this.time.limit(this.window, WINDOW);
				CompletionStage<@Nullable Void> minute = this.window;
				minute.whenComplete((ended, timeout) -> endWindow(minute));
			}
			return new Entry(first, true);
		}
	}

	// What succeeds, or fails for a workspace that is known, is limited by its rate
	private static boolean isSummedUp(CredentialAuditEvent event) {
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
	 * End the minute now.
	 * @return the summaries of what was counted
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
	 * What stands for a request.
	 *
	 * @param event the event, whose reference the answer has
	 * @param isNew whether it has to be published
	 */
	record Entry(CredentialAuditEvent event, boolean isNew) {
	}

	/**
	 * What requests have in common that are summed up.
	 *
	 * @param outcome how they ended
	 * @param reason why
	 * @param workspaceId the workspace, if the token was authentic
	 * @param host the host, if the token was authentic
	 * @param remoteAddress where they came from
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
