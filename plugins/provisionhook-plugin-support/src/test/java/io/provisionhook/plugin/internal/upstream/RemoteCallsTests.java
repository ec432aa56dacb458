package io.provisionhook.plugin.internal.upstream;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import io.provisionhook.plugin.internal.test.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link RemoteCalls}.
 */
@Timeout(60)
class RemoteCallsTests {

	private static final Duration SHORT = Duration.ofMillis(20);

	private final SettableClock clock = new SettableClock();

	private final RemoteCalls calls = new RemoteCalls("Acme", "acme-", 2);

	private final CountDownLatch started = new CountDownLatch(1);

	private final CountDownLatch interrupted = new CountDownLatch(1);

	private final CountDownLatch end = new CountDownLatch(1);

	private final ExecutorService executor = Executors.newCachedThreadPool();

	@AfterEach
	void close() {
		this.end.countDown();
		this.executor.shutdownNow();
	}

	@Test
	void callAllMakesCallsAtTheSameTime() throws Exception {
		CyclicBarrier both = new CyclicBarrier(2);
		Callable<String> call = () -> {
			both.await(30, TimeUnit.SECONDS);
			return "done";
		};
		assertThat(this.calls.callAll(List.of(call, call), plenty())).containsExactly("done", "done");
	}

	@Test
	void callAllMakesCallsOnDaemonThreadsOfTheirOwn() throws Exception {
		Callable<Thread> call = Thread::currentThread;
		assertThat(this.calls.callAll(List.of(call, call), plenty())).doesNotHaveDuplicates()
			.doesNotContain(Thread.currentThread())
			.allMatch(Thread::isDaemon)
			.allMatch((thread) -> thread.getName().startsWith("acme-"));
	}

	@Test
	@EnabledForJreRange(max = JRE.JAVA_20)
	void callHasNothingOfTheThreadThatWaits() throws Exception {
		InheritableThreadLocal<String> tenant = new InheritableThreadLocal<>();
		tenant.set("acme");
		assertThat(this.calls.<String>callAll(List.of(() -> String.valueOf(tenant.get())), plenty()))
			.containsExactly("null");
	}

	@Test
	void callAllWhenThereAreMoreCallsThanTheLimitMakesThemOneAfterTheOther() throws Exception {
		AtomicInteger atATime = new AtomicInteger();
		Callable<Integer> call = () -> {
			int now = atATime.incrementAndGet();
			atATime.decrementAndGet();
			return now;
		};
		assertThat(this.calls.callAll(Collections.nCopies(50, call), plenty())).hasSize(50).allMatch((now) -> now <= 2);
	}

	@Test
	void callReturnsTheResult() throws Exception {
		assertThat(this.calls.<String>call(() -> "done", plenty())).isEqualTo("done");
	}

