package io.provisionhook.plugin.internal.upstream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.plugin.internal.test.SettableClock;
import io.provisionhook.plugin.internal.upstream.RefreshingCache.CachedValue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RefreshingCache}.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class RefreshingCacheTests {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final AtomicInteger loads = new AtomicInteger();

	private final SettableClock clock = new SettableClock();

	private volatile @Nullable Duration life = Duration.ofHours(1);

	private volatile @Nullable UpstreamException failure;

	private volatile boolean same;

	private final RefreshingCache<String, Token> values = new RefreshingCache<>(
			new Upstream("Acme", this.executor, new UpstreamHealth()), this.clock, this::load);

	@AfterEach
	void close() {
		this.values.close();
		this.executor.shutdownNow();
	}

	private Token load(String key, Deadline deadline) throws UpstreamException {
		int number = this.loads.incrementAndGet();
		UpstreamException wanted = this.failure;
		if (wanted != null) {
			throw wanted;
		}
		Duration wantedLife = this.life;
		return new Token(this.same ? 1 : number, (wantedLife != null) ? this.clock.instant().plus(wantedLife) : null);
	}

	private CachedValue<Token> get() throws UpstreamException, InterruptedException {
		return this.values.get("key", Deadline.within("Acme", Duration.ofSeconds(50)));
	}

	private void pass(Duration duration) {
		this.clock.plus(duration);
	}

	@Test
	void valueIsKeptUntilItIsNotCurrent() throws Exception {
		assertThat(this.values.peek("key")).isNull();
		CachedValue<Token> first = get();
		assertThat(first.stale()).isFalse();
		pass(Duration.ofMinutes(49));
		assertThat(get().value()).isSameAs(first.value()).isSameAs(this.values.peek("key"));
		pass(Duration.ofMinutes(1));
		assertThat(get().value().number()).isEqualTo(2);
	}

	@Test
	void valueThatIsForgottenIsNotServedAgainNotEvenWhenTheSystemIsAtFault() throws Exception {
		assertThat(forget()).isFalse();
		CachedValue<Token> first = get();
		pass(Duration.ofSeconds(30));
		assertThat(forget()).isTrue();
		assertThat(get().value()).isNotEqualTo(first.value());
		pass(Duration.ofSeconds(30));
		assertThat(forget()).isTrue();
		this.failure = UpstreamException.ofSystem("Acme: down", null);
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this::get).withMessage("Acme: down");
	}

	@Test
	void forgetWhenAnotherValueIsMeantKeepsTheValue() throws Exception {
		CachedValue<Token> first = get();
		pass(Duration.ofSeconds(30));
		assertThat(this.values.forget("key", (token) -> token.number() == 7)).isFalse();
		assertThat(get()).isEqualTo(first);
	}

	@ParameterizedTest
	@EnumSource
	void loadsWhenEverythingIsForgottenInALoopAreOneInHalfAMinute(Answer answer) throws Exception {
		get();
		answer.prepare(this);
		List<Instant> calls = new ArrayList<>();
		for (int tick = 1; tick <= 240; tick++) {
			pass(Duration.ofMillis(500));
			int before = this.loads.get();
			forget();
			try {
				get();
			}
			catch (UpstreamException ex) {
				assertThat(ex).hasMessageStartingWith("Acme: ");
			}
			forget();
			if (this.loads.get() > before) {
				assertThat(this.loads.get() - before).isOne();
				calls.add(this.clock.instant());
			}
		}
		assertThat(calls).hasSize(4);
		for (int i = 1; i < calls.size(); i++) {
			assertThat(Duration.between(calls.get(i - 1), calls.get(i))).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
		}
	}

	private boolean forget() {
		return this.values.forget("key", (token) -> true);
	}

	@Test
	void getWhenSystemFailsReturnsLastUsableValueAndLogsOnce(CapturedOutput output) throws Exception {
		get();
		pass(Duration.ofMinutes(50));
		this.failure = UpstreamException.ofSystem("Acme: down", null);
		for (int i = 0; i < 3; i++) {
			CachedValue<Token> last = get();
			assertThat(last.stale()).isTrue();
			assertThat(last.value().number()).isEqualTo(1);
			pass(Duration.ofSeconds(10));
		}
		assertThat(output)
			.containsOnlyOnce("A value that expires at 2126-03-01T13:00:00Z could not be refreshed: Acme: down");
	}

	@Test
	void systemIsLeftAloneForAWhileAfterAFailure() throws Exception {
		get();
		pass(Duration.ofMinutes(50));
		this.failure = UpstreamException.ofSystem("Acme: down", null);
		get();
		pass(Duration.ofSeconds(9));
		assertThat(get().stale()).isTrue();
		assertThat(this.loads).hasValue(2);
		pass(Duration.ofSeconds(1));
		this.failure = null;
		assertThat(get())
			.isEqualTo(new CachedValue<>(new Token(3, this.clock.instant().plus(Duration.ofHours(1))), false));
	}

	@Test
	void systemIsAskedOnceByAllWhoFindThatItCannotRenew() throws Exception {
		get();
		pass(Duration.ofMinutes(51));
		this.failure = UpstreamException.ofSystem("Acme: down", null);
		for (int round = 0; round < 20; round++) {
			int before = this.loads.get();
			CyclicBarrier together = new CyclicBarrier(16);
			List<Future<CachedValue<Token>>> askers = new ArrayList<>();
			for (int i = 0; i < 16; i++) {
				askers.add(this.executor.submit(() -> {
					together.await(30, TimeUnit.SECONDS);
					return get();
				}));
			}
			for (Future<CachedValue<Token>> asker : askers) {
				assertThat(asker.get(30, TimeUnit.SECONDS).stale()).isTrue();
			}
			assertThat(this.loads.get() - before).isOne();
			pass(Duration.ofSeconds(11));
		}
	}

	@Test
	void shortLifeHasAShortPause() throws Exception {
		this.life = Duration.ofSeconds(30);
		get();
		this.failure = UpstreamException.ofSystem("Acme: down", null);
		get();
		pass(Duration.ofSeconds(3));
		get();
		assertThat(this.loads).hasValue(3);
	}

	@Test
	void valueThatIsOfNoUseIsNotServed() throws Exception {
		get();
		pass(Duration.ofMinutes(59));
		this.failure = UpstreamException.ofSystem("Acme: down", null);
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this::get).withMessage("Acme: down");
	}

	@Test
	void valueIsNotServedInAPauseThatOutlastsIt() throws Exception {
		get();
		pass(Duration.ofMinutes(59).minusSeconds(1));
		this.failure = UpstreamException.ofSystem("Acme: down", null);
		assertThat(get().stale()).isTrue();
		pass(Duration.ofSeconds(1));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this::get).withMessage("Acme: down");
	}

	@Test
	void systemThatFailsWhileNothingIsKeptIsCalledOnceInThreeSeconds() throws Exception {
		this.failure = UpstreamException.ofSystem("Acme: down", null);
		for (int tick = 0; tick < 60; tick++) {
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(this::get).withMessage("Acme: down");
			pass(Duration.ofMillis(500));
		}
		assertThat(this.loads).hasValue(10);
		this.failure = null;
		assertThat(get().value().number()).isEqualTo(11);
	}

	@Test
	void valueOfAnotherKeyIsLoadedWhileTheSystemIsLeftAloneForOne() throws Exception {
		this.failure = UpstreamException.ofSystem("Acme: down", null);
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this::get);
		this.failure = null;
		assertThat(this.values.get("other", Deadline.within("Acme", Duration.ofSeconds(50))).value().number())
			.isEqualTo(2);
	}

	@Test
	void refusalOfWhatWasAskedForIsNotKept() throws Exception {
		this.failure = UpstreamException.ofRequest("Acme: no such thing", null);
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(this::get).withMessage("Acme: no such thing");
		}
		assertThat(this.loads).hasValue(3);
		this.failure = null;
		assertThat(get().value().number()).isEqualTo(4);
	}

	@Test
	void refusalOfWhatWasAskedForIsNotHiddenByTheLastValue() throws Exception {
		get();
		pass(Duration.ofMinutes(50));
		this.failure = UpstreamException.ofRequest("Acme: no such thing", null);
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this::get).withMessage("Acme: no such thing");
	}

	@Test
	void valueOfUnknownLifeIsServedWhenItCannotBeRenewed(CapturedOutput output) throws Exception {
		this.life = null;
		get();
		pass(Duration.ofHours(1));
		this.failure = UpstreamException.ofSystem("Acme: down", null);
		assertThat(get().stale()).isTrue();
		assertThat(get().value().number()).isEqualTo(1);
		assertThat(this.loads).hasValue(2);
		assertThat(output).containsOnlyOnce("A value could not be refreshed: Acme: down");
	}

	/**
	 * What the system does when it is asked again.
	 */
	enum Answer {

		ANOTHER, SAME, DOWN, NO_SUCH_THING;

		void prepare(RefreshingCacheTests test) {
			test.same = this == SAME;
			test.failure = switch (this) {
				case DOWN -> UpstreamException.ofSystem("Acme: down", null);
				case NO_SUCH_THING -> UpstreamException.ofRequest("Acme: no such thing", null);
				default -> null;
			};
		}

	}

	/**
	 * A token that is renewed ten minutes before it expires, and of no use in the last.
	 *
	 * @param number which one it is
	 * @param expiresAt when it expires
	 */
	private record Token(int number, @Nullable Instant expiresAt) implements RefreshingCache.Expiring {

		@Override
		public Instant refreshAt() {
			Instant end = (this.expiresAt != null) ? this.expiresAt : SettableClock.START.plus(Duration.ofHours(1));
			return end.minus(Duration.ofMinutes(10));
		}

		@Override
		public @Nullable Instant usableUntil() {
			return (this.expiresAt != null) ? this.expiresAt.minus(Duration
				.ofSeconds((Duration.between(SettableClock.START, this.expiresAt).compareTo(Duration.ofMinutes(1)) > 0)
						? 60 : 1))
					: null;
		}

	}

}
