package io.provisionhook;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.report.RunReport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link VariableRules}: sizes of variables and environments.
 */
class VariableSizeTests {

	private static final String TOO_LARGE = "would make the environment larger than the 20 bytes that are allowed";

	private final ProvisionContext context = new ManualTime().context();

	private final Env env = Env.of(Map.of());

	private final Registry small = Registry.builder().rules(VariableRules.builder().maxTotalSize(20).build()).build();

	@ParameterizedTest
	@ValueSource(strings = { "A", "a-much-longer-name", "\u00e4\u65e5\ud83d\ude80" })
	void largestVariableThatLinuxTakesIsAccepted(String name) {
		String value = "v".repeat(131_071 - bytes(name) - 2);
		assertThat(bytes(name + "=" + value + "\0")).isEqualTo(VariableRules.MAX_VARIABLE_SIZE);
		this.env.put(name, value);
		assertThat(this.env).containsOnly(Map.entry(name, value));
	}

	@ParameterizedTest
	@ValueSource(strings = { "A", "a-much-longer-name", "\u00e4\u65e5\ud83d\ude80" })
	void oneByteMoreIsRefused(String name) {
		String value = "v".repeat(131_072 - bytes(name) - 2);
		assertThatExceptionOfType(VariableRefusedException.class).isThrownBy(() -> this.env.put(name, value))
			.withMessage("variable \"" + name + "\" is larger than 131071 bytes, the most that Linux takes");
		assertThat(this.env).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u007f", "\u00e4", "\u07ff", "\u0800", "\u65e5", "\uffff", "\ud83d\ude80" })
	void sizeIsThatOfUtf8(String character) {
		int room = 131_071 - "A=\0".length();
		int count = room / bytes(character);
		String largest = character.repeat(count) + "v".repeat(room - count * bytes(character));
		this.env.put("A", largest);
		assertThat(this.env.get("A")).isEqualTo(largest);
		assertThatExceptionOfType(VariableRefusedException.class).isThrownBy(() -> this.env.put("A", largest + "v"))
			.withMessage("variable \"A\" is larger than 131071 bytes, the most that Linux takes");
	}

	@Test
	void totalSizeCountsEachVariableWithEqualsSignAndNul() {
		Map<String, String> variables = new HashMap<>(Map.of("A", "1234567"));
		this.small.register(EnvMutator.of("a", (context, own) -> own.put("B", "\u00e4\u00e412345")));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.small.run(this.context, variables))
			.withMessage("provisionhook \"a\": variable \"B\" " + TOO_LARGE);
		Map<String, String> shorter = new HashMap<>(Map.of("A", "1234567"));
		Registry fitting = Registry.builder().rules(VariableRules.builder().maxTotalSize(22).build()).build();
		fitting.register(EnvMutator.of("a", (context, own) -> own.put("B", "\u00e4\u00e412345")));
		fitting.run(this.context, shorter);
		assertThat(shorter).hasSize(2);
	}

	@Test
	void overwritingAndRemovingMakesRoom() {
		Map<String, String> variables = new HashMap<>(Map.of("A", "1234567", "B", "1234567"));
		this.small.register(EnvMutator.of("a", (context, own) -> {
			own.put("A", "12345");
			own.put("B", "123456789");
			own.remove("A");
			own.put("C", "12345");
			assertThatExceptionOfType(VariableRefusedException.class).isThrownBy(() -> own.put("D", ""))
				.withMessage("variable \"D\" " + TOO_LARGE);
			own.append("C", "", "");
		}));
		this.small.run(this.context, variables);
		assertThat(variables).containsOnly(Map.entry("B", "123456789"), Map.entry("C", "12345"));
	}

	@Test
	void skippedWritesMakeRoom() {
		Map<String, String> variables = new HashMap<>();
		Registry skipping = Registry.builder()
			.rules(VariableRules.builder().maxTotalSize(20).build())
			.policies((name) -> MutatorPolicy.DEFAULT.withOnFailure(MutatorPolicy.OnFailure.SKIP))
			.build();
		skipping.register(EnvMutator.of("a", (context, own) -> {
			own.put("A", "12345678901234567");
			own.put("B", "");
		}));
		skipping.register(EnvMutator.of("b", (context, own) -> own.put("B", "12345678901234567")));
		skipping.run(this.context, variables);
		assertThat(variables).containsOnly(Map.entry("B", "12345678901234567"));
	}

	@Test
	void environmentThatIsTooLargeAlreadyMayShrinkOnly() {
		Map<String, String> variables = new HashMap<>(Map.of("A", "x".repeat(50), "B", "x".repeat(50)));
		this.small.register(EnvMutator.of("a", (context, own) -> {
			own.remove("A");
			own.put("B", "x".repeat(49));
			assertThatExceptionOfType(VariableRefusedException.class).isThrownBy(() -> own.put("B", "x".repeat(50)))
				.withMessage("variable \"B\" " + TOO_LARGE);
		}));
		this.small.run(this.context, variables);
		assertThat(variables).containsOnly(Map.entry("B", "x".repeat(49)));
	}

	@Test
	void totalSizeIsOneMebibyteUnlessToldOtherwise() {
		String value = "v".repeat(131_064);
		for (int i = 0; i < 8; i++) {
			this.env.put("NAME" + i, value);
		}
		this.env.put("A", "v".repeat(5));
		assertThatExceptionOfType(VariableRefusedException.class).isThrownBy(() -> this.env.put("B", ""))
			.withMessage("variable \"B\" would make the environment larger than the 1048576 bytes that are allowed");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 10_000 })
	void environmentOfManyVariables(int count) {
		Map<String, String> variables = new HashMap<>();
		for (int i = 0; i < count; i++) {
			variables.put("NAME" + i, "value");
		}
		Registry registry = new Registry();
		registry.register(EnvMutator.of("a", (context, own) -> {
			assertThat(own).hasSize(count);
			own.put("MORE", "value");
			own.keySet().removeIf((name) -> name.endsWith("7"));
		}));
		RunReport report = registry.run(this.context, variables);
		assertThat(variables).hasSize(count - count / 10 + 1).containsKey("MORE");
		assertThat(report.changes()).hasSize(count / 10 + 1);
	}

	@Test
	void maxTotalSizeMustBePositive() {
		assertThatIllegalArgumentException().isThrownBy(() -> VariableRules.builder().maxTotalSize(0))
			.withMessage("'maxTotalSize' must be positive");
		assertThat(Env.onTopOf(BaseEnvironment.EMPTY, VariableRules.builder().maxTotalSize(1).build())).isEmpty();
	}

	private static int bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

}
