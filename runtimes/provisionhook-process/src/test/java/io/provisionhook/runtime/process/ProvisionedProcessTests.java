package io.provisionhook.runtime.process;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.workspace.Await;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProcessRuntime} under a {@link WorkspaceHandler}: what a mutator puts
 * is what a process gets, up to what Linux takes and no further.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "The limits are those of Linux")
@Timeout(300)
class ProvisionedProcessTests {

	private static final int GIT_VARIABLES = 4;

	@ParameterizedTest
	@ValueSource(strings = { "x", "\u00fc", "\u4e16", "\ud83d\ude80" })
	void variableOfLargestSizeArrives(String character) {
		assumeThatHostCanExpress(character);
		String value = valueOfSize(131_071 - "BIG=".length() - 1, character);
		assertThat(environmentWith(Map.of("BIG", value)).get("BIG")).isEqualTo(value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "\u00fc", "\u4e16", "\ud83d\ude80" })
	void variableOfOneByteMoreIsRefusedByUs(String character) {
		String value = valueOfSize(131_072 - "BIG=".length() - 1, character);
		assertRefused(Map.of("BIG", value),
				"provisionhook \"large\": variable \"BIG\" is larger than 131071 bytes, the most that Linux takes");
	}

	@Test
	void environmentOfLargestSizeArrives() {
		Map<String, String> variables = mebibyte(0);
		assertThat(environmentWith(variables)).containsAllEntriesOf(variables);
	}

	@Test
	void environmentOfOneByteMoreIsRefusedByUs() {
		assertRefused(mebibyte(1), "provisionhook \"large\": variable \"LAST\" would make the environment larger than "
				+ "the 1048576 bytes that are allowed");
	}

	@Test
	void tenThousandVariablesArrive() {
		Map<String, String> variables = new LinkedHashMap<>();
		for (int i = 0; i < 10_000; i++) {
			variables.put("VARIABLE_" + i, "value " + i);
		}
		assertThat(environmentWith(variables)).containsAllEntriesOf(variables).hasSize(10_000 + GIT_VARIABLES);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "A=B=C", "=", "one\ntwo\n", "one\r\ntwo\r\n", "\n", "$(REF)", "$$(REF)", "${REF}",
			"$REF `REF` %REF%", "'", "\"", "'\"'\"'", "\\", "C:\\new\\table", "\\n", "\t\u001b[31m\u007f", "*", "~",
			"-n", "#", ";exit 1" })
	void valueArrivesAsItIs(String value) {
		assertThat(environmentWith(Map.of("VALUE", value, "REF", "replaced"))).containsEntry("VALUE", value)
			.containsEntry("REF", "replaced")
			.hasSize(2 + GIT_VARIABLES);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\ufefftext", "\u0085", "gr\u00fc\u00df dich", "\u4e16\u754c", "\ud83d\ude80",
			"\ud83d\udc69\u200d\ud83d\udcbb", "e\u0301", "\uffff" })
	void valueBeyondAsciiArrivesAsItIs(String value) {
		assumeThatHostCanExpress(value);
		assertThat(environmentWith(Map.of("VALUE", value))).containsEntry("VALUE", value);
	}

	private static void assumeThatHostCanExpress(String value) {
		Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding"));
		Assumptions.assumeTrue(charset.newEncoder().canEncode(value),
				() -> "The locale's charset is " + charset + " and can't express the value");
	}

	private static String valueOfSize(int size, String character) {
		int characterSize = character.getBytes(StandardCharsets.UTF_8).length;
		String value = "x".repeat(size % characterSize) + character.repeat(size / characterSize);
		assertThat(value.getBytes(StandardCharsets.UTF_8)).hasSize(size);
		return value;
	}

	private static Map<String, String> mebibyte(int more) {
		Map<String, String> variables = new LinkedHashMap<>();
		int left = 1024 * 1024 + more - sizeOf(environmentWith(Map.of()));
		while (left > 100_100) {
			String name = "PART_" + variables.size();
			variables.put(name, "x".repeat(100_000 - name.length() - 2));
			left -= 100_000;
		}
		variables.put("LAST", "x".repeat(left - "LAST=".length() - 1));
		return variables;
	}

	private static int sizeOf(Map<String, String> environment) {
		return environment.entrySet()
			.stream()
			.mapToInt((variable) -> variable.getKey().length() + variable.getValue().length() + 2)
			.sum();
	}

	private static void assertRefused(Map<String, String> variables, String error) {
		try (ProcessRuntime runtime = printer(); WorkspaceHandler handler = WorkspaceHandler.builder(runtime).build()) {
			Workspace failed = provision(handler, variables);
			assertThat(failed.state()).isEqualTo(WorkspaceState.FAILED);
			assertThat(failed.lastSampleError()).isEqualTo(error);
			assertThat(runtime.isRunning(failed.id())).isFalse();
			assertThat(Processes.output(runtime, failed.id())).isEmpty();
		}
	}

	private static Map<String, String> environmentWith(Map<String, String> variables) {
		try (ProcessRuntime runtime = printer(); WorkspaceHandler handler = WorkspaceHandler.builder(runtime).build()) {
			String id = provision(handler, variables).id();
			Workspace ended = Await.patiently()
				.until(() -> handler.get(id), (workspace) -> workspace.exitCode() != null);
			assertThat(ended.exitCode()).isZero();
			Map<String, String> environment = new LinkedHashMap<>();
			for (String variable : Processes.output(runtime, ended.id()).split("\0", 0)) {
				int equals = variable.indexOf('=');
				environment.put(variable.substring(0, equals), variable.substring(equals + 1));
			}
			assertThat(environment.remove(LinuxProcess.COOKIE)).isNotNull();
			return environment;
		}
	}

	private static Workspace provision(WorkspaceHandler handler, Map<String, String> variables) {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("large", (context, env) -> variables.forEach(env::put)));
		handler.setEnvMutators(registry);
		return Await.settled(handler, handler.create(WorkspaceRequest.named("demo").build()));
	}

	private static ProcessRuntime printer() {
		return ProcessRuntime.builder()
			.template("default", List.of("/usr/bin/env", "-0"))
			.outputLimit(2 * 1024 * 1024)
			.build();
	}

}