	@Test
	void callAllWhenOneFailsInterruptsTheOthers() throws Exception {
		UpstreamException refused = UpstreamException.ofRequest("Acme: refused", null);
		Callable<String> failing = () -> {
			this.started.await();
			throw refused;
		};
		assertThatExceptionOfType(UpstreamException.class)
			.isThrownBy(() -> this.calls.callAll(List.of(this::hang, failing), plenty()))
			.isSameAs(refused);
		assertThat(this.interrupted.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void callThatFailsFailsWithWhatItThrew() {
		for (Exception failure : List.of(new IllegalStateException("bug"),
				new RemoteFailure(RemoteFailure.Reason.TOO_LARGE))) {
			assertThatException().isThrownBy(() -> this.calls.call(() -> {
				throw failure;
			}, plenty())).isSameAs(failure);
		}
	}

	@Test
	void callThatFailsWithACheckedExceptionIsAMistakeOfThePlugin() {
		IOException failure = new IOException("refused");
		assertThatIllegalStateException().isThrownBy(() -> this.calls.call(() -> {
			throw failure;
		}, plenty())).withCause(failure);
	}

	@Test
	void callAllAtTheDeadlineInterruptsWhatIsLeft() throws Exception {
		Callable<String> lastInTime = () -> {
			this.started.await();
			this.clock.plus(SHORT);
			return "done";
		};
		assertThatExceptionOfType(RemoteFailure.class)
			.isThrownBy(() -> this.calls.callAll(List.of(this::hang, lastInTime),
					Deadline.within("Acme", SHORT, this.clock::nanoTime)))
			.withMessage("no answer in time");
		assertThat(this.interrupted.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void callAtTheDeadlineByTheTimeOfTheMachineIsGivenUp() {
		Callable<String> call = this::hang;
		assertThatExceptionOfType(RemoteFailure.class)
			.isThrownBy(() -> this.calls.call(call, Deadline.within("Acme", Duration.ofMillis(50))));
	}

	@Test
	void callAfterItsTimeoutIsGivenUpThoughThereIsTimeLeft() {
		Callable<String> call = this::hang;
		assertThatExceptionOfType(RemoteFailure.class)
			.isThrownBy(() -> this.calls.call(call, Duration.ofMillis(50), plenty()))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(RemoteFailure.Reason.NO_ANSWER_IN_TIME));
	}

	@Test
	void callAllWhenTheThreadThatWaitsIsInterruptedPassesThatOn() throws Exception {
		Thread waiting = Thread.currentThread();
		Callable<String> interrupting = () -> {
			this.started.await();
			waiting.interrupt();
			return "done";
		};
		assertThatExceptionOfType(InterruptedException.class)
			.isThrownBy(() -> this.calls.callAll(List.of(this::hang, interrupting), plenty()));
		assertThat(this.interrupted.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void callWithoutTimeStartsNothing() {
		Callable<String> call = this::hang;
		assertThatExceptionOfType(RemoteFailure.class)
			.isThrownBy(() -> this.calls.call(call, Deadline.within("Acme", Duration.ZERO)))
			.withMessage("no answer in time");
		assertThat(this.started.getCount()).isOne();
	}

	@Test
	void callWhenTooManyAreStuckSaysSoAtTheDeadlineAndTheNextAfterTheirEndIsMade() throws Exception {
		CountDownLatch both = new CountDownLatch(2);
		Callable<String> stuck = () -> {
			both.countDown();
			return stick();
		};
		List<Future<String>> givenUp = List.of(this.executor.submit(() -> this.calls.call(stuck, plenty())),
				this.executor.submit(() -> this.calls.call(stuck, plenty())));
		both.await();
		givenUp.forEach((waiting) -> waiting.cancel(true));
		assertThatExceptionOfType(UpstreamException.class)
			.isThrownBy(() -> this.calls.call(() -> "done", Deadline.within("Acme", Duration.ofMillis(50))))
			.withMessage(
					"Acme: 2 calls are in progress or stuck, which is the maximum; check whether it answers, or start"
							+ " fewer workspaces at a time")
			.matches(UpstreamException::isSystemAtFault);
		this.end.countDown();
		assertThat(this.calls.<String>call(() -> "done", plenty())).isEqualTo("done");
	}

	@Test
	void callThatWaitsForItsTurnNotesThatThereAreTooMany() throws Exception {
		CountDownLatch both = new CountDownLatch(2);
		Callable<String> call = () -> {
			both.countDown();
			this.end.await();
			return "done";
		};
		Future<List<String>> others = this.executor.submit(() -> this.calls.callAll(List.of(call, call), plenty()));
		both.await();
		Deadline deadline = Deadline.within("Acme", Duration.ofSeconds(40), this.clock::nanoTime);
		Future<String> waiting = this.executor.submit(() -> this.calls.call(() -> "done", deadline));
		Awaitility.await().until(() -> String.valueOf(deadline.exceeded().getMessage()).contains("before"));
		assertThat(deadline.exceeded()).hasMessageStartingWith(
				"Acme: no answer within 39800 ms; before, 2 calls are in progress or stuck, which is the maximum;");
		this.end.countDown();
		assertThat(waiting.get()).isEqualTo("done");
		assertThat(others.get()).hasSize(2);
	}

	@Test
	void callOfAThreadThatIsInterruptedIsNotStarted() {
		Callable<String> call = this::hang;
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> this.calls.call(call, plenty()));
		assertThat(this.started.getCount()).isOne();
	}

	@Test
	void callsThatComeAndGoLeaveNothingBehind() throws Exception {
		List<Future<Boolean>> askers = new ArrayList<>();
		for (int i = 0; i < 2000; i++) {
			Duration time = Duration.ofNanos(i % 7 * 50_000L);
			askers.add(this.executor.submit(() -> {
				try {
					return this.calls.call(() -> true, Deadline.within("Acme", time));
				}
				catch (RemoteFailure | UpstreamException ex) {
					return false;
				}
			}));
		}
		for (Future<Boolean> asker : askers) {
			asker.get();
		}
		Callable<String> call = () -> "done";
		assertThat(this.calls.callAll(List.of(call, call, call), plenty())).hasSize(3);
	}

	private static Deadline plenty() {
		return Deadline.within("Acme", Duration.ofSeconds(60));
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

	// As a thread that waits for a socket
	private String stick() {
		boolean ended = false;
		while (!ended) {
			try {
				this.end.await();
				ended = true;
			}
			catch (InterruptedException ex) {
				this.interrupted.countDown();
			}
		}
		return "late";
	}

}
