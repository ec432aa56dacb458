package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ThreadPoolVaultScheduler}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ThreadPoolVaultSchedulerTests {

	private final ThreadPoolVaultScheduler threads = new ThreadPoolVaultScheduler(Duration.ofMinutes(1));

	private final List<String> done = new CopyOnWriteArrayList<>();

	@Test
	void schedulerRunsTasksOnThreadsThatDoNotKeepTheHostAlive() throws Exception {
		CountDownLatch ran = new CountDownLatch(1);
		this.threads.schedule(Duration.ofMillis(1), () -> {
			this.done.add(Thread.currentThread().getName() + " " + Thread.currentThread().isDaemon());
			ran.countDown();
		});
		assertThat(ran.await(1, TimeUnit.MINUTES)).isTrue();
		assertThat(this.done).containsExactly("vault-secrets-1 true");
		this.threads.close();
	}

	@Test
	void closeWaitsForDueTasksAndCancelsOthers() {
		CountDownLatch started = new CountDownLatch(1);
		this.threads.schedule(Duration.ofHours(1), () -> this.done.add("later"));
		this.threads.schedule(Duration.ZERO, () -> {
			started.countDown();
			this.done.add("due");
		});
		this.threads.close();
		assertThat(started.getCount()).isZero();
		assertThat(this.done).containsExactly("due");
	}

	@Test
	void closeInterruptsTasksAfterTimeout() throws Exception {
		ThreadPoolVaultScheduler impatient = new ThreadPoolVaultScheduler(Duration.ZERO);
		CountDownLatch started = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		impatient.schedule(Duration.ZERO, () -> {
			started.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
		});
		assertThat(started.await(1, TimeUnit.MINUTES)).isTrue();
		impatient.close();
		assertThat(interrupted.await(1, TimeUnit.MINUTES)).isTrue();
	}

	@Test
	void scheduleAfterCloseDoesNothing() {
		this.threads.close();
		this.threads.schedule(Duration.ZERO, () -> this.done.add("late")).run();
		assertThat(this.done).isEmpty();
	}

	@Test
	void cancelledTaskDoesNotRun() {
		CountDownLatch busy = new CountDownLatch(ThreadPoolVaultScheduler.THREADS);
		CountDownLatch end = new CountDownLatch(1);
		for (int i = 0; i < ThreadPoolVaultScheduler.THREADS; i++) {
			this.threads.schedule(Duration.ZERO, () -> {
				busy.countDown();
				await(end);
			});
		}
		await(busy);
		this.threads.schedule(Duration.ZERO, () -> this.done.add("cancelled")).run();
		this.threads.schedule(Duration.ZERO, () -> this.done.add("not cancelled"));
		end.countDown();
		this.threads.close();
		assertThat(this.done).containsExactly("not cancelled");
	}

	@Test
	void exceptionOfTaskIsLoggedWithoutItsMessage(CapturedOutput output) {
		this.threads.schedule(Duration.ZERO, () -> {
			throw new IllegalStateException("s3cret");
		});
		this.threads.close();
		assertThat(output).contains("A renewal or revocation at Vault failed with java.lang.IllegalStateException")
			.doesNotContain("s3cret");
	}

	@Test
	void nowReturnsTimeOfClock() {
		Instant before = Instant.now();
		assertThat(this.threads.now()).isBetween(before, Instant.now());
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
