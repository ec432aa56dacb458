package io.provisionhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;
import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link Env}: the environment of a mutator is closed after its turn.
 */
@Timeout(300)
class ClosedEnvTests {

	private static final String CLOSED = "The environment that \"a\" was given can only be used in its turn"
			+ " and on the thread that runs it";

	@RegisterExtension
	final LogCapture log = new LogCapture();

	private final Registry registry = new Registry();

	private final ProvisionContext context = new ManualTime().context();

	private final Env env = EnvWrite.environment();

	private final List<Env> kept = new ArrayList<>();

	private final EnvMutator keeping = EnvMutator.of("a", (context, own) -> this.kept.add(own));

	@ParameterizedTest
	@EnumSource(EnvWrite.class)
	void writeInTheTurnOfTheNextMutatorThrowsAndReachesNothing(EnvWrite write) {
		this.registry.register(this.keeping);
		this.registry.register(EnvMutator.of("b", (context, own) -> {
			assertClosed(write);
			assertThat(own).containsExactlyInAnyOrderEntriesOf(EnvWrite.environment());
		}));
		RunReport report = this.registry.run(this.context, this.env);
		assertThat(report.changes()).isEmpty();
		assertThat(this.env).containsExactlyInAnyOrderEntriesOf(EnvWrite.environment());
	}

	@ParameterizedTest
	@EnumSource(EnvWrite.class)
	void writeAfterTheRunThrowsAndReachesNothing(EnvWrite write) {
		this.registry.register(this.keeping);
		this.registry.run(this.context, this.env);
		assertClosed(write);
		assertThat(this.env).containsExactlyInAnyOrderEntriesOf(EnvWrite.environment());
	}

