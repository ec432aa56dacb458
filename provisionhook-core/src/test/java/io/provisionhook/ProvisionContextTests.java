package io.provisionhook;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link ProvisionContext}.
 */
class ProvisionContextTests {

	private final WorkspaceRequest request = WorkspaceRequest.named("demo").build();

	@Test
	void holdsWhatItWasGiven() {
		Instant deadline = Instant.parse("2026-01-02T03:04:05Z");
		ProvisionContext context = ProvisionContext.of("w1", this.request, deadline);
		assertThat(context.workspaceId()).isEqualTo("w1");
		assertThat(context.request()).isSameAs(this.request);
		assertThat(context.deadline()).isEqualTo(deadline);
	}

	@Test
	void deadlineIsThirtySecondsAheadUnlessGiven() {
		Instant before = Instant.now();
		ProvisionContext context = ProvisionContext.of("w1", this.request);
		assertThat(context.deadline()).isBetween(before.plusSeconds(30), Instant.now().plusSeconds(30));
	}

	@Test
	void remainingIsTheTimeUntilTheDeadline() {
		Instant deadline = Instant.now().plus(Duration.ofHours(1));
		ProvisionContext context = ProvisionContext.of("w1", this.request, deadline);
		Duration remaining = context.remaining();
		assertThat(remaining).isBetween(Duration.between(Instant.now(), deadline), Duration.ofHours(1));
	}

	@Test
	void remainingIsZeroAfterTheDeadline() {
		assertThat(ProvisionContext.of("w1", this.request, Instant.EPOCH).remaining()).isEqualTo(Duration.ZERO);
	}

	@Test
	void toStringShowsEverything() {
		assertThat(ProvisionContext.of("w1", this.request, Instant.EPOCH)).hasToString(
				"ProvisionContext[workspaceId=w1, request=" + this.request + ", deadline=1970-01-01T00:00:00Z]");
	}

	@Test
	@SuppressWarnings("NullAway") // Callers without NullAway can do this
	void ofRefusesNull() {
		assertThatNullPointerException().isThrownBy(() -> ProvisionContext.of(null, this.request))
			.withMessage("'workspaceId' must not be null");
		assertThatNullPointerException().isThrownBy(() -> ProvisionContext.of("w1", null))
			.withMessage("'request' must not be null");
		assertThatNullPointerException().isThrownBy(() -> ProvisionContext.of("w1", this.request, null))
			.withMessage("'deadline' must not be null");
	}

}
