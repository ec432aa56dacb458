package io.provisionhook.plugin.internal.upstream;

import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UpstreamHealthIndicator} and {@link UpstreamHealth}.
 */
class UpstreamHealthIndicatorTests {

	private final UpstreamHealth upstream = new UpstreamHealth();

	private final UpstreamHealthIndicator indicator = new UpstreamHealthIndicator(this.upstream);

	@Test
	void healthIsUnknownBeforeTheFirstCall() {
		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.UNKNOWN);
		assertThat(this.indicator.health().getDetails()).isEmpty();
	}

	@Test
	void healthIsUpAfterASuccess() {
		this.upstream.succeeded();
		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.UP);
		assertThat(this.indicator.health().getDetails()).containsOnlyKeys("lastSuccess");
	}

	@Test
	void healthIsDownAfterAFailureOfTheSystemUntilTheNextSuccess() {
		this.upstream.succeeded();
		this.upstream.failed(UpstreamException.ofSystem("Acme: not reachable", null));
		Health health = this.indicator.health();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("error", "Acme: not reachable")
			.containsOnlyKeys("error", "lastSuccess", "lastFailure");
		this.upstream.succeeded();
		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.UP);
		assertThat(this.indicator.health().getDetails()).containsOnlyKeys("lastSuccess", "lastFailure");
	}

	@Test
	void whatOneWorkspaceAskedForInVainSaysNothingAboutTheSystem() {
		this.upstream.succeeded();
		this.upstream.failed(UpstreamException.ofRequest("Acme: no secret 'x'", null));
		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.UP);
		this.upstream.failed(UpstreamException.ofSystem("Acme: not reachable", null));
		this.upstream.failed(UpstreamException.ofRequest("Acme: no secret 'x'", null));
		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void exceptionKnowsWhoseFaultItIs() {
		RuntimeException cause = new RuntimeException("refused");
		assertThat(UpstreamException.ofSystem("down", cause)).hasMessage("down").hasCause(cause);
		assertThat(UpstreamException.ofSystem("down", cause).isSystemAtFault()).isTrue();
		assertThat(UpstreamException.ofRequest("no", null).isSystemAtFault()).isFalse();
	}

}
