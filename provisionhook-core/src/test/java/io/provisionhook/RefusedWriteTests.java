package io.provisionhook;

import java.security.CodeSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link VariableRefusedException}: it shows the plugin's line and no value.
 */
class RefusedWriteTests {

	private static final String SECRET = "correct-horse";

	private final ProvisionContext context = new ManualTime().context();

	private final Registry registry = Registry.builder()
		.rules(VariableRules.builder().protect(List.of("SAFE_*")).maxTotalSize(200_000).build())
		.conflicts(Registry.ConflictPolicy.FAIL)
		.build();

	static Stream<Consumer<Env>> refusedWrites() {
		return Stream.of((env) -> env.put("", SECRET), (env) -> env.put("A=" + SECRET, SECRET),
				(env) -> env.put("A\n", SECRET), (env) -> env.put("A", SECRET + "\0"),
				(env) -> env.put("A", SECRET + '\ud83d'), (env) -> env.put("A", SECRET.repeat(12_000)),
				(env) -> env.put("SAFE_A", SECRET), (env) -> env.remove("SAFE_B"), (env) -> env.put("ENV", SECRET),
				(env) -> env.put("TAKEN", SECRET), (env) -> env.remove("TAKEN"), (env) -> env.putSecret("ENV", SECRET),
				(env) -> env.prepend("ENV", SECRET, ":"), (env) -> env.append("ENV", SECRET, ":"));
	}

	@ParameterizedTest
	@MethodSource("refusedWrites")
	void stackTraceBeginsWithTheLineThatTried(Consumer<Env> write) {
		this.registry.register(EnvMutator.of("earlier", (context, env) -> env.put("TAKEN", "1")));
		this.registry.register(EnvMutator.of("a", (context, env) -> write.accept(env)));
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> this.registry.run(this.context, new HashMap<>(Map.of("SAFE_B", SECRET))))
			.satisfies((ex) -> assertThat(ex.getMutatorName()).isEqualTo("a"))
			.satisfies((ex) -> assertThat(ex.getMessage()).startsWith("provisionhook \"a\": variable \"")
				.doesNotContain(SECRET))
			.satisfies((ex) -> assertThat(ex.getReport().toString()).doesNotContain(SECRET))
			.satisfies((ex) -> assertThat(ex.getCause()).isInstanceOfSatisfying(VariableRefusedException.class,
					(refused) -> {
						assertThat(refused.getMessage()).contains("\"" + refused.getVariableName() + "\"")
							.doesNotContain(SECRET);
						StackTraceElement line = firstOutsider(refused);
						assertThat(line.getClassName()).isEqualTo(RefusedWriteTests.class.getName());
						assertThat(line.getMethodName()).startsWith("lambda$refusedWrites$");
					}));
	}

	@Test
	void pluginCanHandleItAndGoOn() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			assertThatExceptionOfType(VariableRefusedException.class).isThrownBy(() -> env.put("SAFE_A", "1"))
				.withMessage("variable \"SAFE_A\" is protected");
			env.put("A", "1");
		}));
		Map<String, String> env = new HashMap<>();
		this.registry.run(this.context, env);
		assertThat(env).containsOnly(Map.entry("A", "1"));
	}

	@Test
	void refusedSecretIsRedactedAllTheSame() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			assertThatExceptionOfType(VariableRefusedException.class).isThrownBy(() -> env.putSecret("SAFE_A", SECRET));
			throw new IllegalStateException("no place for " + SECRET);
		}));
		Env env = Env.of(Map.of());
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, env))
			.withMessage("provisionhook \"a\": no place for [redacted]");
		assertThat(env.redactor().redact(SECRET)).isEqualTo("[redacted]");
	}

	private static StackTraceElement firstOutsider(Throwable refused) {
		return Arrays.stream(refused.getStackTrace())
			.filter((frame) -> !Objects.equals(codeOf(frame.getClassName()), codeOf(Env.class.getName())))
			.findFirst()
			.orElseThrow();
	}

	private static CodeSource codeOf(String className) {
		try {
			return Class.forName(className).getProtectionDomain().getCodeSource();
		}
		catch (ClassNotFoundException ex) {
			throw new AssertionError(ex);
		}
	}

}