	@ParameterizedTest
	@EnumSource(EnvWrite.class)
	void writeAfterFailureThrowsAndReachesNothing(EnvWrite write) {
		this.registry.register(EnvMutator.of("a", (context, own) -> {
			this.kept.add(own);
			throw new IllegalStateException("boom");
		}));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env));
		assertClosed(write);
		assertThat(this.env).containsExactlyInAnyOrderEntriesOf(EnvWrite.environment());
	}

	@Test
	void eachWriteByTheAbandonedThreadItselfThrowsAndReachesNothing() throws Exception {
		ManualTime time = new ManualTime();
		CountDownLatch timedOut = new CountDownLatch(1);
		CountDownLatch tried = new CountDownLatch(1);
		Map<EnvWrite, Throwable> thrown = new EnumMap<>(EnvWrite.class);
		Registry impatient = TimeLimits.of("a", 400).build();
		impatient.register(EnvMutator.of("a", (context, own) -> {
			time.advance(Duration.ofMillis(400));
			Uninterruptibly.await(timedOut);
			for (EnvWrite write : EnvWrite.values()) {
				thrown.put(write, catchThrowable(() -> write.to(own)));
			}
			tried.countDown();
		}));
		assertThatExceptionOfType(MutatorTimeoutException.class)
			.isThrownBy(() -> impatient.run(time.context(), this.env));
		timedOut.countDown();
		assertThat(tried.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(thrown).hasSize(EnvWrite.values().length)
			.allSatisfy((write, ex) -> assertThat(ex).isInstanceOf(IllegalStateException.class).hasMessage(CLOSED));
		assertThat(this.env).containsExactlyInAnyOrderEntriesOf(EnvWrite.environment());
	}

	@ParameterizedTest
	@EnumSource(EnvWrite.class)
	void writeByAnotherThreadDuringTheTurnThrowsAndFailsTheMutator(EnvWrite write) {
		this.registry.register(EnvMutator.of("a", (context, own) -> {
			List<Throwable> thrown = new ArrayList<>();
			Thread other = new Thread(() -> thrown.add(catchThrowable(() -> write.to(own))));
			other.start();
			other.join();
			assertThat(thrown).singleElement()
				.satisfies((ex) -> assertThat(ex).isInstanceOf(IllegalStateException.class).hasMessage(CLOSED));
			own.put("OWN", "goes on");
		}));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env))
			.withMessage("provisionhook \"a\": " + CLOSED);
		assertThat(this.env).containsExactlyInAnyOrderEntriesOf(EnvWrite.environment());
		assertThat(this.log.lines()).isEmpty();
	}

	@Test
	void writeByAnotherThreadWhenItsExceptionIsIgnoredFailsTheMutator() {
		this.registry.register(EnvMutator.of("a", (context, own) -> {
			own.put("OWN", "1");
			CompletableFuture.runAsync(() -> own.put("NEW", "9")).exceptionally((ex) -> null).join();
		}));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env))
			.withMessage("provisionhook \"a\": " + CLOSED)
			.withStackTraceContaining("lambda$writeByAnotherThreadWhenItsExceptionIsIgnored");
		assertThat(this.env).containsExactlyInAnyOrderEntriesOf(EnvWrite.environment());
	}

	@Test
	void readByAnotherThreadInParallelFailsTheMutator() {
		this.registry.register(EnvMutator.of("a",
				(context, own) -> CompletableFuture.supplyAsync(() -> own.get("A")).exceptionally((ex) -> "").join()));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env))
			.withMessage("provisionhook \"a\": " + CLOSED);
	}

	@Test
	void writeByAnotherThreadOfASkippedMutatorReachesNothing() {
		Registry skipping = TimeLimits.of("a", 10_000, MutatorPolicy.OnFailure.SKIP).build();
		skipping.register(EnvMutator.of("a", (context, own) -> {
			own.put("OWN", "1");
			CompletableFuture.runAsync(() -> own.put("NEW", "9")).exceptionally((ex) -> null).join();
		}));
		skipping.register(EnvMutator.of("b", (context, own) -> own.put("OTHER", "1")));
		RunReport report = skipping.run(this.context, this.env);
		assertThat(report.mutators()).extracting(MutatorReport::outcome)
			.containsExactly(MutatorOutcome.SKIPPED, MutatorOutcome.SUCCESS);
		assertThat(this.env).containsOnly(Map.entry("A", "1"), Map.entry("B", "2"), Map.entry("OTHER", "1"));
	}

	@Test
	void failureOfMutatorTakesPrecedenceOverMisuse() {
		this.registry.register(EnvMutator.of("a", (context, own) -> {
			CompletableFuture.runAsync(() -> own.put("NEW", "9")).exceptionally((ex) -> null).join();
			throw new IllegalStateException("boom");
		}));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env))
			.withMessage("provisionhook \"a\": boom");
	}

	@Test
	void toStringOnAnotherThreadShowsNothing() {
		this.registry.register(EnvMutator.of("a", (context,
				own) -> assertThat(CompletableFuture.supplyAsync(own::toString).join()).isEqualTo("[closed]")));
		this.registry.run(this.context, this.env);
	}

	@Test
	void useAfterTheTurnIsLoggedOnceWithMutatorAndWorkspace() {
		this.registry.register(this.keeping);
		this.registry.run(this.context, this.env);
		assertThat(this.log.lines()).isEmpty();
		assertClosed(EnvWrite.PUT_SECRET);
		assertClosed(EnvWrite.PUT);
		assertThat(this.log.lines()).containsExactly("WARNING: Mutator \"a\" used the environment of workspace "
				+ this.context.workspaceId() + " after its turn had ended; nothing was changed");
	}

	@Test
	void readAfterTheRunThrows() {
		this.registry.register(this.keeping);
		this.registry.run(this.context, this.env);
		Env closed = this.kept.get(0);
		assertThatIllegalStateException().isThrownBy(() -> closed.get("A")).withMessage(CLOSED);
		assertThatIllegalStateException().isThrownBy(() -> closed.containsKey("A")).withMessage(CLOSED);
		assertThatIllegalStateException().isThrownBy(closed::size).withMessage(CLOSED);
		assertThatIllegalStateException().isThrownBy(() -> closed.isSecret("A")).withMessage(CLOSED);
		assertThatIllegalStateException().isThrownBy(closed::redactor).withMessage(CLOSED);
		assertThatIllegalStateException().isThrownBy(() -> closed.forEach((name, value) -> {
		})).withMessage(CLOSED);
		assertThat(closed.toString()).isEqualTo("[closed]");
	}

	@Test
	void mutatorCanNotWriteForAnotherOwner() {
		this.registry.register(EnvMutator.of("a", (context, own) -> own.writtenBy("secrets").put("A", "9")));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env))
			.withMessage("provisionhook \"a\": A mutator can't write for another owner");
	}

	private void assertClosed(EnvWrite write) {
		assertThatIllegalStateException().isThrownBy(() -> write.to(this.kept.get(0))).withMessage(CLOSED);
	}

}
