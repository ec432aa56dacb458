package io.provisionhook;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Registry#run}: mutators with different deadlines.
 */
@Timeout(300)
class MutatorDeadlineTests {

	private final ManualTime time = new ManualTime();

	private final ProvisionContext context = this.time.context();

	private final CountDownLatch never = new CountDownLatch(1);

	private final Thread testThread = Thread.currentThread();

	private final Registry registry = Registry.builder().policies((name) -> switch (name) {
		case "patient" -> MutatorPolicy.DEFAULT.withTimeout(Duration.ofMinutes(5));
		case "brisk" -> MutatorPolicy.DEFAULT.withTimeout(Duration.ofMillis(200));
		default -> MutatorPolicy.DEFAULT;
	}).build();

	@Test
	void mutatorAfterOneWithLongerTimeoutIsAbandonedAtItsOwnDeadline() {
		CountDownLatch began = new CountDownLatch(1);
		this.registry.register(EnvMutator.of("patient", (context, env) -> began.await()));
		this.registry.register(EnvMutator.of("brisk", (context, env) -> timeOut()));
		Thread releasing = new Thread(() -> {
			this.time.awaitWaiting(this.testThread);
			began.countDown();
		});
		releasing.start();
		assertTimesOut(Duration.ofMillis(200));
	}

	private void timeOut() throws InterruptedException {
		this.time.advance(Duration.ofMillis(200));
		this.never.await();
	}

	@Test
	void hangingFetchIsReportedWithItsTimeout() {
		this.registry.register(new FetchingEnvMutator<String>() {

			@Override
			public String name() {
				return "brisk";
			}

			@Override
			public String fetch(ProvisionContext context) throws InterruptedException {
				timeOut();
				return "";
			}

			@Override
			public void apply(String fetched, ProvisionContext context, Env env) {
			}

		});
		assertTimesOut(Duration.ofMillis(200));
	}

	@Test
	void fetchCountsTowardsTimeoutOfMutator() {
		this.registry.register(new FetchingEnvMutator<String>() {

			@Override
			public String name() {
				return "brisk";
			}

			@Override
			public String fetch(ProvisionContext context) {
				return "";
			}

			@Override
			public void apply(String fetched, ProvisionContext context, Env env) throws InterruptedException {
				timeOut();
			}

		});
		assertTimesOut(Duration.ofMillis(200));
	}

	private void assertTimesOut(Duration timeout) {
		assertThatExceptionOfType(MutatorTimeoutException.class)
			.isThrownBy(() -> this.registry.run(this.context, Env.of(Map.of())))
			.withMessage("provisionhook \"brisk\": timed out after " + timeout.toMillis() + " ms")
			.satisfies((ex) -> assertThat(ex.getTimeout()).isEqualTo(timeout));
	}

}
