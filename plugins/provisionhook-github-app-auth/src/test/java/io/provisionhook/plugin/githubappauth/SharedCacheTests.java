package io.provisionhook.plugin.githubappauth;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import com.github.benmanes.caffeine.cache.Caffeine;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.health.contributor.Status;

import io.provisionhook.plugin.upstream.UpstreamException;
import io.provisionhook.plugin.upstream.UpstreamHealth;
import io.provisionhook.plugin.upstream.UpstreamHealthIndicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SharedCache} and {@link Load}.
 */
@Timeout(60)
class SharedCacheTests {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final UpstreamHealth health = new UpstreamHealth();

	private final AtomicInteger loads = new AtomicInteger();

	private final AtomicInteger interrupted = new AtomicInteger();

	private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

	private final List<Patience> patiences = new CopyOnWriteArrayList<>();

	private final SharedCache<String, String> cache = new SharedCache<>(Caffeine.newBuilder().build(),
			(value) -> !value.startsWith("old"), this::load, this.executor, this.health);

	@AfterEach
	void close() {
		this.cache.close();
		this.executor.shutdownNow();
	}

	private String load(String key, Patience patience) throws UpstreamException, InterruptedException {
		this.patiences.add(patience);
		this.loads.incrementAndGet();
		try {
			String answer = this.answers.take();
			if (answer.equals("fail")) {
				throw UpstreamException.ofSystem("GitHub: failed", null);
			}
			if (answer.equals("bug")) {
				throw new IllegalStateException("bug");
			}
			return answer;
		}
		catch (InterruptedException ex) {
			this.interrupted.incrementAndGet();
			throw ex;
		}
	}

	@Test
	void valueIsLoadedOnceForAllWhoAskForItAtTheSameTime() throws Exception {
		List<Future<String>> askers = ask(200);
		awaitLoads(1);
		this.answers.add("value");
		for (Future<String> asker : askers) {
			assertThat(asker.get()).isEqualTo("value");
		}
		assertThat(this.cache.get("key", patient())).isEqualTo("value");
		assertThat(this.loads).hasValue(1);
	}

	@Test
	void valueThatWillNotDoIsLoadedAnew() throws Exception {
		this.answers.add("old value");
		assertThat(this.cache.get("key", patient())).isEqualTo("old value");
		assertThat(this.cache.peek("key")).isEqualTo("old value");
		this.answers.add("value");
		assertThat(this.cache.get("key", patient())).isEqualTo("value");
	}

	@Test
	void failureIsToldToAllWhoWaitAndNotKept() throws Exception {
		List<Future<String>> askers = ask(3);
		awaitLoads(1);
		awaitWaiting(3);
		this.answers.add("fail");
		for (Future<String> asker : askers) {
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(asker::get)
				.havingCause()
				.isInstanceOf(UpstreamException.class)
				.withMessage("GitHub: failed");
		}
		assertThat(status()).isEqualTo(Status.DOWN);
		this.answers.add("value");
		assertThat(this.cache.get("key", patient())).isEqualTo("value");
		assertThat(status()).isEqualTo(Status.UP);
	}

