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

	private final ManualTime time = new ManualTime();

	@Test
	void contextHoldsWhatItWasGiven() {
		ProvisionContext context = this.time.context("w1", this.request, 3, Duration.ofHours(1));
		assertThat(context.workspaceId()).isEqualTo("w1");
		assertThat(context.request()).isSameAs(this.request);
		assertThat(context.generation()).isEqualTo(3);
		assertThat(context.deadline()).isEqualTo(this.time.instant().plusSeconds(3600));
	}

	@Test
	void deadlineIsThirtySecondsAheadUnlessGiven() {
		Instant before = Instant.now();
		ProvisionContext context = ProvisionContext.of("w1", this.request);
		assertThat(context.deadline()).isBetween(before.plusSeconds(30), Instant.now().plusSeconds(30));
	}

	@Test
	void remainingIsTheTimeUntilTheDeadline() {
		ProvisionContext context = this.time.context(Duration.ofHours(1));
		assertThat(context.remaining()).isEqualTo(Duration.ofHours(1));
		this.time.advance(Duration.ofMinutes(10));
		assertThat(context.remaining()).isEqualTo(Duration.ofMinutes(50));
	}

	@Test
	void remainingIsZeroAfterTheDeadline() {
		ProvisionContext context = this.time.context(Duration.ofHours(1));
		this.time.advance(Duration.ofHours(1));
		assertThat(context.remaining()).isZero();
		this.time.advance(Duration.ofNanos(1));
		assertThat(context.remaining()).isZero();
		assertThat(ProvisionContext.of("w1", this.request, Duration.ofSeconds(-1)).remaining()).isZero();
	}

	@Test
	void redactorTakesOutWhatHasBeenDeclaredSoFar() {
		ProvisionContext context = ProvisionContext.of("w1", this.request);
		assertThat(context.redactor().redact("got marked-secret")).isEqualTo("got marked-secret");
		context.until(System.nanoTime()).redact("marked-secret");
		assertThat(context.redactor().redact("got marked-secret")).isEqualTo("got [redacted]");
	}

	@Test
	void toStringShowsEverything() {
		ProvisionContext context = ProvisionContext.of("w1", this.request);
		assertThat(context).hasToString(
				"ProvisionContext[workspaceId=w1, request=" + this.request + ", deadline=" + context.deadline() + "]");
	}

	@Test
	@SuppressWarnings("NullAway") // Callers without NullAway can do this
	void ofRefusesNull() {
		assertThatNullPointerException().isThrownBy(() -> ProvisionContext.of(null, this.request))
			.withMessage("'workspaceId' must not be null");
		assertThatNullPointerException().isThrownBy(() -> ProvisionContext.of("w1", null))
			.withMessage("'request' must not be null");
		assertThatNullPointerException().isThrownBy(() -> ProvisionContext.of("w1", this.request, null))
			.withMessage("'timeout' must not be null");
	}

	@Test
	void generationIsNoneUnlessSomebodyCounts() {
		WorkspaceRequest request = WorkspaceRequest.named("demo").build();
		assertThat(ProvisionContext.of("w1", request).generation()).isZero();
		ProvisionContext second = ProvisionContext.of("w1", request, 2, Duration.ofSeconds(5));
		assertThat(second.generation()).isEqualTo(2);
		assertThat(second.until(System.nanoTime()).generation()).isEqualTo(2);
	}

}
