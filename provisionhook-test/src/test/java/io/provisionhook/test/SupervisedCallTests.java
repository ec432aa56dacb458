package io.provisionhook.test;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

import io.provisionhook.test.SupervisedCall.Wait;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SupervisedCall}.
 */
class SupervisedCallTests {

	private static final Duration LONG = Duration.ofHours(1);

	private final CountDownLatch latch = new CountDownLatch(1);

	@Test
	void callThatBlocksIsDetectedBeforeTimeout() {
		SupervisedCall call = SupervisedCall.start(this.latch::await);
		assertThat(call.endsWaiting(Wait.SHORT, LONG)).isFalse();
		this.latch.countDown();
		call.requireReturn("A call", LONG);
	}

	@Test
	void callThatIsAtManyPlacesIsWaitedFor() {
		SupervisedCall call = SupervisedCall.start(() -> {
			for (int depth = 0; depth < 20; depth++) {
				waitAt(depth);
			}
		});
		assertThat(call.endsWaiting(Wait.LONG, LONG)).isTrue();
		assertThat(call.failure()).isNull();
	}

	private static void waitAt(int depth) throws InterruptedException {
		if (depth > 0) {
			waitAt(depth - 1);
		}
		else {
			Thread.sleep(1);
		}
	}

}
