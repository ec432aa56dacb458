package io.provisionhook;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Registry#abandonedThreads()} and its limit.
 */
@Timeout(300)
class AbandonedThreadsTests {

	private final ManualTime time = new ManualTime();

	private final Registry registry = Registry.builder()
		.policies(
				(name) -> MutatorPolicy.DEFAULT.withTimeout(Duration.ofMillis(name.startsWith("stuck") ? 300 : 10_000)))
		.maxAbandonedThreads(3)
		.build();

	private final ProvisionContext context = this.time.context();

	private final CountDownLatch release = new CountDownLatch(1);

	@AfterEach
	void letGoOfThreads() {
		this.release.countDown();
	}

	@Test
	void countGoesUpAndComesDownWhenTheThreadEnds() {
		assertThat(this.registry.abandonedThreads()).isZero();
		this.registry.register(stuck("stuck"));
		runUntilTimeout(2);
		assertThat(this.registry.abandonedThreads()).isEqualTo(2);
		this.release.countDown();
		awaitNone();
	}

	@Test
	void registryCountsFetchesToo() {
		this.registry.register(new StubFetchingMutator("stuck", (context) -> {
			this.time.advance(Duration.ofMillis(300));
			Uninterruptibly.await(this.release);
			return "late";
		}));
		runUntilTimeout(1);
		assertThat(this.registry.abandonedThreads()).isEqualTo(1);
		this.release.countDown();
		awaitNone();
	}

	@Test
	void threadThatEndsOnInterruptionIsNotCounted() {
		this.registry.register(EnvMutator.of("stuck", (context, env) -> {
			this.time.advance(Duration.ofMillis(300));
			this.release.await();
		}));
		runUntilTimeout(1);
		awaitNone();
		assertThat(this.release.getCount()).isEqualTo(1);
	}

	@Test
	void runWhenTooManyThreadsAreAbandonedIsRefusedAtOnce() {
		Registry others = Registry.builder().build();
		this.registry.register(stuck("stuck-b"));
		runUntilTimeout(2);
		Registry more = this.registry;
		more.register(EnvMutator.of("free", (context, env) -> env.put("A", "1")));
		runUntilTimeout(1);
		Map<String, String> env = new HashMap<>();
		assertThatExceptionOfType(ProvisionhookException.class).isThrownBy(() -> more.run(this.context, env))
			.returns(ProvisionhookException.Reason.REFUSED, ProvisionhookException::getReason)
			.withMessage("provisionhook: threads of mutators that have timed out are still alive (\"stuck-b\" 3),"
					+ " and no run is started while there are 3 of them")
			.withNoCause()
			.satisfies((ex) -> assertThat(ex.getReport().mutators()).isEmpty());
		assertThat(env).isEmpty();
		others.register(EnvMutator.of("free", (context, own) -> own.put("A", "1")));
		others.run(this.context, env);
		assertThat(env).containsOnly(Map.entry("A", "1"));
	}

	@Test
	void refusalNamesEachMutatorAndHowManyThreadsItHolds() {
		Registry skipping = Registry.builder()
			.policies((name) -> MutatorPolicy.DEFAULT.withTimeout(Duration.ofMillis(300))
				.withOnFailure(MutatorPolicy.OnFailure.SKIP))
			.maxAbandonedThreads(3)
			.build();
		skipping.register(stuck("b"));
		skipping.register(stuck("a"));
		skipping.run(this.context, new HashMap<>());
		skipping.run(this.context, new HashMap<>());
		assertThatExceptionOfType(ProvisionhookException.class)
			.isThrownBy(() -> skipping.run(this.context, new HashMap<>()))
			.returns(ProvisionhookException.Reason.REFUSED, ProvisionhookException::getReason)
			.withMessage("provisionhook: threads of mutators that have timed out are still alive (\"a\" 2, \"b\" 2),"
					+ " and no run is started while there are 3 of them");
	}

	@Test
	void runsStartAgainWhenThreadsHaveEnded() {
		this.registry.register(stuck("stuck"));
		runUntilTimeout(3);
		assertThatExceptionOfType(ProvisionhookException.class)
			.isThrownBy(() -> this.registry.run(this.context, new HashMap<>()))
			.returns(ProvisionhookException.Reason.REFUSED, ProvisionhookException::getReason);
		this.release.countDown();
		awaitNone();
		assertThat(this.registry.run(this.context, new HashMap<>()).mutators()).hasSize(1);
	}

	@Test
	void threadOfFailedRunCountsAfterItsOwnDeadline() throws Exception {
		CountDownLatch fetching = new CountDownLatch(1);
		this.registry.register(new StubFetchingMutator("failing", (context) -> {
			assertThat(fetching.await(60, TimeUnit.SECONDS)).isTrue();
			throw new IllegalStateException("boom");
		}));
		Registry patient = this.registry;
		patient.register(new StubFetchingMutator("patient", (context) -> {
			fetching.countDown();
			Uninterruptibly.await(this.release);
			return "late";
		}));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> patient.run(this.context, new HashMap<>()))
			.withMessage("provisionhook \"failing\": boom");
		this.time.advance(Duration.ofSeconds(10).minusNanos(1));
		assertThat(patient.abandonedThreads()).isZero();
		this.time.advance(Duration.ofNanos(1));
		assertThat(patient.abandonedThreads()).isEqualTo(1);
	}

	@Test
	void limitMustBePositive() {
		assertThatIllegalArgumentException().isThrownBy(() -> Registry.builder().maxAbandonedThreads(0))
			.withMessage("'maxAbandonedThreads' must be at least 1");
		assertThat(Registry.builder().maxAbandonedThreads(1).build().abandonedThreads()).isZero();
	}

	private EnvMutator stuck(String name) {
		return EnvMutator.of(name, (context, env) -> {
			if (this.release.getCount() > 0) {
				this.time.advance(Duration.ofMillis(300));
				Uninterruptibly.await(this.release);
			}
		});
	}

	private void runUntilTimeout(int times) {
		for (int i = 0; i < times; i++) {
			assertThatExceptionOfType(MutatorTimeoutException.class)
				.isThrownBy(() -> this.registry.run(this.context, new HashMap<>()));
		}
	}

	private void awaitNone() {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> assertThat(this.registry.abandonedThreads()).isZero());
	}

}