	@Test
	void bugIsNotTakenForAFailureOfGitHub() {
		this.answers.add("bug");
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> this.cache.get("key", patient()))
			.withMessage("bug");
		assertThat(status()).isEqualTo(Status.UNKNOWN);
	}

	@Test
	void askerWhoseTimeIsUpDoesNotEndTheLoadForOthers() throws Exception {
		List<Future<String>> patient = ask(1);
		awaitLoads(1);
		assertThatExceptionOfType(UpstreamException.class)
			.isThrownBy(() -> this.cache.get("key", Asker.within(Duration.ofMillis(100))))
			.withMessage("GitHub: no answer within 90 ms");
		this.answers.add("value");
		assertThat(patient.get(0).get()).isEqualTo("value");
		assertThat(this.interrupted).hasValue(0);
		assertThat(status()).isEqualTo(Status.UP);
	}

	@Test
	void askerWhoIsInterruptedDoesNotEndTheLoadForOthers() throws Exception {
		List<Future<String>> patient = ask(1);
		awaitLoads(1);
		Future<String> other = ask(1).get(0);
		awaitWaiting(2);
		other.cancel(true);
		awaitWaiting(1);
		this.answers.add("value");
		assertThat(patient.get(0).get()).isEqualTo("value");
		assertThat(this.interrupted).hasValue(0);
	}

	@Test
	void loadIsInterruptedWhenTheTimeOfAllIsUp() {
		Future<String> asker = ask(1, Duration.ofSeconds(2)).get(0);
		awaitLoads(1);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(asker::get)
			.havingCause()
			.isInstanceOf(UpstreamException.class)
			.withMessage("GitHub: no answer within 1800 ms");
		Awaitility.await().until(() -> this.interrupted.get() == 1);
		assertThat(status()).isEqualTo(Status.DOWN);
	}

	@Test
	void loadIsInterruptedWhenTheOnlyAskerIsAndThatSaysNothingAboutHealth() {
		Future<String> asker = ask(1).get(0);
		awaitLoads(1);
		asker.cancel(true);
		Awaitility.await().until(() -> this.interrupted.get() == 1);
		assertThat(status()).isEqualTo(Status.UNKNOWN);
	}

	@Test
	void loadThatWasInterruptedIsFollowedByAnother() throws Exception {
		Future<String> asker = ask(1).get(0);
		awaitLoads(1);
		asker.cancel(true);
		Awaitility.await().until(() -> this.interrupted.get() == 1);
		this.answers.add("value");
		assertThat(this.cache.get("key", patient())).isEqualTo("value");
	}

	@Test
	void loadHasTheTimeOfTheMostPatientAsker() {
		ask(1, Duration.ofSeconds(40));
		awaitLoads(1);
		assertThat(this.patiences.get(0).remaining()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(40));
		ask(1, Duration.ofHours(1));
		awaitWaiting(2);
		assertThat(this.patiences.get(0).remaining()).isBetween(Duration.ofMinutes(50), Duration.ofHours(1));
	}

	@Test
	void askersAreToldOfTroubleAlsoThoseWhoComeLater() {
		ask(1);
		awaitLoads(1);
		this.patiences.get(0).tell("the first call was lost");
		assertThatExceptionOfType(UpstreamException.class)
			.isThrownBy(() -> this.cache.get("key", Asker.within(Duration.ofMillis(50))))
			.withMessage("GitHub: no answer within 45 ms; before, the first call was lost");
	}

	@Test
	void askerWithoutTimeStartsNothing() {
		assertThatExceptionOfType(UpstreamException.class)
			.isThrownBy(() -> this.cache.get("key", Asker.within(Duration.ZERO)))
			.withMessage("GitHub: no time was left to ask for a token");
		assertThat(this.loads).hasValue(0);
	}

	@Test
	void askerWithoutTimeGetsWhatIsThere() throws Exception {
		this.answers.add("value");
		this.cache.get("key", patient());
		assertThat(this.cache.get("key", Asker.within(Duration.ZERO))).isEqualTo("value");
	}

	@Test
	void keysDoNotWaitForEachOther() throws Exception {
		Future<String> hanging = ask(1).get(0);
		awaitLoads(1);
		Future<String> other = this.executor.submit(() -> this.cache.get("other", patient()));
		awaitLoads(2);
		this.answers.add("one");
		this.answers.add("another");
		assertThat(List.of(hanging.get(), other.get())).containsExactlyInAnyOrder("one", "another");
	}

	@Test
	void valueThatWasForgottenIsLoadedAnew() throws Exception {
		this.answers.add("wrong");
		this.cache.get("key", patient());
		this.cache.forget("key", "another");
		assertThat(this.cache.peek("key")).isEqualTo("wrong");
		this.cache.forget("key", "wrong");
		this.answers.add("value");
		assertThat(this.cache.get("key", patient())).isEqualTo("value");
	}

	@Test
	void closingEndsWhatIsUnderWay() {
		Future<String> asker = ask(1).get(0);
		awaitLoads(1);
		this.cache.close();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(asker::get)
			.havingCause()
			.isInstanceOf(UpstreamException.class)
			.withMessage("GitHub: the application is stopping");
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> this.cache.get("key", patient()))
			.withMessage("GitHub: the application is stopping");
		Awaitility.await().until(() -> this.interrupted.get() == 1);
	}

	@Test
	void loadThatGetsNoThreadDoesNotBlockTheNext() throws Exception {
		List<Runnable> tasks = new ArrayList<>();
		SharedCache<String, String> busy = new SharedCache<>(Caffeine.newBuilder().build(), (value) -> true,
				(key, patience) -> "value", (task) -> {
					tasks.add(task);
					if (tasks.size() == 1) {
						throw new RejectedExecutionException("busy");
					}
					task.run();
				}, this.health);
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> busy.get("key", patient()));
		assertThat(busy.get("key", patient())).isEqualTo("value");
	}

	@Test
	void askersWhoComeAndGoGetTheValueOrTheirTimeIsUp() throws Exception {
		CountDownLatch done = new CountDownLatch(2000);
		AtomicInteger outcomes = new AtomicInteger();
		for (int i = 0; i < 2000; i++) {
			Duration patience = Duration.ofMillis(i % 7);
			int answer = i;
			this.executor.execute(() -> {
				try {
					this.answers.add((answer % 3 == 0) ? "old value" : "fail");
					this.cache.get("key" + answer % 5, Asker.within(patience));
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

	private List<Future<String>> ask(int askers) {
		return ask(askers, Duration.ofSeconds(50));
	}

	private List<Future<String>> ask(int askers, Duration patience) {
		List<Future<String>> asked = new ArrayList<>();
		for (int i = 0; i < askers; i++) {
			asked.add(this.executor.submit(() -> this.cache.get("key", Asker.within(patience))));
		}
		return asked;
	}

	private static Asker patient() {
		return Asker.within(Duration.ofSeconds(50));
	}

	private void awaitLoads(int number) {
		Awaitility.await().until(() -> this.loads.get() == number);
	}

	private void awaitWaiting(int number) {
		Awaitility.await().until(() -> ((Load<?>) this.patiences.get(0)).waiting() == number);
	}

	private Status status() {
		return new UpstreamHealthIndicator(this.health).health().getStatus();
	}

}
