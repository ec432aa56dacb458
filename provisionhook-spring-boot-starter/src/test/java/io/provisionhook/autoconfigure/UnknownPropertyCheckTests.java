package io.provisionhook.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

import io.provisionhook.EnvMutator;
import io.provisionhook.autoconfigure.workspace.WorkspaceHandlerAutoConfiguration;
import io.provisionhook.runtime.process.autoconfigure.ProcessRuntimeAutoConfiguration;
import io.provisionhook.runtime.process.autoconfigure.ProcessRuntimeProperties;
import io.provisionhook.runtime.process.autoconfigure.ProcessRuntimeProperties.Template;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnknownPropertyCheck}.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnknownPropertyCheckTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class,
				ProcessRuntimeAutoConfiguration.class, WorkspaceHandlerAutoConfiguration.class));

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"provisionhook.process.templates.default.comand     | did you mean 'provisionhook.process.templates.default.command'?",
			"provisionhook.process.templates.default.comand[0]  | did you mean 'provisionhook.process.templates.default.command'?",
			"provisionhook.process.templates.python3.12.command | did you mean \"[python3.12]\", as in 'provisionhook.process.templates[python3.12].command'?",
			"provisionhook.process.templates.a.b.c.command[1]   | did you mean \"[a.b.c]\", as in 'provisionhook.process.templates[a.b.c].command'?",
			"provisionhook.process.template.default.command     | did you mean 'provisionhook.process.templates.default.command'?",
			"provisionhook.proces.templates.default.command     | did you mean 'provisionhook.process.templates.default.command'?",
			"provisionhook.process.output-limt                  | did you mean 'provisionhook.process.output-limit'?",
			"provisionhook.timeuot                              | did you mean 'provisionhook.timeout'?",
			"provisionhook.timeout.seconds                      | is not known.",
			"provisionhook.default.on-failure                   | did you mean 'provisionhook.defaults.on-failure'?",
			"provisionhook.defaults.onfailur                    | did you mean 'provisionhook.defaults.on-failure'?",
			"provisionhook.variables.protect[0]                 | did you mean 'provisionhook.variables.protected'?",
			"provisionhook.variables.protectd[0]                | did you mean 'provisionhook.variables.protected'?",
			"provisionhook.mutator.region.enabled               | did you mean 'provisionhook.mutators.region.enabled'?",
			"provisionhook.leases.notise                        | did you mean 'provisionhook.leases.notice'?",
			"provisionhook.workspace.concurency                 | did you mean 'provisionhook.workspace.concurrency'?",
			"provisionhook.jdbc.table-prefix                    | belongs to module provisionhook-jdbc, which is not on the class path.",
			"provisionhook.process                              | has no value, only properties below it.",
			"provisionhook.unknown-mutators                     | is not known.",
			"provisionHook.maxAbandonedThread                   | did you mean 'provisionhook.max-abandoned-threads'?",
			"provisionhook.something-else                       | is not known.",
			"provisionhook.docker.image                         | belongs to module provisionhook-docker, which is not on the class path.",
			"provisionhook.git-credentials.hosts[0].host        | belongs to module provisionhook-git-credentials, which is not on the class path.",
			"provisionhook.dokcer.image                         | did you mean 'provisionhook.docker.image'?" })
	void keyThatNothingTakesFailsTheStart(String key, String problem) {
		this.contextRunner.withPropertyValues(key + "=1")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(HookSetupException.class)
				.hasMessageStartingWith("Configuration property '" + key.replaceFirst("\\[\\d]$", "") + "' (")
				.hasMessageEndingWith(problem));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"PROVISIONHOOK_PROCESS_TEMPLATES_DEFAULT_COMAND | did you mean 'PROVISIONHOOK_PROCESS_TEMPLATES_DEFAULT_COMMAND'?",
			"PROVISIONHOOK_PROCESS_TEMPLATES_PYTHON3_12_COMMAND | did you mean \"[python3.12]\", as in 'provisionhook.process.templates[python3.12].command'?",
			"PROVISIONHOOK_PROCES_TEMPLATES_DEFAULT_COMMAND_0 | did you mean 'PROVISIONHOOK_PROCESS_TEMPLATES_DEFAULT_COMMAND'?",
			"PROVISIONHOOK_TIMEUOT | did you mean 'PROVISIONHOOK_TIMEOUT'?",
			"PROVISIONHOOK_MAX_ABANDONED_THREAD | did you mean 'PROVISIONHOOK_MAXABANDONEDTHREADS'?",
			"PROVISIONHOOK_VERSION | is not known.",
			"PROVISIONHOOK_DOCKER_IMAGE | belongs to module provisionhook-docker, which is not on the class path.",
			"PROVISIONHOOK_VAULT_SECRETS_VARIABLES_KEY | belongs to module provisionhook-vault-secrets, which is not on the class path.",
			"PROVISIONHOOK_VAULTSECRETS_URI | belongs to module provisionhook-vault-secrets, which is not on the class path.",
			"provisionhook_timeuot | did you mean 'PROVISIONHOOK_TIMEOUT'?" })
	void environmentVariableThatNothingTakesFailsTheStart(String variable, String problem) {
		withVariables(Map.of(variable, "1")).run((context) -> assertThat(context).getFailure()
			.isInstanceOf(HookSetupException.class)
			.hasMessageStartingWith("Environment variable '" + variable + "' ")
			.hasMessageEndingWith(problem));
	}

	@Test
	void placeOfTheKeyIsNamedAndNoValue() {
		withYaml(this.contextRunner, """
				provisionhook:
				  timeout: 20s
				  process:
				    templates:
				      default:
				        comand: [ls, marked-value]
				""").run((context) -> assertThat(context).getFailure()
			.hasMessage("Configuration property 'provisionhook.process.templates.default.comand' (Byte array resource "
					+ "[resource loaded from byte array] - 6:18) is not known: did you mean "
					+ "'provisionhook.process.templates.default.command'?"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "process:", "leases:", "defaults: {}", "variables: ~", "variables: {protected: }",
			"process: {templates: }", "process: {templates: {}}", "mutators:", "mutators: {}", "mutators: {region: }",
			"process: {templates: {default: {command: ls}}, inherit: []}" })
	void keyWithNothingBehindItIsFine(String yaml) {
		withYaml(this.contextRunner.withBean(EnvMutator.class, () -> EnvMutator.of("region", (context, env) -> {
		})), "provisionhook:\n  " + yaml).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void allKeysAreNamedAtOnceUpToTen() {
		String[] properties = IntStream.range(0, 12)
			.mapToObj((i) -> "provisionhook.unheard-of-" + (char) ('a' + i) + "=1")
			.toArray(String[]::new);
		this.contextRunner.withPropertyValues(properties)
			.run((context) -> assertThat(context).getFailure().message().hasLineCount(11).endsWith("and 2 more"));
	}

	@Test
	void keyBeginsTheFailureOfTheStart() {
		this.contextRunner.withBean("broken", String.class, () -> {
			throw new IllegalStateException("what the missing property leads to");
		})
			.withPropertyValues("provisionhook.timeuot=1s")
			.run((context) -> assertThat(context).getFailure().isInstanceOf(HookSetupException.class));
	}

	@Test
	void warningTakesThePlaceOfTheFailureOnDemand(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("provisionhook.unknown-properties=warn", "provisionhook.timeuot=1s",
					"provisionhook.docker.image=alpine")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).contains("WARN")
					.contains("provisionhook: Configuration property 'provisionhook.timeuot' (property source 'test') "
							+ "is not known: did you mean 'provisionhook.timeout'?")
					.contains("provisionhook: Configuration property 'provisionhook.docker.image' (property source "
							+ "'test') belongs to module provisionhook-docker, which is not on the class path.");
			});
	}

	@Test
	void nothingIsCheckedWhenDisabled() {
		this.contextRunner.withPropertyValues("provisionhook.enabled=false", "provisionhook.timeuot=1s")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@ValueSource(strings = { "provisionhook.timeout=1s", "provisionHook.maxAbandonedThreads=1",
			"PROVISIONHOOK.MAX_ABANDONED_THREADS=1", "provisionhook.variables.protected=A,B",
			"provisionhook.variables.protected[0]=A", "provisionhook.variables[protected][0]=A",
			"provisionhook.variables.max-total-size=1MB", "provisionhook.process.templates.default.command=ls",
			"provisionhook.process.templates.default.command[0]=ls",
			"provisionhook.process.templates[python3.12].command=ls",
			"provisionhook.process.templates.[a/b].command[0]=ls", "provisionhook.process.templates.1.command=ls",
			"provisionhook.process.directory=${java.io.tmpdir}/unused", "provisionhook.workspace.on-orphan=report",
			"provisionhookx.other=1", "provisionhook=1", "provisionhook.version=1", "other.provisionhook.timeuot=1",
			"management.endpoint.provisionhooks.access=read-only" })
	void keyThatSomethingTakesIsFine(String property) {
		this.contextRunner
			.withInitializer(
					(context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
			.withPropertyValues(property)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@ValueSource(strings = { "PROVISIONHOOK_TIMEOUT", "PROVISIONHOOK_LEASES_NOTICE",
			"PROVISIONHOOK_PROCESS_GRACEPERIOD", "PROVISIONHOOK_PROCESS_GRACE_PERIOD",
			"PROVISIONHOOK_WORKSPACE_RECONCILIATION_INTERVAL", "provisionhook_process_grace_period",
			"provisionhook.process.grace-period", "PROVISION_HOOK_TIMEUOT", "PROVISIONHOOKS_X" })
	void environmentVariableThatSomethingTakesIsFine(String variable) {
		withVariables(Map.of(variable, "5s")).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void environmentVariablesOfListsAndMapsAreFine() {
		withVariables(Map.of("PROVISIONHOOK_VARIABLES_PROTECTED_0", "A", "PROVISIONHOOK_VARIABLES_PROTECTED_1", "B",
				"PROVISIONHOOK_PROCESS_TEMPLATES_DEFAULT_COMMAND_0", "ls",
				"PROVISIONHOOK_PROCESS_TEMPLATES_DEFAULT_COMMAND_1", "-l"))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void environmentVariableOverridesTemplateWithDashesFromElsewhere() {
		withYaml(withVariables(Map.of("PROVISIONHOOK_PROCESS_TEMPLATES_CODE_REVIEWER_2_COMMAND_0", "cat")), """
				provisionhook.process.templates.code-reviewer-2.command: [ls]
				""").run((context) -> assertThat(context.getBean(ProcessRuntimeProperties.class).templates())
			.containsOnlyKeys("code-reviewer-2")
			.extractingByKey("code-reviewer-2")
			.extracting(Template::command)
			.isEqualTo(List.of("cat")));
	}

	static Stream<String> modulesOfTheBuild() throws IOException {
		List<String> modules = new ArrayList<>();
		for (String folder : List.of("../plugins", "../runtimes", "../stores")) {
			try (Stream<Path> paths = Files.list(Path.of(folder))) {
				paths.map((path) -> path.getFileName().toString())
					.filter((name) -> name.startsWith("provisionhook-"))
					.filter((name) -> !Set.of("provisionhook-plugin-support", "provisionhook-process").contains(name))
					.forEach(modules::add);
			}
		}
		return modules.stream();
	}

	@ParameterizedTest
	@MethodSource("modulesOfTheBuild")
	void moduleThatIsNotOnTheClassPathIsNamed(String module) {
		this.contextRunner.withPropertyValues("provisionhook." + module.substring("provisionhook-".length()) + ".any=1")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageEndingWith("belongs to module " + module + ", which is not on the class path."));
	}

	@Test
	void variablesOfKubernetesAreFine() {
		Map<String, Object> variables = new HashMap<>();
		for (String service : List.of("PROVISIONHOOK", "PROVISIONHOOK_SAMPLE_APP", "PROVISIONHOOK_DOCKER")) {
			variables.put(service + "_SERVICE_HOST", "10.0.0.1");
			variables.put(service + "_SERVICE_PORT", "8080");
			variables.put(service + "_SERVICE_PORT_HTTP", "8080");
			variables.put(service + "_SERVICE_PORT_HTTP_ADMIN", "8081");
			variables.put(service + "_PORT", "tcp://10.0.0.1:8080");
			variables.put(service + "_PORT_8080_TCP", "tcp://10.0.0.1:8080");
			variables.put(service + "_PORT_8080_TCP_PROTO", "tcp");
			variables.put(service + "_PORT_8080_TCP_PORT", "8080");
			variables.put(service + "_PORT_8080_TCP_ADDR", "10.0.0.1");
			variables.put(service + "_PORT_53_UDP", "udp://10.0.0.1:53");
			variables.put(service + "_PORT_9_SCTP_ADDR", "10.0.0.1");
		}
		withVariables(variables).run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@ValueSource(strings = { "PROVISIONHOOK_PROCESS_PORT", "PROVISIONHOOK_SERVICE_PORTS", "PROVISIONHOOK_PORT_HTTP" })
	void variablesThatKubernetesDoesNotMakeAreChecked(String variable) {
		withVariables(Map.of(variable, "8080"))
			.run((context) -> assertThat(context).getFailure().hasMessageContaining("'" + variable + "' is not known"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "PROVISIONHOOK_CREDENTIALS_URL", "PROVISIONHOOK_CREDENTIALS_TOKEN",
			"PROVISIONHOOK_GIT_HELPER", "PROVISIONHOOK_GIT_HOSTS" })
	void variablesOfWorkspaceAreFine(String variable) {
		withVariables(Map.of(variable, "x")).run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@ValueSource(classes = { OfRecord.class, OfBean.class, OfFactoryMethod.class, OfComponent.class })
	void propertiesOfOtherBeansAreKnown(Class<?> configuration) {
		ApplicationContextRunner other = withoutMetadata().withUserConfiguration(configuration)
			.withPropertyValues("provisionhook.acme.url=http://localhost", "provisionhook.acme.retry.max-attempts=3",
					"provisionhook.acme.tenants.a.regions[1]=eu", "provisionhook.acme.tenants.a.regions[0]=us");
		other.run((context) -> assertThat(context).hasNotFailed());
		other.withPropertyValues("provisionhook.acme.tenants.a.region=eu")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageEndingWith("is not known: did you mean 'provisionhook.acme.tenants.a.regions'?"));
	}

	@Test
	void beanWhosePropertiesCanNotBeFoundTakesAllBelowItsPrefix() {
		withoutMetadata().withBean("acme", String.class, () -> "acme")
			.withUserConfiguration(OfInjectedComponent.class)
			.withPropertyValues("provisionhook.acme.url=http://localhost", "provisionhook.acme.a.b.c=1")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void propertiesOfParentContextAreKnownInItsChild() {
		new ApplicationContextRunner().withUserConfiguration(OfRecord.class)
			.run((parent) -> withoutMetadata().withParent(parent)
				.withPropertyValues("provisionhook.acme.url=http://localhost")
				.run((context) -> assertThat(context).hasNotFailed()));
	}

	@Test
	void propertiesThatMetadataDescribesAreKnown(@TempDir Path classes) throws IOException {
		Files.createDirectories(classes.resolve("META-INF"));
		Files.writeString(classes.resolve("META-INF/additional-spring-configuration-metadata.json"), """
				{
				  "properties": [
				    { "name": "provisionhook.other.url", "type": "java.lang.String" },
				    { "name": "provisionhook.other.labels", "type": "java.util.Map<java.lang.String,java.lang.String>" }
				  ]
				}
				""");
		try (URLClassLoader loader = new URLClassLoader(new URL[] { classes.toUri().toURL() },
				getClass().getClassLoader())) {
			ApplicationContextRunner described = this.contextRunner.withClassLoader(loader)
				.withPropertyValues("provisionhook.other.url=http://localhost", "provisionhook.other.labels.a.b=c");
			described.run((context) -> assertThat(context).hasNotFailed());
			described.withPropertyValues("provisionhook.other.uri=http://localhost")
				.run((context) -> assertThat(context).getFailure()
					.hasMessageEndingWith("is not known: did you mean 'provisionhook.other.url'?"));
		}
	}

	@Test
	void propertiesOfClassThatIsNotThereAreThoseOfItsMetadata(@TempDir Path classes) throws IOException {
		Files.createDirectories(classes.resolve("META-INF"));
		Files.writeString(classes.resolve("META-INF/spring-configuration-metadata.json"), """
				{
				  "groups": [ { "name": "provisionhook.other", "type": "com.acme.AcmeProperties" } ],
				  "properties": [
				    { "name": "provisionhook.other.url", "sourceType": "com.acme.AcmeProperties" }
				  ]
				}
				""");
		try (URLClassLoader loader = new URLClassLoader(new URL[] { classes.toUri().toURL() },
				getClass().getClassLoader())) {
			this.contextRunner.withClassLoader(loader)
				.withPropertyValues("provisionhook.other.url=http://localhost")
				.run((context) -> assertThat(context).hasNotFailed());
		}
	}

	// The build writes it for the classes of tests too
	private ApplicationContextRunner withoutMetadata() {
		return this.contextRunner.withClassLoader(
				new FilteredClassLoader(new ClassPathResource("META-INF/spring-configuration-metadata.json")));
	}

	private static ApplicationContextRunner withYaml(ApplicationContextRunner runner, String yaml) {
		return runner.withInitializer((context) -> {
			try {
				new YamlPropertySourceLoader()
					.load("yaml", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
					.forEach(context.getEnvironment().getPropertySources()::addLast);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	private ApplicationContextRunner withVariables(Map<String, Object> variables) {
		return this.contextRunner.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.replace("systemEnvironment", new SystemEnvironmentPropertySource("systemEnvironment", variables)));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(OfRecord.AcmeProperties.class)
	static class OfRecord {

		@ConfigurationProperties("provisionhook.acme")
		record AcmeProperties(URI url, Retry retry, Map<String, Tenant> tenants) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(OfBean.AcmeProperties.class)
	static class OfBean {

		@ConfigurationProperties("provisionhook.acme")
		static class AcmeProperties extends AcmeBean {

		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfFactoryMethod {

		@Bean
		@ConfigurationProperties("provisionhook.acme")
		AcmeBean acme() {
			return new AcmeBean();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(OfComponent.AcmeComponent.class)
	@EnableConfigurationProperties
	static class OfComponent {

		@Component
		@ConfigurationProperties("provisionhook.acme")
		static class AcmeComponent extends AcmeBean {

		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(OfInjectedComponent.AcmeComponent.class)
	@EnableConfigurationProperties
	static class OfInjectedComponent {

		@Component
		@ConfigurationProperties("provisionhook.acme")
		static class AcmeComponent extends AcmeBean {

			@Autowired
			AcmeComponent(String acme) {
			}

		}

	}

	record Retry(int maxAttempts) {
	}

	record Tenant(List<String> regions) {
	}

	static class AcmeBean {

		private @Nullable URI url;

		private @Nullable Retry retry;

		private final Map<String, Tenant> tenants = new HashMap<>();

		@Nullable URI getUrl() {
			return this.url;
		}

		void setUrl(URI url) {
			this.url = url;
		}

		@Nullable Retry getRetry() {
			return this.retry;
		}

		void setRetry(Retry retry) {
			this.retry = retry;
		}

		Map<String, Tenant> getTenants() {
			return this.tenants;
		}

	}

}
