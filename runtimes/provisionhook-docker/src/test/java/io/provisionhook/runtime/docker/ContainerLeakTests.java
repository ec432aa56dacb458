package io.provisionhook.runtime.docker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.runtime.docker.autoconfigure.DockerRuntimeAutoConfiguration;
import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;
import io.provisionhook.testsupport.SecretShape;
import io.provisionhook.testsupport.SecretTrail;
import io.provisionhook.testsupport.SecretTrail.Finding;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Searches what a container with secrets of all shapes leaves, when everything is logged:
 * its output, its record, the log of the host, and the answers of the engine.
 */
@Timeout(300)
@ExtendWith({ DockerEngineExtension.class, OutputCaptureExtension.class })
class ContainerLeakTests {

	private static final String DERIVED = "Zr4+wT-9mKq";

	private static final String DECLARED = "decl-Mb5xSnQ";

	private static final String OF_IMAGE = "of-img-Yk3vCt";

	/**
	 * A secret that is only declared is not in the environment of a container, so it is
	 * forgotten with the host application.
	 */
	private static final String NOT_TAKEN_OUT_AFTER_ADOPTION = "declared";

	// What is declared is printed in two pieces, for the command is no secret
	private static final String SCRIPT = """
			env
			export -p
			env | base64
			env | base64 | sed "s/^/    /" >&2
			env | base64 | tr -d "\\n"
			echo
			echo decl-Mb""5xSnQ
			echo the last line
			""" + Dockers.SLEEP;

	private final DockerEngine engine;

	private final Registry registry = new Registry();

	private final SecretTrail trail = new SecretTrail(parts());

	ContainerLeakTests(DockerEngine engine) {
		this.engine = engine;
		this.registry.register(EnvMutator.of("vault", ContainerLeakTests::putSecrets));
	}

	private static Map<String, List<String>> parts() {
		Map<String, List<String>> parts = new HashMap<>();
		Stream.of(SecretShape.values()).forEach((secret) -> parts.put(secret.name(), secret.parts()));
		parts.put("derived", List.of(DERIVED));
		parts.put("declared", List.of(DECLARED));
		parts.put("of the image", List.of(OF_IMAGE));
		return parts;
	}

	private static void putSecrets(ProvisionContext context, Env env) {
		context.redact(DECLARED);
		Stream.of(SecretShape.values()).forEach((secret) -> env.putSecret(secret.name(), secret.text()));
		env.putSecret("DB_KEY", DERIVED);
		env.put("DATABASE", "postgres://bot:" + DERIVED + "@db.example.com/agents");
	}

	@AfterEach
	void logLess() {
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
	}

	@ParameterizedTest
	@EnumSource(SecretDelivery.class)
	void secretsOfAllShapesAreNowhere(SecretDelivery delivery, CapturedOutput output) throws Exception {
		Map<String, String> remains = new HashMap<>();
		String id;
		try (ConfigurableApplicationContext context = application(delivery, "sh", "-c", SCRIPT);
				WorkspaceHandler handler = handler(context)) {
			Workspace workspace = settled(handler);
			id = workspace.id();
			assertThat(workspace.state()).isEqualTo(WorkspaceState.RUNNING);
			remains.put("log", awaitLastLine(context.getBean(DockerRuntime.class), id));
			remains.put("record", handler.get(id).toString());
		}
		try (ConfigurableApplicationContext context = application(delivery, "true")) {
			DockerRuntime runtime = context.getBean(DockerRuntime.class);
			assertThat(runtime.adopt(id, 1, SecretRedactor.of(Set.of()))).isPresent();
			assertThat(findings(awaitLastLine(runtime, id))).containsOnly(NOT_TAKEN_OUT_AFTER_ADOPTION);
		}
		remains.put("labels", labels(id).toString());
		remains.put("output", output.toString());
		assertNoFindings(remains);
		assertThat(labels(id).getOrDefault("io.provisionhook.secrets", "").lines()).contains("DATABASE", "DB_KEY",
				"UNICODE");
		String known = this.engine.inspect("provisionhook-" + id);
		switch (delivery) {
			case ENVIRONMENT -> assertThat(findings(known)).contains("derived", "URL_WITH_TOKEN");
			case FILE -> assertThat(findings(known)).containsOnly("of the image");
		}
		assertThat(remains.get("log").lines()).contains("IMAGE_TOKEN=[redacted]",
				"DATABASE=postgres://bot:[redacted]@db.example.com[redacted]", "GIT_AUTHOR_NAME=demo", "the last line");
		assertThat(findings(Dockers.rawLog(this.engine, "provisionhook-" + id)))
			.containsExactlyInAnyOrderElementsOf(parts().keySet());
	}

