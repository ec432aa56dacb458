package io.provisionhook.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.ManualTime;
import io.provisionhook.Uninterruptibly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link TimeLimiter}.
 */
@Timeout(300)
class TimeLimiterTests {

	private static final TimeLimiter.Limit LIMIT = new TimeLimiter.Limit(Duration.ofSeconds(30), "acme.timeout");

	private final ManualTime time = new ManualTime();

	private final TimeLimiter limiter = new TimeLimiter(new ThreadPerTaskExecutor("test-step-"), 2,
			UnaryOperator.identity(), this.time);

	private final CountDownLatch release = new CountDownLatch(1);

	@AfterEach
	void letGoOfThreads() {
		this.release.countDown();
	}

	@Test
	void callWhenCodeIsFastReturnsItsResultFromItsOwnThread() throws Exception {
		assertThat(this.limiter.call(this, LIMIT, () -> Thread.currentThread().getName())).startsWith("test-step-");
		assertThat(this.limiter.<String>call(this, LIMIT, () -> null)).isNull();
	}

	@Test
	void callWhenCodeFailsThrowsItsException() {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.limiter.call(this, LIMIT, () -> {
			throw new IOException("boom");
		})).withMessage("boom");
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> this.limiter.call(this, LIMIT, () -> {
			throw new OutOfMemoryError("boom");
		})).withMessage("boom");
	}

	@Test
	void callWhenLimitIsExceededNamesClassLimitPropertyAndLocation() {
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> this.limiter.call(this, LIMIT, this::hang))
			.withMessageMatching("TimeLimiterTests is not done after 30000 ms, see acme\\.timeout; it is at"
					+ " io\\.provisionhook\\.\\S+\\(\\w+\\.java:\\d+\\)");
	}

	@Test
	void callWhenLimitIsExceededCountsThreadUntilItReturns() {
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> this.limiter.call(this, LIMIT, this::hang));
		assertThat(this.limiter.abandonedThreads()).isOne();
		this.release.countDown();
		Uninterruptibly.await(() -> this.limiter.abandonedThreads() == 0);
	}

	@Test
	void callWhenTooManyThreadsAreAbandonedRefusesThatCodeOnly() throws Exception {
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(TimeoutException.class)
				.isThrownBy(() -> this.limiter.call(this, LIMIT, this::hang));
		}
		assertThatIllegalStateException().isThrownBy(() -> this.limiter.call(this, LIMIT, () -> "a"))
			.withMessage("2 threads of TimeLimiterTests that have timed out are still alive, so it is not called");
		assertThat(this.limiter.call("another", LIMIT, () -> "b")).isEqualTo("b");
		this.release.countDown();
		Uninterruptibly.await(() -> this.limiter.abandonedThreads() == 0);
		assertThat(this.limiter.call(this, LIMIT, () -> "a")).isEqualTo("a");
	}

	@Test
	void callWhenCodeReturnsLatePassesResultToCleanUp() throws Exception {
		CompletableFuture<String> late = new CompletableFuture<>();
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> this.limiter.call(this, LIMIT, this::hang,
				(result) -> late.complete(result + (Thread.currentThread().isInterrupted() ? " interrupted" : ""))));
		assertThat(late).isNotDone();
		this.release.countDown();
		assertThat(late.get()).isEqualTo("late");
	}

	@Test
	void callWhenCallerIsInterruptedInterruptsCodeAndWaitsForIt() {
		Thread caller = Thread.currentThread();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> this.limiter.call(this, LIMIT, () -> {
			caller.interrupt();
			this.release.await();
			return "a";
		}));
		assertThat(Thread.interrupted()).isFalse();
		assertThat(this.limiter.abandonedThreads()).isZero();
	}

	@Test
	void callWhenCodeIgnoresInterruptionLeavesItToTheCaller() throws Exception {
		Thread caller = Thread.currentThread();
		String result = this.limiter.call(this, LIMIT, () -> {
			caller.interrupt();
			Uninterruptibly.await(() -> Thread.currentThread().isInterrupted());
			return "a";
		});
		assertThat(result).isEqualTo("a");
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void callWhenCallerIsInterruptedBeforeInterruptsCode() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> this.limiter.call(this, LIMIT, () -> {
			if (Thread.interrupted()) {
				throw new InterruptedException("at once");
			}
			return "a";
		})).withMessage("at once");
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void callUninterruptiblyWhenCallerIsInterruptedDoesNotInterruptCode() throws Exception {
		Thread.currentThread().interrupt();
		boolean interrupted = this.limiter.callUninterruptibly(this, LIMIT,
				() -> Thread.currentThread().isInterrupted(), (result) -> {
				});
		assertThat(interrupted).isFalse();
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void callPropagatesContext() throws Exception {
		ThreadLocal<String> context = new ThreadLocal<>();
		TimeLimiter carrying = new TimeLimiter("test-", 1, (task) -> {
			String carried = context.get();
			return () -> {
				context.set(carried);
				task.run();
			};
		});
		context.set("trace");
		assertThat(carrying.call(this, LIMIT, context::get)).isEqualTo("trace");
	}

	@Test
	void callWhenDecoratorFailsIsMadeWithoutContext() throws Exception {
		TimeLimiter carrying = new TimeLimiter("test-", 1, (task) -> {
			throw new IllegalStateException("no context");
		});
		assertThat(carrying.call(this, LIMIT, () -> "a")).isEqualTo("a");
	}

	@Test
	void limitIsPositive() {
		assertThatIllegalArgumentException().isThrownBy(() -> new TimeLimiter.Limit(Duration.ZERO, "a"))
			.withMessage("'time' must be positive");
	}

	private String hang() {
		this.time.advance(Duration.ofSeconds(30));
		Uninterruptibly.await(this.release);
		return "late";
	}

}
