package io.provisionhook.runtime.docker;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.VariableChange;
import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.runtime.RuntimeProgress;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link DockerRuntime}: the environment that a container gets, in both ways of
 * handing secrets over.
 */
@Timeout(300)
@ExtendWith(DockerEngineExtension.class)
class ContainerEnvironmentTests {

	private static final Map<String, String> VALUES = Map.ofEntries(Map.entry("PLAIN", "value"), Map.entry("EMPTY", ""),
			Map.entry("EQUALS", "A=B=C"), Map.entry("LINES", "one\ntwo\n\n three\t\n"),
			Map.entry("CRLF", "one\r\ntwo\r\n"), Map.entry("CR", "one\rtwo\r"), Map.entry("BREAKS", "\n\n"),
			Map.entry("BOM", "\ufefftext"), Map.entry("REFERENCES", "$(A) $$(A) ${A} $A `A` %A% !A"),
			Map.entry("QUOTES", "'\"'\"''"), Map.entry("BACKSLASHES", "C:\\new\\table\\\\ \\' \\n \\"),
			Map.entry("BLANKS", "  a  b\t "), Map.entry("PATTERNS", "* ? [a] ~ # ; & | < > ( ) { }"),
			Map.entry("OPTION", "-n"), Map.entry("STATEMENT", "'; exit 1; '"),
			Map.entry("CONTROL", "\u0001\u0007\b\u001b[31m\u007f"),
			Map.entry("WORLD", "grüß dich, 世界 🚀 e\u0301 \uffff"), Map.entry("Path", "another"),
			Map.entry("PATH", "/opt/tools:/bin"), Map.entry("line", "a word of the script"));

	private static final Map<String, String> ODD_NAMES = Map.ofEntries(Map.entry("a.", "1"), Map.entry("0a", "2"),
			Map.entry("-", "3"), Map.entry("-u", "4"), Map.entry(":", "5"), Map.entry("/a", "6"), Map.entry("a:a", "7"),
			Map.entry("test-one-two", "8"), Map.entry("test_one_two", "9"), Map.entry("GRÜSSE", "10"),
			Map.entry("IFS", "11"), Map.entry("OPTIND", "12"), Map.entry("PWD", "13"), Map.entry("UID", "14"),
			Map.entry("_", "15"), Map.entry("PS1", "16"), Map.entry("SHLVL", "17"));

	private static final WorkspaceRequest REQUEST = WorkspaceRequest.named("demo").build();

	private final DockerEngine engine;

	ContainerEnvironmentTests(DockerEngine engine) {
		this.engine = engine;
	}

	@ParameterizedTest
	@EnumSource(SecretDelivery.class)
	void valuesArriveByteForByte(SecretDelivery delivery) throws Exception {
		assertThat(environmentOf(delivery, VALUES, VALUES.keySet())).containsAllEntriesOf(VALUES);
	}

	@ParameterizedTest
	@CsvSource({ "bash", "dash" })
	void valuesArriveThroughOtherShells(String shell) throws Exception {
		String image = this.engine.images().withShell(shell);
		assertThat(environmentOf(image, SecretDelivery.FILE, VALUES, VALUES.keySet())).containsAllEntriesOf(VALUES);
		String latin = IntStream.range(1, 0x250).mapToObj(Character::toString).collect(Collectors.joining());
		assertThat(environmentOf(image, SecretDelivery.FILE, Map.of("A", latin), Set.of("A"))).containsEntry("A",
				latin);
		Map<String, String> mixed = new HashMap<>(ODD_NAMES);
		mixed.put("KEY", "secret");
		assertThat(environmentOf(image, SecretDelivery.FILE, mixed, Set.of("KEY"))).containsAllEntriesOf(mixed);
	}

	@ParameterizedTest
	@EnumSource(SecretDelivery.class)
	void variablesWhoseNamesMeanSomethingToShellsArrive(SecretDelivery delivery) throws Exception {
		Map<String, String> mixed = new HashMap<>(ODD_NAMES);
		mixed.put("KEY", "secret");
		assertThat(environmentOf(delivery, mixed, Set.of("KEY"))).containsAllEntriesOf(mixed);
	}

	@ParameterizedTest
	@EnumSource(SecretDelivery.class)
	void variableOfLargestSizeArrives(SecretDelivery delivery) throws Exception {
		Map<String, String> big = Map.of("BIG", "x".repeat(131_071 - "BIG=".length() - 1));
		assertThat(environmentOf(delivery, big, big.keySet())).containsAllEntriesOf(big);
	}

