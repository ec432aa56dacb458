package io.provisionhook.plugin.upstream;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.plugin.test.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DetachedCalls}.
 */
@Timeout(60)
class DetachedCallsTests {

	private static final Duration PLENTY = Duration.ofSeconds(60);

	private final SettableClock clock = new SettableClock();

	private final DetachedCalls calls = new DetachedCalls("acme");

	private final CountDownLatch started = new CountDownLatch(1);

	private final CountDownLatch interrupted = new CountDownLatch(1);

	@Test
	void makesCallsAtTheSameTime() throws Exception {
		CyclicBarrier both = new CyclicBarrier(2);
		Callable<String> call = () -> {
			both.await(30, TimeUnit.SECONDS);
			return "done";
		};
		assertThat(this.calls.all(List.of(call, call), PLENTY)).containsExactly("done", "done");
	}

	@Test
	void makesCallsOnDaemonThreadsOfTheirOwn() throws Exception {
		Callable<Thread> call = Thread::currentThread;
		assertThat(this.calls.all(List.of(call, call), PLENTY)).doesNotHaveDuplicates()
			.doesNotContain(Thread.currentThread())
			.allMatch(Thread::isDaemon)
			.allMatch((thread) -> thread.getName().startsWith("acme-"));
	}

	@Test
	void makesOneCall() throws Exception {
		assertThat(this.calls.<String>one(() -> "done", PLENTY)).isEqualTo("done");
	}

	@Test
	void failureOfOneInterruptsTheOthers() throws Exception {
		Callable<String> failing = () -> {
			this.started.await();
			throw new IllegalStateException("refused");
		};
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> this.calls.all(List.of(this::hang, failing), PLENTY))
			.withMessageContaining("refused");
		assertThat(this.interrupted.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void endOfTimeInterruptsWhatIsLeft() throws Exception {
		Duration limit = Duration.ofMillis(20);
		Callable<String> lastInTime = () -> {
			this.started.await();
			this.clock.plus(limit);
			return "done";
		};
		DetachedCalls timed = new DetachedCalls("acme", this.clock::nanoTime);
		assertThatExceptionOfType(TimeoutException.class)
			.isThrownBy(() -> timed.all(List.of(this::hang, lastInTime), limit));
		assertThat(this.interrupted.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void endOfTimeOfTheMachineEndsTheWait() {
		Callable<String> call = this::hang;
		assertThatExceptionOfType(TimeoutException.class)
			.isThrownBy(() -> this.calls.all(List.of(call), Duration.ofMillis(50)));
	}

	@Test
	void interruptionOfWhoWaitsIsPassedOn() throws Exception {
		Thread waiting = Thread.currentThread();
		Callable<String> interrupting = () -> {
			this.started.await();
			waiting.interrupt();
			return "done";
		};
		assertThatExceptionOfType(InterruptedException.class)
			.isThrownBy(() -> this.calls.all(List.of(this::hang, interrupting), PLENTY));
		assertThat(this.interrupted.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void withoutTimeNothingIsStarted() {
		Callable<String> call = this::hang;
		assertThatExceptionOfType(TimeoutException.class)
			.isThrownBy(() -> this.calls.all(List.of(call), Duration.ZERO));
		assertThat(this.started.getCount()).isOne();
	}

	private String hang() {
		this.started.countDown();
		try {
			new CountDownLatch(1).await();
			return "never";
		}
		catch (InterruptedException ex) {
			this.interrupted.countDown();
			return "interrupted";
		}
	}

}
