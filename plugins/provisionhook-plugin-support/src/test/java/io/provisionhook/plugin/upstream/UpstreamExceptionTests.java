package io.provisionhook.plugin.upstream;

import java.util.concurrent.ExecutionException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link UpstreamException}.
 */
class UpstreamExceptionTests {

	@Test
	void failureOfACallInAnotherThreadIsWhatItFailedWith() {
		UpstreamException denied = UpstreamException.ofRequest("acme: denied", null);
		assertThat(UpstreamException.of(new ExecutionException(denied))).isSameAs(denied);
	}

	@Test
	void faultOfThePluginInAnotherThreadIsNotBlamedOnTheUpstream() {
		NullPointerException fault = new NullPointerException();
		assertThatIllegalStateException().isThrownBy(() -> UpstreamException.of(new ExecutionException(fault)))
			.havingCause()
			.isSameAs(fault);
	}

}
