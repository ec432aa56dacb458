package io.provisionhook.runtime.process;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.RequiredVariable;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.VariableChange;
import io.provisionhook.workspace.Await;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.runtime.RuntimeProgress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ProcessRuntime}: the environment that a process gets.
 */
@Timeout(300)
class ProcessEnvironmentTests {

	@Test
	void processGetsExactlyWhatItIsLaunchedWith() throws Exception {
		Map<String, String> environment = Map.ofEntries(Map.entry("PLAIN", "value"), Map.entry("EMPTY", ""),
				Map.entry("EQUALS", "A=B=C"), Map.entry("LINES", "one\ntwo\r\n\tthree\n"),
				Map.entry("REFERENCES", "$(A) $$(A) ${A} $A `A` \\"), Map.entry("QUOTES", "'\"'"),
				Map.entry("a.b-c/d:0", "odd name"), Map.entry("Path", "another"), Map.entry("PATH", "/bin"));
		assertThat(environmentOf(Set.of(), environment)).isEqualTo(environment);
	}

	@Test
	void processGetsNothingUnlessLaunchedWithIt() throws Exception {
		assertThat(System.getenv()).isNotEmpty();
		assertThat(environmentOf(Set.of(), Map.of())).isEmpty();
	}

	@Test
	void processInheritsWhatIsConfigured() throws Exception {
		assertThat(environmentOf(Set.of("PATH", "PROVISIONHOOK_NO_SUCH_VARIABLE"), Map.of("A", "1")))
			.isEqualTo(Map.of("PATH", System.getenv("PATH"), "A", "1"));
	}

	@Test
	void launchOverridesWhatIsInherited() throws Exception {
		assertThat(environmentOf(Set.of("PATH"), Map.of("PATH", "/usr/bin:/bin")))
			.isEqualTo(Map.of("PATH", "/usr/bin:/bin"));
	}

	@Test
	void processDoesNotHaveWhatAMutatorRemoved() throws Exception {
		String inherited = System.getenv().keySet().stream().filter((name) -> !name.equals("PATH")).findAny().get();
		Registry registry = new Registry();
		registry.register(EnvMutator.of("clean", (context, env) -> {
			assertThat(env.containsKey(inherited)).isTrue();
			env.remove(inherited);
		}));
		try (ProcessRuntime runtime = Processes.shell("exec env").inherit(Set.of("PATH", inherited)).build();
				WorkspaceHandler handler = WorkspaceHandler.builder(runtime).build()) {
			handler.setEnvMutators(registry);
			Workspace workspace = Await.settled(handler,
					handler.create(WorkspaceRequest.named("demo").requiredVariables(Set.of("PATH")).build()));
			Workspace ended = Await.patiently()
				.until(() -> handler.get(workspace.id()), (current) -> current.state() != WorkspaceState.RUNNING);
			assertThat(ended.lastSampleError()).isNull();
			assertThat(Objects.requireNonNull(ended.report()).changes()).containsExactly(
					new VariableChange(inherited, VariableChange.Action.REMOVED, "clean", "host", false, null));
			assertThat(Processes.output(runtime, workspace.id()).lines()).anyMatch((line) -> line.startsWith("PATH="))
				.noneMatch((line) -> line.startsWith(inherited + "="));
		}
	}

