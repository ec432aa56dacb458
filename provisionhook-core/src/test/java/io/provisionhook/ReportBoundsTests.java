package io.provisionhook;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.provisionhook.report.RunReport;
import io.provisionhook.report.VariableChange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RunReport}: its size is limited.
 */
@Timeout(300)
class ReportBoundsTests {

	private final ManualTime time = new ManualTime();

	private final CountDownLatch release = new CountDownLatch(1);

	@AfterEach
	void letGoOfThreads() {
		this.release.countDown();
	}

	@Test
	void reportWhenThereAreAsManyChangesAsAllowedHasAll() {
		RunReport report = reportOf((env) -> putMany(env, RunReport.MAX_CHANGES, "value"));
		assertThat(report.changes()).hasSize(2000);
		assertThat(report.warnings()).isEmpty();
	}

	@Test
	void reportWhenThereIsOneChangeMoreSaysSo() {
		Map<String, String> variables = new HashMap<>();
		RunReport report = reportOf((env) -> putMany(env, RunReport.MAX_CHANGES + 1, "value"), variables);
		assertThat(report.changes()).hasSize(2000);
		assertThat(report.changes().get(0).variable()).isEqualTo("V0");
		assertThat(report.warnings()).containsExactly("and 1 more changes, which are left out of this report");
		assertThat(variables).hasSize(2001);
	}

	@Test
	void reportWhenMutatorsTogetherMakeTooManyChangesSaysSo() {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("a", (context, env) -> putMany(env, 1500, "one")));
		registry.register(EnvMutator.of("b", (context, env) -> putMany(env, 1500, "two")));
		RunReport report = registry.run(this.time.context(), new HashMap<>());
		assertThat(report.changes()).hasSize(2000);
		assertThat(report.warnings()).containsExactly("and 1000 more changes, which are left out of this report");
	}

	@Test
	void reportWhenThereAreAsManyWarningsAsAllowedHasAll() {
		RunReport report = reportOf((env) -> putShortSecrets(env, RunReport.MAX_WARNINGS));
		assertThat(report.warnings()).hasSize(100).doesNotHaveDuplicates();
	}

	@Test
	void reportWhenThereIsOneWarningMoreSaysSo() {
		RunReport report = reportOf((env) -> putShortSecrets(env, RunReport.MAX_WARNINGS + 1));
		assertThat(report.warnings()).hasSize(101).doesNotHaveDuplicates();
		assertThat(report.warnings()).last().isEqualTo("and 1 more warnings, which are left out of this report");
	}

	@Test
	void reportWhenMutatorsTogetherHaveTooManyWarningsSaysSo() {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("a", (context, env) -> putShortSecrets(env, 90)));
		registry.register(EnvMutator.of("b", (context, env) -> putShortSecrets(env, 912)));
		RunReport report = registry.run(this.time.context(), new HashMap<>());
		assertThat(report.warnings()).hasSize(101)
			.last()
			.isEqualTo("and 902 more warnings, which are left out of this report");
	}

	@Test
	void reportWhenMutatorRemovesVariableOfUnprintableNameShowsItSafely() {
		Map<String, String> variables = new HashMap<>(Map.of("a\u202eb\n" + "c".repeat(300), "caller"));
		RunReport report = reportOf(Map::clear, variables);
		assertThat(variables).isEmpty();
		assertThat(report.changes()).extracting(VariableChange::variable)
			.containsExactly("a?b?" + "c".repeat(76) + "...");
	}

	@ParameterizedTest
	@MethodSource("refusedNames")
	void reportWhenShortSecretIsRefusedHasNoWarningThatShowsItsName(String name) {
		RunReport report = reportOf((env) -> {
			assertThatExceptionOfType(VariableRefusedException.class).isThrownBy(() -> env.putSecret(name, "short"));
			env.putSecret("KEPT", "short");
		});
		assertThat(report.warnings())
			.containsExactly("the secret \"KEPT\" of \"a\" has fewer than 6 characters and can't be redacted");
	}

	static Stream<String> refusedNames() {
		return Stream.of("x".repeat(256), "x".repeat(3_000_000), "a\nb", "a\u202eb", "a\u2028b", "a\0b", "a\ud800b",
				"NAME=value", " A", "LD_PRELOAD");
	}

	@Test
	void reportWhenVariableOfUnprintableNameHasASecretShowsItSafely() {
		Map<String, String> variables = new HashMap<>(
				Map.of("a\u202eb\n" + "c".repeat(300), "Bearer secret-of-the-caller"));
		RunReport report = reportOf((env) -> env.putSecret("KEY", "secret-of-the-caller"), variables);
		assertThat(report.warnings()).containsExactly(
				"variable \"a?b?" + "c".repeat(76) + "...\" of \"request\" contains a secret and is treated as secret");
	}

	@Test
	void refusalWhenManyMutatorsHoldThreadsNamesTheFirst() {
		Registry registry = Registry.builder()
			.policies((name) -> MutatorPolicy.DEFAULT.withTimeout(Duration.ofMillis(300))
				.withOnFailure(MutatorPolicy.OnFailure.SKIP))
			.maxAbandonedThreads(12)
			.build();
		for (int i = 10; i < 22; i++) {
			registry.register(EnvMutator.of("m" + i, (context, env) -> {
				this.time.advance(Duration.ofMillis(300));
				Uninterruptibly.await(this.release);
			}));
		}
		registry.run(this.time.context(), new HashMap<>());
		assertThatExceptionOfType(ProvisionhookException.class)
			.isThrownBy(() -> registry.run(this.time.context(), new HashMap<>()))
			.returns(ProvisionhookException.Reason.REFUSED, ProvisionhookException::getReason)
			.withMessageContaining("\"m19\" 1, and those of 2 more), and no run");
	}

	@Test
	void ownerThatIsTooLongOrNotPrintableIsRefused() {
		Env env = Env.of(Map.of());
		assertThat(env.writtenBy("o".repeat(255))).isEmpty();
		assertThatIllegalArgumentException().isThrownBy(() -> env.writtenBy("o".repeat(256)))
			.withMessage("'owner' must not be longer than 255 characters");
		assertThatIllegalArgumentException().isThrownBy(() -> env.writtenBy("a\u202eb"))
			.withMessage("'owner' must not contain format characters");
	}

	private RunReport reportOf(Writing writing) {
		return reportOf(writing, new HashMap<>());
	}

	private RunReport reportOf(Writing writing, Map<String, String> variables) {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("a", (context, env) -> writing.write(env)));
		return registry.run(this.time.context(), variables);
	}

	private static void putMany(Env env, int count, String value) {
		for (int i = 0; i < count; i++) {
			env.put("V" + i, value);
		}
	}

	private static void putShortSecrets(Env env, int count) {
		for (int i = 0; i < count; i++) {
			env.putSecret("S" + i, "short");
		}
	}

	/**
	 * What a mutator writes.
	 */
	private interface Writing {

		void write(Env env);

	}

}
