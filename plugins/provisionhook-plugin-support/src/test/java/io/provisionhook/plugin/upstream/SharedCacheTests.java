package io.provisionhook.plugin.upstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.github.benmanes.caffeine.cache.Caffeine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SharedCache}.
 */
@Timeout(60)
class SharedCacheTests {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final UpstreamHealth health = new UpstreamHealth();

	private final HeldLoads loads = new HeldLoads();

	private final SharedCache<String, String> cache = new SharedCache<>(
			new Upstream("GitHub", this.executor, this.health), Caffeine.newBuilder().build(),
			(value) -> !value.startsWith("old"), this.loads::load);

	@AfterEach
	void close() {
		this.cache.close();
		this.executor.shutdownNow();
	}

	@Test
	void valueIsLoadedOnceForAllWhoAskForItAtTheSameTime() throws Exception {
		List<Future<String>> askers = IntStream.range(0, 200).mapToObj((i) -> ask("key")).toList();
		this.loads.awaitBegun(1);
		this.loads.answer("value");
		for (Future<String> asker : askers) {
			assertThat(asker.get()).isEqualTo("value");
		}
		assertThat(this.cache.get("key", patient())).isEqualTo("value");
		assertThat(this.loads.begun()).isEqualTo(1);
	}

	@Test
	void valueThatWillNotDoIsLoadedAnew() throws Exception {
		this.loads.answer("old value");
		assertThat(this.cache.get("key", patient())).isEqualTo("old value");
		assertThat(this.cache.peek("key")).isEqualTo("old value");
		this.loads.answer("value");
		assertThat(this.cache.get("key", patient())).isEqualTo("value");
	}

	@Test
	void bugIsNotTakenForAFailureOfTheSystem() {
		this.loads.answer("bug");
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> this.cache.get("key", patient()))
			.withMessage("bug");
		assertThat(status()).isEqualTo(Status.UNKNOWN);
	}

	@Test
	void askerWithoutTimeStartsNothing() {
		assertThatExceptionOfType(UpstreamException.class)
			.isThrownBy(() -> this.cache.get("key", Asker.within("GitHub", Duration.ZERO)))
			.withMessage("GitHub: no time was left to ask for a token");
		assertThat(this.loads.begun()).isZero();
	}

	@Test
	void askerWithoutTimeGetsWhatIsThere() throws Exception {
		this.loads.answer("value");
		this.cache.get("key", patient());
		assertThat(this.cache.get("key", Asker.within("GitHub", Duration.ZERO))).isEqualTo("value");
	}

	@Test
	void keysDoNotWaitForEachOther() throws Exception {
		Future<String> hanging = ask("key");
		this.loads.awaitBegun(1);
		Future<String> other = ask("other");
		this.loads.awaitBegun(2);
		this.loads.answer("one");
		this.loads.answer("another");
		assertThat(List.of(hanging.get(), other.get())).containsExactlyInAnyOrder("one", "another");
	}

	@Test
	void valueThatWasForgottenIsLoadedAnew() throws Exception {
		this.loads.answer("wrong");
		this.cache.get("key", patient());
		this.cache.forget("key", "another");
		assertThat(this.cache.peek("key")).isEqualTo("wrong");
		this.cache.forget("key", "wrong");
		this.loads.answer("value");
		assertThat(this.cache.get("key", patient())).isEqualTo("value");
	}

	@Test
	void loadThatGetsNoThreadDoesNotBlockTheNext() throws Exception {
		List<Runnable> tasks = new ArrayList<>();
		SharedCache<String, String> busy = new SharedCache<>(new Upstream("GitHub", (task) -> {
			tasks.add(task);
			if (tasks.size() == 1) {
				throw new RejectedExecutionException("busy");
			}
			task.run();
		}, this.health), Caffeine.newBuilder().build(), (value) -> true, (key, patience) -> "value");
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
					this.loads.answer((answer % 3 == 0) ? "old value" : "fail");
					this.cache.get("key" + answer % 5, Asker.within("GitHub", patience));
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

	private Future<String> ask(String key) {
		return this.executor.submit(() -> this.cache.get(key, patient()));
	}

	private static Asker patient() {
		return Asker.within("GitHub", Duration.ofSeconds(50));
	}

	private Status status() {
		return new UpstreamHealthIndicator(this.health).health().getStatus();
	}

}