	// The engine and its client show it, for a command is configuration
	@ParameterizedTest
	@EnumSource(SecretDelivery.class)
	void programThatCanNotBeRunMayHaveSecretsInItsName(SecretDelivery delivery) throws Exception {
		String program = Stream.of(SecretShape.values())
			.map(SecretShape::text)
			.filter((text) -> text.indexOf('\n') < 0)
			.reduce("no-such", (name, text) -> name + " " + text);
		try (ConfigurableApplicationContext context = application(delivery, program);
				WorkspaceHandler handler = handler(context)) {
			Workspace workspace = ended(handler);
			String log = new String(handler.log(workspace.id()).readAllBytes(), StandardCharsets.UTF_8);
			assertThat(workspace.lastSampleError() + log).contains("no-such [redacted] [redacted]");
			assertNoFindings(Map.of("record", workspace.toString(), "log", log));
		}
	}

	// Before the mutators have run, no secret is known
	@Test
	void nameOfAMissingImageIsShown() {
		String image = "provisionhook-test/missing:" + SecretShape.OVERLAPPING.text();
		try (DockerRuntime runtime = Dockers.on(this.engine, ContainerSettings.builder().image(image).build())
			.pull(PullPolicy.NEVER)
			.build(); WorkspaceHandler handler = handler(runtime)) {
			assertThat(ended(handler).lastSampleError()).startsWith("base environment: image \"" + image + "\"");
		}
	}

	private void assertNoFindings(Map<String, String> remains) {
		Map<String, Set<Finding>> findings = new HashMap<>();
		remains.forEach((place, text) -> findings.put(place, this.trail.findIn(text)));
		assertThat(findings).allSatisfy((place, found) -> assertThat(found).isEmpty());
	}

	private Set<String> findings(String text) {
		return Set.copyOf(this.trail.findIn(text).stream().map(Finding::secret).toList());
	}

	private ConfigurableApplicationContext application(SecretDelivery delivery, String... command) {
		String image = this.engine.images()
			.built("provisionhook-test/leaky:1", "FROM " + this.engine.images().busybox(),
					"ENV IMAGE_TOKEN=" + OF_IMAGE);
		List<String> arguments = new ArrayList<>(
				List.of("--logging.level.root=trace", "--provisionhook.docker.host=" + this.engine.host(),
						"--provisionhook.docker.image=" + image, "--provisionhook.docker.owner=" + this.engine.owner(),
						"--provisionhook.docker.network=host", "--provisionhook.docker.secrets=" + delivery));
		SpringApplicationBuilder application = new SpringApplicationBuilder(Host.class).web(WebApplicationType.NONE);
		Map<String, Object> properties = new HashMap<>();
		for (int i = 0; i < command.length; i++) {
			properties.put("provisionhook.docker.command[" + i + "]", command[i]);
		}
		return application.properties(properties).run(arguments.toArray(String[]::new));
	}

	private WorkspaceHandler handler(ConfigurableApplicationContext context) {
		return handler(context.getBean(DockerRuntime.class));
	}

	private WorkspaceHandler handler(DockerRuntime runtime) {
		WorkspaceHandler handler = WorkspaceHandler.builder(runtime).build();
		handler.setEnvMutators(this.registry);
		return handler;
	}

	private static Workspace settled(WorkspaceHandler handler) {
		Workspace workspace = handler.create(WorkspaceRequest.named("demo").build());
		return Dockers.patiently()
			.until(() -> handler.get(workspace.id()), (current) -> current.state() != WorkspaceState.PROVISIONING);
	}

	private static Workspace ended(WorkspaceHandler handler) {
		Workspace workspace = settled(handler);
		return Dockers.patiently()
			.until(() -> handler.get(workspace.id()), (current) -> current.state() != WorkspaceState.RUNNING);
	}

	private static String awaitLastLine(DockerRuntime runtime, String id) {
		return Dockers.patiently().until(() -> Dockers.output(runtime, id), (log) -> log.contains("the last line\n"));
	}

	private Map<String, String> labels(String id) {
		return Objects.requireNonNull(
				this.engine.client().inspectContainerCmd("provisionhook-" + id).exec().getConfig().getLabels());
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(DockerRuntimeAutoConfiguration.class)
	static class Host {

	}

}