	@ParameterizedTest
	@EnumSource(SecretDelivery.class)
	void tenThousandVariablesArrive(SecretDelivery delivery) throws Exception {
		Map<String, String> many = new LinkedHashMap<>();
		for (int i = 0; i < 10_000; i++) {
			many.put("VARIABLE_" + i, "value '" + i + "'");
		}
		assertThat(environmentOf(delivery, many, many.keySet())).containsAllEntriesOf(many);
	}

	@ParameterizedTest
	@EnumSource(SecretDelivery.class)
	void emptyEnvironmentLeavesWhatTheImageSets(SecretDelivery delivery) throws Exception {
		assertThat(environmentOf(delivery, Map.of(), Set.of())).containsEntry("PATH", "/bin")
			.containsOnlyKeys("PATH", "HOSTNAME", "HOME");
	}

	@Test
	void secretWhoseNameAShellDropsIsRefused() {
		for (String name : List.of("a.b", "0a", "IFS", "PWD")) {
			assertThatExceptionOfType(DockerEngineException.class)
				.isThrownBy(() -> environmentOf(SecretDelivery.FILE, Map.of(name, "hidden"), Set.of(name)))
				.withMessage("secret variable \"" + name + "\" can't be delivered as a file, since a shell would not "
						+ "keep it; rename it, or deliver secrets as environment");
		}
		assertThat(this.engine.containers()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(SecretDelivery.class)
	void pathOfImageCanBePrependedTo(SecretDelivery delivery) throws Exception {
		String image = this.engine.images()
			.built("provisionhook-test/path:1", "FROM " + this.engine.images().busybox(),
					"ENV PATH=/opt/image/bin:/bin GREETING=\"a=b c\"");
		try (DockerRuntime runtime = printer(image, delivery)) {
			BaseEnvironment base = runtime.baseEnvironment(REQUEST, RuntimeProgress.NONE);
			assertThat(base.values()).isEqualTo(Map.of("PATH", "/opt/image/bin:/bin", "GREETING", "a=b c"));
			assertThat(base.ownerOf("PATH")).isEqualTo(BaseEnvironment.Owner.IMAGE);
			Env env = Env.onTopOf(base);
			env.prepend("PATH", "/opt/tools", ":");
			env.putSecret("KEY", "secret");
			assertThat(environmentOf(image, delivery, env, Set.of("KEY")))
				.containsEntry("PATH", "/opt/tools:/opt/image/bin:/bin")
				.containsEntry("GREETING", "a=b c")
				.containsEntry("KEY", "secret");
		}
	}

	@ParameterizedTest
	@EnumSource(SecretDelivery.class)
	void variablesOfImageWhoseNamesShellsDropArrive(SecretDelivery delivery) throws Exception {
		String image = this.engine.images()
			.built("provisionhook-test/odd-names:1", "FROM " + this.engine.images().busybox(),
					"ENV a.b=of-the-image a.c=of-the-image");
		assertThat(environmentOf(image, delivery, Map.of("KEY", "secret", "a.c", "mine"), Set.of("KEY")))
			.containsEntry("a.b", "of-the-image")
			.containsEntry("a.c", "mine");
	}

	@Test
	void imageFromScratchHasThePathOfTheEngine() throws Exception {
		String image = this.engine.images().built("provisionhook-test/no-path:1", "FROM scratch", "LABEL a=b");
		try (DockerRuntime runtime = printer(image, SecretDelivery.ENVIRONMENT)) {
			BaseEnvironment base = runtime.baseEnvironment(REQUEST, RuntimeProgress.NONE);
			assertThat(base.values())
				.isEqualTo(Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
			assertThat(base.ownerOf("PATH")).isEqualTo(BaseEnvironment.Owner.IMAGE);
			assertThat(base).usingRecursiveComparison().isEqualTo(runtime.knownEnvironment(REQUEST).orElseThrow());
			assertThat(base.unknownValues()).containsExactlyInAnyOrder("HOME", "HOSTNAME");
			assertThat(base.incompleteReason()).isNull();
		}
	}

	@ParameterizedTest
	@EnumSource(SecretDelivery.class)
	void containerDoesNotHaveWhatMutatorsRemoved(SecretDelivery delivery) throws Exception {
		String image = this.engine.images()
			.built("provisionhook-test/removed:1", "FROM " + this.engine.images().busybox(),
					"ENV HTTP_PROXY=http://proxy.test a.b=1 EMPTY= NPM_TOKEN=token-of-the-image AWS_REGION=us-west-2 "
							+ "my.api_TOKEN=odd-name PS_TOKEN=changed");
		Registry registry = new Registry();
		registry.register(EnvMutator.of("clean", (context, env) -> {
			env.remove("HTTP_PROXY");
			env.remove("a.b");
			env.remove("EMPTY");
			env.putIfAbsent("AWS_REGION", "eu-central-1");
			env.put("PS_TOKEN", "secret");
		}));
		try (DockerRuntime runtime = printer(image, delivery);
				WorkspaceHandler handler = WorkspaceHandler.builder(runtime).build()) {
			handler.setEnvMutators(registry);
			String id = handler
				.create(WorkspaceRequest.named("demo").requiredVariables(Set.of("NPM_TOKEN", "HOME")).build())
				.id();
			Workspace ended = Dockers.patiently()
				.until(() -> handler.get(id), (workspace) -> workspace.exitCode() != null);
			assertThat(ended.lastSampleError()).isNull();
			assertThat(Objects.requireNonNull(ended.report()).changes())
				.extracting(VariableChange::variable, VariableChange::previousOwner)
				.containsExactly(tuple("HTTP_PROXY", "image"), tuple("a.b", "image"), tuple("EMPTY", "image"),
						tuple("PS_TOKEN", "image"));
			assertThat(environmentOfCommand("provisionhook-" + id)).doesNotContainKeys("HTTP_PROXY", "a.b", "EMPTY")
				.containsKeys("PATH", "HOME", "HOSTNAME", "GIT_AUTHOR_NAME")
				.containsEntry("NPM_TOKEN", "token-of-the-image")
				.containsEntry("my.api_TOKEN", "odd-name")
				.containsEntry("AWS_REGION", "us-west-2")
				.containsEntry("PS_TOKEN", "secret");
			assertThat(Dockers.output(runtime, id)).contains("NPM_TOKEN=[redacted]", "my.api_TOKEN=[redacted]");
			runtime.remove(id, 1);
		}
	}

	@Test
	void imageWithoutPathHasThatOfThePlatform() {
		BaseEnvironment base = new ContainerImage("imported", Map.of("A", "1"), List.of(), List.of()).base();
		assertThat(base.ownerOf("PATH")).isEqualTo(BaseEnvironment.Owner.PLATFORM);
		assertThat(base.ownerOf("A")).isEqualTo(BaseEnvironment.Owner.IMAGE);
	}

	@Test
	void containerDoesNotHaveThePathThatAMutatorRemoved() throws Exception {
		try (DockerRuntime runtime = printer(this.engine.images().busybox(), SecretDelivery.ENVIRONMENT)) {
			Dockers.run(runtime, new WorkspaceLaunch("w1", REQUEST, Map.of("A", "1"), Set.of()));
			assertThat(environmentOfCommand("provisionhook-w1")).containsOnlyKeys("A", "HOSTNAME", "HOME");
		}
	}

	private Map<String, String> environmentOf(SecretDelivery delivery, Map<String, String> environment,
			Set<String> secretNames) throws Exception {
		return environmentOf(this.engine.images().busybox(), delivery, environment, secretNames);
	}

	/**
	 * Run a container and return the environment of its command. That is asked of the
	 * kernel, since the engine's default log mangles characters that are part of a very
	 * long line.
	 * @param image the image of the container
	 * @param delivery how it gets its secrets
	 * @param environment its variables
	 * @param secretNames the secret ones
	 * @return what the command has
	 */
	private Map<String, String> environmentOf(String image, SecretDelivery delivery, Map<String, String> environment,
			Set<String> secretNames) throws Exception {
		try (DockerRuntime runtime = printer(image, delivery)) {
			Map<String, String> complete = new LinkedHashMap<>(
					runtime.baseEnvironment(REQUEST, RuntimeProgress.NONE).values());
			complete.putAll(environment);
			assertThat(Dockers.run(runtime, new WorkspaceLaunch("w1", REQUEST, complete, secretNames)))
				.as(() -> Dockers.output(runtime, "w1"))
				.isZero();
			Map<String, String> seen = environmentOfCommand("provisionhook-w1");
			runtime.remove("w1", 1);
			return seen;
		}
	}

	private Map<String, String> environmentOfCommand(String container) throws InterruptedException {
		Map<String, String> seen = new LinkedHashMap<>();
		for (String variable : Dockers.rawLog(this.engine, container).split("\0", 0)) {
			int equals = variable.indexOf('=');
			seen.put(variable.substring(0, equals), variable.substring(equals + 1));
		}
		return seen;
	}

	private DockerRuntime printer(String image, SecretDelivery delivery) {
		ContainerSettings settings = ContainerSettings.builder()
			.image(image)
			.command(List.of("/bin/cat", "/proc/self/environ"))
			.build();
		return Dockers.on(this.engine, settings).logDriver("local", Map.of()).secrets(delivery).build();
	}

}
