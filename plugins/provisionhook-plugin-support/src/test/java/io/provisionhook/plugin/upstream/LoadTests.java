package io.provisionhook.plugin.upstream;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.github.benmanes.caffeine.cache.Caffeine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.health.contributor.Status;

import io.provisionhook.plugin.test.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Load}: who waits for it, and for how long.
 */
@Timeout(60)
class LoadTests {

	// Whoever waits looks at the time as often as this, if it is a test's
	private static final Duration SHORT = Duration.ofMillis(20);

	private final SettableClock clock = new SettableClock();

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final UpstreamHealth health = new UpstreamHealth();

	private final HeldLoads loads = new HeldLoads();

	private final SharedCache<String, String> cache = new SharedCache<>(
			new Upstream("GitHub", this.executor, this.health), Caffeine.newBuilder().build(), (value) -> true,
			this.loads::load);

	@AfterEach
	void close() {
		this.cache.close();
		this.executor.shutdownNow();
	}

	@Test
	void askerWhoseTimeIsUpDoesNotEndTheLoadForOthers() throws Exception {
		Future<String> patient = ask(Duration.ofSeconds(50));
		this.loads.awaitBegun(1);
		assertThatExceptionOfType(UpstreamException.class)
			.isThrownBy(() -> this.cache.get("key", Asker.within("GitHub", Duration.ofMillis(100))))
			.withMessage("GitHub: no answer within 90 ms");
		this.loads.answer("value");
		assertThat(patient.get()).isEqualTo("value");
		assertThat(this.loads.interrupted()).isZero();
		assertThat(status()).isEqualTo(Status.UP);
	}

	@Test
	void askerWhoIsInterruptedDoesNotEndTheLoadForOthers() throws Exception {
		Future<String> patient = ask(Duration.ofSeconds(50));
		this.loads.awaitBegun(1);
		Future<String> other = ask(Duration.ofHours(1));
		awaitTimeOfMoreThan(Duration.ofMinutes(50));
		other.cancel(true);
		HeldLoads.await(() -> this.loads.first().remaining().compareTo(Duration.ofMinutes(1)) < 0);
		this.loads.answer("value");
		assertThat(patient.get()).isEqualTo("value");
		assertThat(this.loads.interrupted()).isZero();
	}

	@Test
	void loadIsInterruptedWhenTheTimeOfAllIsUp() {
		Future<String> asker = ask(Asker.within("GitHub", SHORT, this.clock::nanoTime));
		this.loads.awaitBegun(1);
		this.clock.plus(SHORT);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(asker::get)
			.havingCause()
			.isInstanceOf(UpstreamException.class)
			.withMessage("GitHub: no answer within 18 ms");
		this.loads.awaitInterrupted();
		assertThat(status()).isEqualTo(Status.DOWN);
	}

	@Test
	void loadIsInterruptedWhenTheOnlyAskerIsAndThatSaysNothingAboutHealth() {
		Future<String> asker = ask(Duration.ofSeconds(50));
		this.loads.awaitBegun(1);
		asker.cancel(true);
		this.loads.awaitInterrupted();
		assertThat(status()).isEqualTo(Status.UNKNOWN);
	}

	@Test
	void loadThatWasInterruptedIsFollowedByAnother() throws Exception {
		Future<String> asker = ask(Duration.ofSeconds(50));
		this.loads.awaitBegun(1);
		asker.cancel(true);
		this.loads.awaitInterrupted();
		this.loads.answer("value");
		assertThat(this.cache.get("key", patient())).isEqualTo("value");
	}

	@Test
	void loadHasTheTimeOfTheMostPatientAsker() {
		Future<String> first = ask(Asker.within("GitHub", Duration.ofMinutes(10), this.clock::nanoTime));
		this.loads.awaitBegun(1);
		assertThat(this.loads.first().remaining()).isEqualTo(Duration.ofMinutes(10).minusMillis(200));
		Future<String> other = ask(Asker.within("GitHub", Duration.ofHours(1), this.clock::nanoTime));
		awaitTimeOfMoreThan(Duration.ofMinutes(50));
		assertThat(this.loads.first().remaining()).isEqualTo(Duration.ofHours(1).minusMillis(200));
		assertThat(List.of(first, other)).noneMatch(Future::isDone);
	}

	@Test
	void askersAreToldOfTroubleAlsoThoseWhoComeLater() {
		Future<String> first = ask(Duration.ofSeconds(50));
		this.loads.awaitBegun(1);
		this.loads.first().tell("the first call was lost");
		assertThatExceptionOfType(UpstreamException.class)
			.isThrownBy(() -> this.cache.get("key", new PatienceUntilTold(this.clock)))
			.withMessage("GitHub: no answer within 18 ms; before, the first call was lost");
		assertThat(first).isNotDone();
	}

	@Test
	void closingEndsWhatIsUnderWay() {
		Future<String> asker = ask(Duration.ofSeconds(50));
		this.loads.awaitBegun(1);
		this.cache.close();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(asker::get)
			.havingCause()
			.isInstanceOf(UpstreamException.class)
			.withMessage("GitHub: the application is stopping");
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> this.cache.get("key", patient()))
			.withMessage("GitHub: the application is stopping");
		this.loads.awaitInterrupted();
	}

	@Test
	void failureIsToldToAllWhoWaitAndNotKept() throws Exception {
		Future<String> first = ask(Duration.ofSeconds(50));
		this.loads.awaitBegun(1);
		Future<String> other = ask(Duration.ofHours(1));
		awaitTimeOfMoreThan(Duration.ofMinutes(50));
		this.loads.answer("fail");
		for (Future<String> asker : List.of(first, other)) {
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(asker::get)
				.havingCause()
				.isInstanceOf(UpstreamException.class)
				.withMessage("GitHub: failed");
		}
		assertThat(status()).isEqualTo(Status.DOWN);
		this.loads.answer("value");
		assertThat(this.cache.get("key", patient())).isEqualTo("value");
		assertThat(status()).isEqualTo(Status.UP);
	}

	private Future<String> ask(Duration patience) {
		return ask(Asker.within("GitHub", patience));
	}

	private Future<String> ask(Patience patience) {
		return this.executor.submit(() -> this.cache.get("key", patience));
	}

	private static Asker patient() {
		return Asker.within("GitHub", Duration.ofSeconds(50));
	}

	private void awaitTimeOfMoreThan(Duration time) {
		HeldLoads.await(() -> this.loads.first().remaining().compareTo(time) > 0);
	}

	private Status status() {
		return new UpstreamHealthIndicator(this.health).health().getStatus();
	}

	/**
	 * An asker whose time is up as soon as there is trouble.
	 */
	private static final class PatienceUntilTold implements Patience {

		private final SettableClock clock;

		private final Asker asker;

		PatienceUntilTold(SettableClock clock) {
			this.clock = clock;
			this.asker = Asker.within("GitHub", SHORT, clock::nanoTime);
		}

		@Override
		public Duration remaining() {
			return this.asker.remaining();
		}

		@Override
		public void tell(String trouble) {
			this.asker.tell(trouble);
			this.clock.plus(SHORT);
		}

		@Override
		public UpstreamException exhausted() {
			return this.asker.exhausted();
		}

	}

}