	@Test
	void templateRequiresVariables() {
		ProcessRuntime.Builder builder = Processes.shell("exit 0")
			.require("default", List.of("API_KEY|OAUTH_TOKEN", "B"));
		try (ProcessRuntime runtime = builder.build()) {
			assertThat(runtime.requiredVariables(WorkspaceRequest.named("demo").build()))
				.containsExactly(RequiredVariable.of("API_KEY|OAUTH_TOKEN"), RequiredVariable.of("B"));
		}
		assertThatIllegalArgumentException().isThrownBy(() -> builder.require("other", List.of("A")))
			.withMessage("There is no template \"other\"");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.require("default", List.of("A=1")))
			.withMessage("Required variable \"A=\" has an equals sign in its name");
	}

	@Test
	void baseEnvironmentIsWhatIsInherited() {
		try (ProcessRuntime runtime = ProcessRuntime.builder().inherit(Set.of("PATH")).build()) {
			BaseEnvironment base = runtime.baseEnvironment(WorkspaceRequest.named("demo").build(),
					RuntimeProgress.NONE);
			assertThat(base.values()).isEqualTo(Map.of("PATH", System.getenv("PATH")));
			assertThat(base.ownerOf("PATH")).isEqualTo(BaseEnvironment.Owner.HOST);
			assertThat(base.incompleteReason()).isNull();
			assertThat(runtime.knownEnvironment(WorkspaceRequest.named("demo").build())).containsSame(base);
		}
	}

	@Test
	void processGetsTenThousandVariables() throws Exception {
		Map<String, String> environment = new LinkedHashMap<>();
		for (int i = 0; i < 10_000; i++) {
			environment.put("VARIABLE_" + i, "value " + i);
		}
		assertThat(environmentOf(Set.of(), environment)).isEqualTo(environment);
	}

	@Test
	void valueBeyondAsciiArrives() throws Exception {
		Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding"));
		Assumptions.assumeTrue(charset.equals(StandardCharsets.UTF_8),
				() -> "The locale's charset is " + charset + " and can't express the value");
		Map<String, String> environment = Map.of("GREETING", "grüß dich, 世界 🚀", "BOM", "\ufefftext", "GRÜSSE", "1");
		assertThat(environmentOf(Set.of(), environment)).isEqualTo(environment);
	}

	@Test
	void valueBeyondCharsetOfHostIsRefused(@TempDir Path temporary) throws Exception {
		try (HostProcess host = HostProcess.start("refused", temporary, Map.of("LC_ALL", "C"))) {
			assertThat(host.readLine())
				.isEqualTo("java.io.IOException: variable GREETING can't be expressed in US-ASCII; "
						+ "run the host application in a UTF-8 locale such as LC_ALL=C.UTF-8");
			assertThat(host.awaitExit()).isZero();
		}
	}

	@Test
	void valueWithHalfACharacterIsRefused() {
		try (ProcessRuntime runtime = Processes.shell("exit 0").build()) {
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> runtime.start(Processes.launch("w1", Map.of("KEY", "half \ud83d"))))
				.withMessageStartingWith("variable KEY can't be expressed in ")
				.withMessageEndingWith("; run the host application in a UTF-8 locale such as LC_ALL=C.UTF-8");
			assertThat(runtime.isRunning("w1")).isFalse();
		}
	}

	@Test
	void nameThatIsNoneIsRefused() {
		assertThatStartIsRefused(Map.of("", "hidden"), "\"\" can't be the name of a variable");
		assertThatStartIsRefused(Map.of("A=B", "hidden"), "\"A=B\" can't be the name of a variable");
		assertThatStartIsRefused(Map.of("=A", "hidden"), "\"=A\" can't be the name of a variable");
	}

	@Test
	void nulIsRefusedWithoutShowingTheValue() {
		assertThatStartIsRefused(Map.of("A\0", "hidden"), "\"A?\" can't be the name of a variable");
		assertThatStartIsRefused(Map.of("\0A", "hidden"), "\"?A\" can't be the name of a variable");
		assertThatStartIsRefused(Map.of("A", "hid\0den"), "variable A has a value with a NUL character");
		assertThatStartIsRefused(Map.of("A", "\0hidden"), "variable A has a value with a NUL character");
	}

	private static void assertThatStartIsRefused(Map<String, String> environment, String message) {
		try (ProcessRuntime runtime = Processes.shell("exit 0").build()) {
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> runtime.start(Processes.launch("w1", environment)))
				.withMessage(message)
				.withNoCause();
			assertThat(runtime.isRunning("w1")).isFalse();
		}
	}

	private static Map<String, String> environmentOf(Set<String> inherit, Map<String, String> environment)
			throws Exception {
		try (ProcessRuntime runtime = ProcessRuntime.builder()
			.template("default", List.of("/usr/bin/env", "-0"))
			.inherit(inherit)
			.outputLimit(1024 * 1024)
			.build()) {
			Map<String, String> complete = new LinkedHashMap<>(
					runtime.baseEnvironment(WorkspaceRequest.named("demo").build(), RuntimeProgress.NONE).values());
			complete.putAll(environment);
			assertThat(Processes.run(runtime, Processes.launch("w1", complete))).isZero();
			Map<String, String> seen = new LinkedHashMap<>();
			for (String variable : Processes.output(runtime, "w1").split("\0", 0)) {
				int equals = variable.indexOf('=');
				if (equals > 0) {
					seen.put(variable.substring(0, equals), variable.substring(equals + 1));
				}
			}
			assertThat(seen.remove(LinuxProcess.COOKIE)).endsWith("/.input/w1");
			return seen;
		}
	}

}
