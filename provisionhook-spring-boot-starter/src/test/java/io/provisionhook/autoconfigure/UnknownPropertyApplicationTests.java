package io.provisionhook.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.workspace.WorkspaceHandlerAutoConfiguration;
import io.provisionhook.runtime.process.autoconfigure.ProcessRuntimeAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests of whole applications: in whatever way a key is given to them, it has an effect
 * or it is refused.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnknownPropertyApplicationTests {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"application.yaml | provisionhook: {mutators: {com.acme.region: {enabled: false}}} | \"[com.acme.region]\"",
			"application.yaml | provisionhook: {mutators: {usage-labels: {requird: true}}} | mutators.usage-labels.required",
			"application.yaml | provisionhook: {process: {templates: {python3.12: {command: [ls]}}}} | \"[python3.12]\"",
			"application.yaml | provisionhook.process.templates.default.comand: ls | templates.default.command",
			"application-test.yaml | provisionhook: {timeuot: 5s} | 'provisionhook.timeout'",
			"application.properties | provisionhook.mutators.com.acme.region.enabled=false | \"[com.acme.region]\"",
			"application.properties | provisionhook.mutators[usage-labels].enabld=false | usage-labels.enabled",
			"tree/provisionhook/timeuot | 5s | 'provisionhook.timeout'",
			"tree/provisionhook.timeuot | 5s | 'provisionhook.timeout'" })
	void keyInFileThatNothingTakesFailsTheStart(String file, String content, String nearest, CapturedOutput output)
			throws IOException {
		write(file, content);
		assertThatException().isThrownBy(this::start);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("did you mean")
			.contains(nearest)
			.contains(file.startsWith("tree/") ? "tree" : file);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"--provisionhook.mutators.com.acme.region.enabled=false | \"[com.acme.region]\"",
			"--provisionhook.process.template.default.command=ls | 'provisionhook.process.templates.default.command'",
			"--spring.application.json={\"provisionhook\":{\"mutators\":{\"usage-labels\":{\"enabld\":false}}}} | usage-labels.enabled" })
	void argumentThatNothingTakesFailsTheStart(String argument, String nearest, CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(argument));
		assertThat(output).contains("APPLICATION FAILED TO START").contains("did you mean").contains(nearest);
	}

	@Test
	void systemPropertyThatNothingTakesFailsTheStart(CapturedOutput output) {
		System.setProperty("provisionhook.timeuot", "5s");
		try {
			assertThatException().isThrownBy(this::start);
		}
		finally {
			System.clearProperty("provisionhook.timeuot");
		}
		assertThat(output)
			.contains("Configuration property 'provisionhook.timeuot' (property source 'systemProperties')"
					+ " is not known: did you mean 'provisionhook.timeout'?");
	}

	@Test
	void keysThatAreTakenHaveTheirEffect() throws IOException {
		write("application.yaml", """
				provisionhook:
				  mutators:
				    "[com.acme.region]":
				      enabled: false
				  process:
				    templates:
				      "[python3.12]":
				        command: [ls]
				---
				spring.config.activate.on-profile: other
				provisionhook.timeuot: 5s
				""");
		write("tree/provisionhook/timeout", "5s");
		try (ConfigurableApplicationContext context = start("--provisionhook.mutators.usageLabels.enabled=false")) {
			assertThat(context.getBean(Registry.class).size()).isZero();
			assertThat(context.getBean(ProvisionhookProperties.class).timeout()).hasSeconds(5);
		}
	}

	@Test
	void environmentVariablesOfProcessHaveTheirEffect() throws Exception {
		assertThat(startProcess(Map.of("PROVISIONHOOK_MUTATORS_USAGE_LABELS_ENABLED", "false",
				"PROVISIONHOOK_MUTATORS_COM_ACME_REGION_ON_FAILURE", "skip", "PROVISIONHOOK_SERVICE_HOST", "10.0.0.1",
				"PROVISIONHOOK_SERVICE_PORT_HTTP", "8080", "PROVISIONHOOK_PORT", "tcp://10.0.0.1:8080",
				"PROVISIONHOOK_PORT_8080_TCP_ADDR", "10.0.0.1", "PROVISIONHOOK_CREDENTIALS_TOKEN", "marked-token")))
			.contains("provisionhook: 1 mutator: com.acme.region (disabled: usage-labels)")
			.doesNotContain("APPLICATION FAILED TO START");
	}

	@Test
	void environmentVariablesOfProcessThatNothingTakesFailTheStart() throws Exception {
		assertThat(startProcess(Map.of("PROVISIONHOOK_TIMEUOT", "marked-value", "PROVISIONHOOK_DOCKER_IMAGE", "alpine",
				"PROVISIONHOOK_VERSION", "1")))
			.contains("APPLICATION FAILED TO START")
			.contains("Environment variable 'PROVISIONHOOK_TIMEUOT' is not known: did you mean "
					+ "'PROVISIONHOOK_TIMEOUT'?")
			.contains("Environment variable 'PROVISIONHOOK_DOCKER_IMAGE' belongs to module provisionhook-docker, which "
					+ "is not on the class path.")
			.contains("Environment variable 'PROVISIONHOOK_VERSION' is not known.")
			.doesNotContain("marked-value", "alpine");
	}

	private void write(String file, String content) throws IOException {
		Path path = this.directory.resolve(file);
		Files.createDirectories(path.getParent());
		Files.writeString(path, content);
	}

	private ConfigurableApplicationContext start(String... arguments) {
		SpringApplication application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.profiles("test")
			.build();
		List<String> all = new ArrayList<>(List.of(arguments));
		all.add("--spring.config.location=" + this.directory + "/");
		all.add("--spring.config.import=optional:configtree:" + this.directory + "/tree/");
		return application.run(all.toArray(String[]::new));
	}

	private String startProcess(Map<String, String> variables) throws IOException, InterruptedException {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", UnknownPropertyHost.class.getName())
			.redirectErrorStream(true);
		builder.environment().putAll(variables);
		builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
		Process process = builder.start();
		process.getOutputStream().close();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		process.waitFor();
		return output;
	}

	/**
	 * An application with two mutators.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ProvisionhookAutoConfiguration.class, ProcessRuntimeAutoConfiguration.class,
			WorkspaceHandlerAutoConfiguration.class })
	static class Application {

		@Bean
		EnvMutator usageLabels() {
			return EnvMutator.of("usage-labels", (context, env) -> env.put("A", "a"));
		}

		@Bean
		EnvMutator region() {
			return EnvMutator.of("com.acme.region", (context, env) -> env.put("B", "b"));
		}

	}

}
