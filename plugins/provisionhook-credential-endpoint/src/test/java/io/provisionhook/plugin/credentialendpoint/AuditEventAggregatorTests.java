package io.provisionhook.plugin.credentialendpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import io.provisionhook.plugin.credentialendpoint.AuditEventAggregator.Entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link AuditEventAggregator}.
 */
class AuditEventAggregatorTests {

	private final SettableTime time = new SettableTime();

	private final List<CredentialAuditEvent> published = new ArrayList<>();

	private final AuditEventAggregator aggregator = new AuditEventAggregator(this.time.timeouts(),
			this.published::addAll);

	private int references;

	private CredentialAuditEvent event(CredentialOutcome outcome, String reason, @Nullable String workspace,
			String address) {
		this.references++;
		return new CredentialAuditEvent(workspace, null, null, outcome, reason,
				String.format(Locale.ROOT, "%016x", this.references), address, Duration.ZERO, 0);
	}

	private Entry add(CredentialOutcome outcome, String reason, @Nullable String workspace, String address) {
		Entry entry = this.aggregator.add(event(outcome, reason, workspace, address));
		if (entry.isNew()) {
			this.published.add(entry.event());
		}
		return entry;
	}

	@ParameterizedTest
	@EnumSource(value = CredentialOutcome.class, mode = Mode.EXCLUDE, names = { "GRANTED", "STALE", "FORGOTTEN" })
	void requestsThatEndInTheSameWayAreTwoEventsInAMinute(CredentialOutcome outcome) {
		CredentialAuditEvent first = add(outcome, "reason", null, "10.0.0.1").event();
		for (int i = 0; i < 999; i++) {
			assertThat(add(outcome, "reason", null, "10.0.0.1")).isEqualTo(new Entry(first, false));
		}
		this.time.pass(Duration.ofMinutes(1).minusNanos(1));
		assertThat(this.published).containsExactly(first);
		this.time.pass(Duration.ofNanos(1));
		assertThat(this.published).containsExactly(first, first.repeated(999));
		assertThat(add(outcome, "reason", null, "10.0.0.1").isNew()).isTrue();
		this.time.pass(Duration.ofMinutes(1));
		assertThat(this.published).hasSize(3);
	}

	@ParameterizedTest
	@EnumSource(names = { "GRANTED", "STALE", "FORGOTTEN", "FAILED" })
	void requestsThatAWorkspaceMayMakeAreAnEventEach(CredentialOutcome outcome) {
		assertThat(add(outcome, "reason", "w1", "10.0.0.1").isNew()).isTrue();
		assertThat(add(outcome, "reason", "w1", "10.0.0.1").isNew()).isTrue();
		this.time.pass(Duration.ofMinutes(1));
		assertThat(this.published).hasSize(2);
	}

	@Test
	void addWhenOutcomeReasonWorkspaceOrAddressDifferReturnsNewEvents() {
		add(CredentialOutcome.REFUSED, "reason", null, "10.0.0.1");
		add(CredentialOutcome.MALFORMED, "reason", null, "10.0.0.1");
		add(CredentialOutcome.REFUSED, "another", null, "10.0.0.1");
		add(CredentialOutcome.REFUSED, "reason", "w1", "10.0.0.1");
		add(CredentialOutcome.REFUSED, "reason", null, "10.0.0.2");
		assertThat(this.published).hasSize(5).doesNotHaveDuplicates();
	}

	@Test
	void kindsAboveTheMostAreOneForEachOutcome() {
		for (int i = 0; i < 100_000; i++) {
			add(CredentialOutcome.REFUSED, "reason", null, "10.0.0." + i);
		}
		Entry limited = add(CredentialOutcome.LIMITED, "reason", "w1", "10.0.0.1");
		assertThat(this.published).hasSize(AuditEventAggregator.MAX_KINDS + 2);
		CredentialAuditEvent other = this.published.get(AuditEventAggregator.MAX_KINDS);
		assertThat(other.reason()).isEqualTo("too many kinds of refusals to distinguish");
		assertThat(other.remoteAddress()).isEqualTo("other addresses");
		assertThat(limited.event().workspaceId()).isNull();
		// A kind that is known is counted as such
		assertThat(add(CredentialOutcome.REFUSED, "reason", null, "10.0.0.7").event().remoteAddress())
			.isEqualTo("10.0.0.7");
		this.published.clear();
		this.time.pass(Duration.ofMinutes(1));
		assertThat(this.published).extracting(CredentialAuditEvent::reference, CredentialAuditEvent::repetitions)
			.containsExactlyInAnyOrder(tuple(other.reference(), 99_999 - AuditEventAggregator.MAX_KINDS),
					tuple(String.format(Locale.ROOT, "%016x", 8), 1));
	}

	@Test
	void endReturnsWhatWasCounted() {
		CredentialAuditEvent first = add(CredentialOutcome.REFUSED, "reason", null, "10.0.0.1").event();
		add(CredentialOutcome.REFUSED, "reason", null, "10.0.0.1");
		this.time.pass(Duration.ofSeconds(30));
		assertThat(this.aggregator.end()).containsExactly(first.repeated(1));
		assertThat(this.aggregator.end()).isEmpty();
		CredentialAuditEvent next = add(CredentialOutcome.REFUSED, "reason", null, "10.0.0.1").event();
		add(CredentialOutcome.REFUSED, "reason", null, "10.0.0.1");
		// The end of the first minute is not that of the next one
		this.time.pass(Duration.ofSeconds(30));
		assertThat(this.published).containsExactly(first, next);
		this.time.pass(Duration.ofSeconds(30));
		assertThat(this.published).containsExactly(first, next, next.repeated(1));
	}

}
