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
 * Tests for {@link VaultThreads}.
 */
@ExtendWith(OutputCaptureExtension.class)
class VaultThreadsTests {

	private final VaultThreads threads = new VaultThreads(Duration.ofMinutes(1));

	private final List<String> done = new CopyOnWriteArrayList<>();

	@Test
	void runsTasksOnThreadsThatDoNotKeepTheHostAlive() throws Exception {
		CountDownLatch ran = new CountDownLatch(1);
		this.threads.after(Duration.ofMillis(1), () -> {
			this.done.add(Thread.currentThread().getName() + " " + Thread.currentThread().isDaemon());
			ran.countDown();
		});
		assertThat(ran.await(1, TimeUnit.MINUTES)).isTrue();
		assertThat(this.done).containsExactly("vault-secrets-1 true");
		this.threads.close();
	}

	@Test
	void closingWaitsForWhatIsDueAndDropsWhatIsNot() {
		CountDownLatch started = new CountDownLatch(1);
		this.threads.after(Duration.ofHours(1), () -> this.done.add("later"));
		this.threads.after(Duration.ZERO, () -> {
			started.countDown();
			this.done.add("due");
		});
		this.threads.close();
		assertThat(started.getCount()).isZero();
		assertThat(this.done).containsExactly("due");
	}

	@Test
	void closingInterruptsWhatTakesTooLong() throws Exception {
		VaultThreads impatient = new VaultThreads(Duration.ZERO);
		CountDownLatch started = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		impatient.after(Duration.ZERO, () -> {
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
	void nothingHappensAfterClosing() {
		this.threads.close();
		this.threads.after(Duration.ZERO, () -> this.done.add("late")).run();
		assertThat(this.done).isEmpty();
	}

	@Test
	void taskThatIsCancelledDoesNotRun() {
		CountDownLatch busy = new CountDownLatch(VaultThreads.COUNT);
		CountDownLatch end = new CountDownLatch(1);
		for (int i = 0; i < VaultThreads.COUNT; i++) {
			this.threads.after(Duration.ZERO, () -> {
				busy.countDown();
				await(end);
			});
		}
		await(busy);
		this.threads.after(Duration.ZERO, () -> this.done.add("cancelled")).run();
		this.threads.after(Duration.ZERO, () -> this.done.add("not cancelled"));
		end.countDown();
		this.threads.close();
		assertThat(this.done).containsExactly("not cancelled");
	}

	@Test
	void mistakeIsLoggedWithoutItsMessage(CapturedOutput output) {
		this.threads.after(Duration.ZERO, () -> {
			throw new IllegalStateException("s3cret");
		});
		this.threads.close();
		assertThat(output).contains("A renewal or revocation at Vault failed with java.lang.IllegalStateException")
			.doesNotContain("s3cret");
	}

	@Test
	void goesByTheClock() {
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
