package io.provisionhook;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.RunObserver.Scope;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.RunReport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RunObserver}: observers that hang after a fetch or a turn.
 */
@Timeout(300)
class HangingObserverTests {

	private final ManualTime time = new ManualTime();

	private final CountDownLatch release = new CountDownLatch(1);

	private final List<String> received = new CopyOnWriteArrayList<>();

	private final Registry registry = TimeLimits.of("fetching", 400).observer(new RunObserver() {

		@Override
		public Scope fetchStarted(ProvisionContext context, String mutatorName) {
			return hangAfter("fetch of " + mutatorName);
		}

		@Override
		public Scope turnStarted(ProvisionContext context, String mutatorName) {
			return mutatorName.equals("fetching") ? Scope.NONE : hangAfter(mutatorName);
		}

	}).build();

	private final ProvisionContext context = this.time.context(Duration.ofMillis(800));

	private final Map<String, String> env = new HashMap<>();

	@AfterEach
	void letGoOfThreads() {
		this.release.countDown();
	}

	@Test
	void runThatPassedStillPasses() {
		this.registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		this.registry.run(this.context, this.env);
		assertThat(this.env).containsOnly(Map.entry("A", "1"));
		assertThat(this.received).containsExactly("a SUCCESS");
		assertThat(this.release.getCount()).isEqualTo(1);
	}

	@Test
	void fetchThatPassedStillPasses() {
		this.registry.register(new StubFetchingMutator("fetching", (context) -> "fetched"));
		RunReport report = this.registry.run(this.context, this.env);
		assertThat(this.env).containsOnly(Map.entry("fetching", "fetched"));
		assertThat(report.mutators().get(0).outcome()).isEqualTo(MutatorOutcome.SUCCESS);
		assertThat(this.received).containsExactly("fetch of fetching SUCCESS");
		assertThat(this.release.getCount()).isEqualTo(1);
	}

	@Test
	void runThatFailedStillFailsWithItsOwnCause() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			throw new IllegalArgumentException("boom");
		}));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env))
			.withMessage("provisionhook \"a\": boom");
		assertThat(this.received).containsExactly("a FAILURE");
		assertThat(this.release.getCount()).isEqualTo(1);
	}

	@Test
	void runThatWasCancelledMeanwhileWaitsNoLonger() {
		Thread caller = Thread.currentThread();
		Registry registry = Registry.builder().observer(new RunObserver() {

			@Override
			public Scope turnStarted(ProvisionContext context, String mutatorName) {
				return (outcome, error) -> {
					caller.interrupt();
					Uninterruptibly.await(HangingObserverTests.this.release);
				};
			}

		}).build();
		registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		registry.run(this.context, this.env);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.env).containsOnly(Map.entry("A", "1"));
	}

	private Scope hangAfter(String what) {
		return (outcome, error) -> {
			this.received.add(what + " " + outcome);
			this.time.advance(Duration.ofMillis(what.startsWith("fetch") ? 400 : 800));
			Uninterruptibly.await(this.release);
		};
	}

}
