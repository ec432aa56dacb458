package io.provisionhook.plugin.credentialendpoint;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RateLimiter}.
 */
class RateLimiterTests {

	private final SettableTime time = new SettableTime();

	@ParameterizedTest
	@ValueSource(ints = { 1, 7, 120, 100_000 })
	void aMinuteCanBeSpentAtOnceAndComesBackEvenly(int perMinute) {
		RateLimiter limits = new RateLimiter(perMinute, this.time.ticker());
		assertThat(admitted(limits, perMinute + 10)).isEqualTo(perMinute);
		this.time.pass(Duration.ofMinutes(1).dividedBy(perMinute).plusNanos(1));
		assertThat(admitted(limits, 10)).isEqualTo(1);
		this.time.pass(Duration.ofHours(1));
		assertThat(admitted(limits, perMinute + 10)).isEqualTo(perMinute);
	}

	@Test
	void refusalSaysWhenToComeBack() {
		RateLimiter limits = new RateLimiter(1, this.time.ticker());
		assertThat(admitted(limits, 1)).isEqualTo(1);
		this.time.pass(Duration.ofMillis(29_500));
		assertThatExceptionOfType(CredentialDeniedException.class).isThrownBy(() -> limits.admit("w1"))
			.satisfies((ex) -> assertThat(ex.headers()).isEqualTo(Map.of("Retry-After", "31")));
	}

	@Test
	void whoIsRefusedDoesNotWaitLongerForIt() {
		RateLimiter limits = new RateLimiter(60, this.time.ticker());
		assertThat(admitted(limits, 1000)).isEqualTo(60);
		this.time.pass(Duration.ofSeconds(1));
		assertThat(admitted(limits, 1)).isEqualTo(1);
	}

	@Test
	void askersAtTheSameTimeAreCountedEach() {
		RateLimiter limits = new RateLimiter(100, this.time.ticker());
		CompletableFuture<?>[] askers = IntStream.range(0, 8)
			.mapToObj((i) -> CompletableFuture.supplyAsync(() -> admitted(limits, 50)))
			.toArray(CompletableFuture<?>[]::new);
		int sum = 0;
		for (CompletableFuture<?> asker : askers) {
			sum += (Integer) asker.join();
		}
		assertThat(sum).isEqualTo(100);
	}

	private static int admitted(RateLimiter limits, int attempts) {
		int admitted = 0;
		for (int i = 0; i < attempts; i++) {
			try {
				limits.admit("w1");
				admitted++;
			}
			catch (CredentialDeniedException ex) {
				assertThat(ex.status()).isEqualTo(429);
			}
		}
		return admitted;
	}

}
