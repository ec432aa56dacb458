package io.provisionhook.plugin.internal.upstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.plugin.internal.test.SettableClock;
import io.provisionhook.plugin.internal.upstream.HeldLoads.Value;
import io.provisionhook.plugin.internal.upstream.RefreshingCache.CachedValue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RefreshingCache}: who waits for a load, and for how long.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class RefreshingCacheLoadTests {

	// How often a waiting thread looks at the time of a test
	private static final Duration SHORT = Duration.ofMillis(20);

	private final SettableClock clock = new SettableClock();

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final UpstreamHealth health = new UpstreamHealth();

	private final HeldLoads loads = new HeldLoads();

	private final RefreshingCache<String, Value> cache = new RefreshingCache<>(
			new Upstream("GitHub", this.executor, this.health), this.clock, this.loads::load);

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
			.isThrownBy(() -> get(Deadline.within("GitHub", Duration.ofMillis(100))))
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
		CountDownLatch gone = new CountDownLatch(1);
		Thread other = new Thread(() -> {
			assertThatExceptionOfType(InterruptedException.class)
				.isThrownBy(() -> get(Deadline.within("GitHub", Duration.ofHours(1))));
			gone.countDown();
		});
		other.start();
		awaitTimeOfMoreThan(Duration.ofMinutes(50));
		other.interrupt();
		gone.await();
		this.loads.answer("value");
		assertThat(patient.get()).isEqualTo("value");
		assertThat(this.loads.interrupted()).isZero();
	}

	@Test
	void loadIsInterruptedWhenTheTimeOfAllIsUp() {
		Future<String> asker = ask(Deadline.within("GitHub", SHORT, this.clock::nanoTime));
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
	void askerWhoseTimeIsUpGetsTheLastValueThatIsOfUseAndTheSystemIsLeftAlone() throws Exception {
		this.loads.answer("old value");
		get(patient());
		Deadline deadline = Deadline.within("GitHub", SHORT, this.clock::nanoTime);
		Future<CachedValue<Value>> stale = this.executor.submit(() -> this.cache.get("key", deadline));
		this.loads.awaitBegun(2);
		this.clock.plus(SHORT);
		assertThat(stale.get()).isEqualTo(new CachedValue<>(new Value("old value"), true));
		this.loads.awaitInterrupted();
		assertThat(status()).isEqualTo(Status.DOWN);
		this.clock.plus(Duration.ofSeconds(9));
		assertThat(this.cache.get("key", patient()).stale()).isTrue();
		assertThat(this.loads.begun()).isEqualTo(2);
		this.clock.plus(Duration.ofSeconds(1));
		this.loads.answer("value");
		assertThat(get(patient())).isEqualTo("value");
	}

	@Test
	void askerWhoseTimeIsUpDoesNotKeepTheNextFromTryingWhenThereIsNoValue() throws Exception {
		Future<String> asker = ask(Deadline.within("GitHub", SHORT, this.clock::nanoTime));
		this.loads.awaitBegun(1);
		this.clock.plus(SHORT);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(asker::get);
		this.loads.awaitInterrupted();
		this.loads.answer("value");
		assertThat(get(patient())).isEqualTo("value");
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
		assertThat(get(patient())).isEqualTo("value");
	}

	@Test
	void loadHasTheTimeOfTheMostPatientAsker() {
		Future<String> first = ask(Deadline.within("GitHub", Duration.ofMinutes(10), this.clock::nanoTime));
		this.loads.awaitBegun(1);
		assertThat(this.loads.first().remaining()).isEqualTo(Duration.ofMinutes(10).minusMillis(200));
		Future<String> other = ask(Deadline.within("GitHub", Duration.ofHours(1), this.clock::nanoTime));
		awaitTimeOfMoreThan(Duration.ofMinutes(50));
		assertThat(this.loads.first().remaining()).isEqualTo(Duration.ofHours(1).minusMillis(200));
		assertThat(List.of(first, other)).noneMatch(Future::isDone);
	}

	@Test
	void getAtDeadlineShowsEarlierFailuresOfSharedLoad() {
		Future<String> first = ask(Duration.ofSeconds(50));
		this.loads.awaitBegun(1);
		this.loads.first().note(UpstreamException.ofSystem("GitHub: the first call was lost", null));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> get(Deadline.within("GitHub", SHORT)))
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
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> get(patient()))
			.withMessage("GitHub: the application is stopping");
		this.loads.awaitInterrupted();
	}

	@Test
	void failureIsThrownToAllCallersAndKeptForThreeSeconds() throws Exception {
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
		this.clock.plus(Duration.ofSeconds(3));
		this.loads.answer("value");
		assertThat(get(patient())).isEqualTo("value");
		assertThat(status()).isEqualTo(Status.UP);
	}

	@Test
	void valueIsLoadedOnceForAllWhoAskForItAtTheSameTime() throws Exception {
		List<Future<String>> askers = IntStream.range(0, 200).mapToObj((i) -> ask(patient())).toList();
		this.loads.awaitBegun(1);
		this.loads.answer("value");
		for (Future<String> asker : askers) {
			assertThat(asker.get()).isEqualTo("value");
		}
		assertThat(get(patient())).isEqualTo("value");
		assertThat(this.loads.begun()).isEqualTo(1);
	}

	@Test
	void valueThatWillNotDoIsLoadedAnew() throws Exception {
		this.loads.answer("old value");
		assertThat(get(patient())).isEqualTo("old value");
		assertThat(peek()).isEqualTo("old value");
		this.loads.answer("value");
		assertThat(get(patient())).isEqualTo("value");
	}

	@Test
	void bugIsNotTakenForAFailureOfTheSystem() {
		this.loads.answer("bug");
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> get(patient())).withMessage("bug");
		assertThat(status()).isEqualTo(Status.UNKNOWN);
	}

	@Test
	void askerWithoutTimeStartsNothing() {
		assertThatExceptionOfType(UpstreamException.class)
			.isThrownBy(() -> get(Deadline.within("GitHub", Duration.ZERO)))
			.withMessage("GitHub: no time was left for the request");
		assertThat(this.loads.begun()).isZero();
	}

	@Test
	void askerWithoutTimeGetsWhatIsThere() throws Exception {
		this.loads.answer("value");
		get(patient());
		assertThat(get(Deadline.within("GitHub", Duration.ZERO))).isEqualTo("value");
	}

	@Test
	void askerWithoutTimeGetsTheLastValueThatIsOfUse() throws Exception {
		this.loads.answer("old value");
		get(patient());
		assertThat(this.cache.get("key", Deadline.within("GitHub", Duration.ZERO)))
			.isEqualTo(new CachedValue<>(new Value("old value"), true));
		assertThat(this.loads.begun()).isOne();
	}

	@Test
	void keysDoNotWaitForEachOther() throws Exception {
		Future<String> hanging = ask(patient());
		this.loads.awaitBegun(1);
		Future<String> other = this.executor.submit(() -> this.cache.get("other", patient()).value().text());
		this.loads.awaitBegun(2);
		this.loads.answer("one");
		this.loads.answer("another");
		assertThat(List.of(hanging.get(), other.get())).containsExactlyInAnyOrder("one", "another");
	}

	@Test
	void loadThatGetsNoThreadDoesNotBlockTheNext() throws Exception {
		List<Runnable> tasks = new ArrayList<>();
		RefreshingCache<String, Value> busy = new RefreshingCache<>(new Upstream("GitHub", (task) -> {
			tasks.add(task);
			if (tasks.size() == 1) {
				throw new RejectedExecutionException("busy");
			}
			task.run();
		}, this.health), this.clock, (key, deadline) -> new Value("value"));
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> busy.get("key", patient()));
		assertThat(busy.get("key", patient()).value().text()).isEqualTo("value");
	}

	@Test
	void askersWhoComeAndGoGetTheValueOrTheirTimeIsUp() throws Exception {
		CountDownLatch done = new CountDownLatch(2000);
		AtomicInteger outcomes = new AtomicInteger();
		for (int i = 0; i < 2000; i++) {
			Duration time = Duration.ofMillis(i % 7);
			int answer = i;
			this.executor.execute(() -> {
				try {
					this.clock.plus(Duration.ofSeconds(3));
					this.loads.answer((answer % 3 == 0) ? "old value" : "fail");
					this.cache.get("key" + answer % 5, Deadline.within("GitHub", time));
					outcomes.incrementAndGet();
				}
				catch (UpstreamException ex) {
					outcomes.incrementAndGet();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				finally {
					done.countDown();
				}
			});
		}
		done.await();
		assertThat(outcomes).hasValue(2000);
	}

	private Future<String> ask(Duration patience) {
		return ask(Deadline.within("GitHub", patience));
	}

	private Future<String> ask(Deadline deadline) {
		return this.executor.submit(() -> get(deadline));
	}

	private static Deadline patient() {
		return Deadline.within("GitHub", Duration.ofSeconds(50));
	}

	private void awaitTimeOfMoreThan(Duration time) {
		HeldLoads.await(() -> this.loads.first().remaining().compareTo(time) > 0);
	}

	private Status status() {
		return new UpstreamHealthIndicator(this.health).health().getStatus();
	}

	private String get(Deadline deadline) throws UpstreamException, InterruptedException {
		return this.cache.get("key", deadline).value().text();
	}

	private @Nullable String peek() {
		Value value = this.cache.peek("key");
		return (value != null) ? value.text() : null;
	}

}
