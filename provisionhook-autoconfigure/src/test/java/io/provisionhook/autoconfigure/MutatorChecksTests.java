package io.provisionhook.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.provisionhook.EnvMutator;
import io.provisionhook.MutatorPolicy;
import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.ProvisionhookPropertiesTests.Application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link MutatorChecks} and its failure analysis.
 */
@ExtendWith(OutputCaptureExtension.class)
class MutatorChecksTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class))
		.withBean("githubMutator", EnvMutator.class, () -> named("github-app-auth"))
		.withBean("vaultMutator", EnvMutator.class, () -> named("vault-secrets"))
		.withBean("regionMutator", EnvMutator.class, () -> named("com.acme.region"));

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"github-app-aut.timeout           | is not a property of a registered mutator: did you mean 'provisionhook.mutators.github-app-auth.timeout'?",
			"observability.enabled            | is not a property of a registered mutator. Registered mutators: github-app-auth, vault-secrets, com.acme.region.",
			"com.acme.region.enabled          | is not a property of a registered mutator: did you mean \"[com.acme.region]\", as in 'provisionhook.mutators[com.acme.region].enabled'?",
			"com.acme.region.may-write[0]     | is not a property of a registered mutator: did you mean \"[com.acme.region]\", as in 'provisionhook.mutators[com.acme.region].may-write'?",
			"com.acme.Region.enabld           | is not a property of a registered mutator: did you mean \"[com.acme.region]\", as in 'provisionhook.mutators[com.acme.region].enabled'?",
			"[com.acme.Region].enabled        | is not a property of a registered mutator: did you mean \"[com.acme.region]\", as in 'provisionhook.mutators[com.acme.region].enabled'?",
			"[com.acme.region].enabld         | is not known: did you mean 'provisionhook.mutators[com.acme.region].enabled'?",
			"[vault_secrets].enabled          | is not a property of a registered mutator: did you mean 'provisionhook.mutators.vault-secrets.enabled'?",
			"vault-secrets.requird            | is not known: did you mean 'provisionhook.mutators.vault-secrets.required'?",
			"VAULT_SECRETS.onFailur           | is not known: did you mean 'provisionhook.mutators.vault-secrets.on-failure'?",
			"vault-secrets.timeout.seconds    | is not known",
			"vault-secrets.may-writes[0]      | is not known: did you mean 'provisionhook.mutators.vault-secrets.may-write'?" })
	void propertyThatNoMutatorTakesFailsTheStartAndTheNearestIsSuggested(String key, String problem) {
		String property = "provisionhook.mutators." + key;
		this.contextRunner.withPropertyValues(property + "=1").run((context) -> {
			FailureAnalysis analysis = analyze(new HookSetupFailureAnalyzer(), context);
			assertThat(analysis.getDescription()).startsWith("Configuration property '"
					+ property.replaceFirst("\\[0]$", "") + "' (property source " + "'test') " + problem);
			assertThat(analysis.getAction()).isEqualTo(
					"Correct or remove these properties, or add the module or plugin that defines them. To start "
							+ "with unknown properties, set 'provisionhook.unknown-properties=warn'.");
		});
	}

	@ParameterizedTest
	@CsvSource({ "USAGE_LABELS, usage-labels", "USAGELABELS, usage-labels", "USAGE_LABELS, usageLabels",
			"USAGE_LABELS, usage.labels", "USAGE_LABELS, usage_labels", "USAGE_LABELS, Usage Labels",
			"COM_ACME_REGION_2, com.acme.region-2", "STEP_1, step-1", "STEP_1_2, step1.2", "ENABLED, enabled",
			"REQUIRED_ENABLED, required-enabled", "A, a", "7, 7" })
	void environmentVariableIsAboutTheMutatorWhoseNameReadsAlike(String variable, String name) {
		Map<String, Object> variables = Map.of("PROVISIONHOOK_MUTATORS_" + variable + "_ENABLED", "false",
				"PROVISIONHOOK_MUTATORS_" + variable + "_ON_FAILURE", "skip",
				"PROVISIONHOOK_MUTATORS_" + variable + "_MAYOVERRIDE", "true",
				"PROVISIONHOOK_MUTATORS_" + variable + "_MAY_WRITE_0", "A",
				"PROVISIONHOOK_MUTATORS_" + variable + "_MAY_WRITE_1", "B");
		withVariables(variables).withBean("named", EnvMutator.class, () -> named(name)).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(Registry.class).disabled()).singleElement().satisfies((registration) -> {
				assertThat(registration.name()).isEqualTo(name);
				assertThat(registration.policy().getOnFailure()).isEqualTo(MutatorPolicy.OnFailure.SKIP);
				assertThat(registration.policy().isMayOverride()).isTrue();
				assertThat(registration.policy().getMayWrite()).containsExactly("A", "B");
			});
		});
	}

	static Stream<String> membersOfMutators() {
		return Stream.of(ProvisionhookProperties.Mutator.class.getRecordComponents()).map(RecordComponent::getName);
	}

	@ParameterizedTest
	@MethodSource("membersOfMutators")
	void eachPropertyOfMutatorsCanBeAnEnvironmentVariable(String member) {
		String value = Map.of("onFailure", "skip", "timeout", "1s").getOrDefault(member, "true");
		withVariables(Map.of("PROVISIONHOOK_MUTATORS_VAULT_SECRETS_" + member.toUpperCase(Locale.ROOT), value))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void environmentVariableOverridesPropertyOfAFile() {
		withVariables(Map.of("PROVISIONHOOK_MUTATORS_VAULT_SECRETS_TIMEOUT", "3s"))
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addLast(new MapPropertySource("file",
						Map.of("provisionhook.mutators.vault-secrets.timeout", "2s",
								"provisionhook.mutators.[vault-secrets].on-failure", "skip",
								"provisionhook.mutators.vaultSecrets.may-override", "${may}", "may", "true"))))
			.run((context) -> assertThat(context.getBean(MutatorPolicies.class).policyOf("vault-secrets"))
				.satisfies((policy) -> {
					assertThat(policy.getTimeout()).hasSeconds(3);
					assertThat(policy.getOnFailure()).isEqualTo(MutatorPolicy.OnFailure.SKIP);
					assertThat(policy.isMayOverride()).isTrue();
				}));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"VAULT_SECRET_ENABLED  | is not a property of a registered mutator: did you mean 'PROVISIONHOOK_MUTATORS_VAULTSECRETS_ENABLED'?",
			"COM_ACME_REGIN_ENABLED | is not a property of a registered mutator: did you mean \"[com.acme.region]\", as in 'provisionhook.mutators[com.acme.region].enabled'?",
			"VAULT_SECRETS_REQUIRD | is not a property of a registered mutator: did you mean 'PROVISIONHOOK_MUTATORS_VAULTSECRETS_REQUIRED'?",
			"VAULT_SECRETS_ENABLED_X | is not a property of a registered mutator: did you mean 'PROVISIONHOOK_MUTATORS_VAULTSECRETS_ENABLED'?" })
	void environmentVariableThatNoMutatorTakesFailsTheStart(String variable, String problem) {
		withVariables(Map.of("PROVISIONHOOK_MUTATORS_" + variable, "1"))
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(HookSetupException.class)
				.hasMessageStartingWith("Environment variable 'PROVISIONHOOK_MUTATORS_" + variable + "' " + problem));
	}

	@Test
	void environmentVariableOfMutatorWhoseNameBeginsWithThatOfAnotherIsItsOwn() {
		withVariables(Map.of("PROVISIONHOOK_MUTATORS_VAULT_SECRETS_ENABLED", "false"))
			.withBean("vault", EnvMutator.class, () -> named("vault"))
			.run((context) -> assertThat(context.getBean(Registry.class).names()).contains("vault")
				.doesNotContain("vault-secrets"));
	}

	@Test
	void badValueOfEnvironmentVariableIsExplained() {
		withVariables(Map.of("PROVISIONHOOK_MUTATORS_VAULT_SECRETS_TIMEOUT", "0s"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("provisionhook.mutators[vault-secrets]")
				.hasMessageContaining("must be positive"));
	}

	@Test
	void keyThatIsAboutTwoMutatorsFailsTheStart() {
		ApplicationContextRunner two = withVariables(Map.of("PROVISIONHOOK_MUTATORS_VAULT_SECRETS_ENABLED", "false"))
			.withPropertyValues("provisionhook.unknown-properties=warn")
			.withBean("other", EnvMutator.class, () -> named("vault.secrets"));
		two.run((context) -> assertThat(context).getFailure()
			.hasMessage("Environment variable 'PROVISIONHOOK_MUTATORS_VAULT_SECRETS_ENABLED' matches several "
					+ "mutators: vault-secrets, vault.secrets. Put the name in brackets, as in "
					+ "'provisionhook.mutators[vault-secrets]'."));
		this.contextRunner.withBean("other", EnvMutator.class, () -> named("vault.secrets"))
			.withPropertyValues("provisionhook.mutators[vault-secrets].enabled=false")
			.run((context) -> assertThat(context.getBean(Registry.class).names()).contains("vault.secrets")
				.doesNotContain("vault-secrets"));
	}

	@Test
	void unknownMutatorIsLoggedOnDemand(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("provisionhook.unknown-properties=warn", "provisionhook.mutators.late.timeout=1s")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).contains("WARN")
					.contains("provisionhook: Configuration property 'provisionhook.mutators.late.timeout' (property "
							+ "source 'test') is not a property of a registered mutator.");
			});
	}

	@Test
	void propertiesOfDisabledMutatorAreFine() {
		this.contextRunner
			.withPropertyValues("provisionhook.mutators.vault-secrets.enabled=false",
					"provisionhook.mutators.GITHUBAPPAUTH.timeout=1s")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@CsvSource({ "provisionhook.mutators.vault-secret.required, true", "provisionhook.mutators.other.required, true",
			"provisionhook.mutators[other].required, yes" })
	void missingRequiredMutatorFailsTheStartInAnyCase(String property, String value) {
		this.contextRunner.withPropertyValues(property + "=" + value, "provisionhook.unknown-properties=warn")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(HookSetupException.class)
				.hasMessageStartingWith("Configuration property '" + property + "' (property source 'test') is "
						+ "not a property of a registered mutator"));
	}

	@Test
	void mutatorThatIsNotRequiredMayBeMissing(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("provisionhook.mutators.other.required=false", "provisionhook.unknown-properties=warn")
			.run((context) -> assertThat(output).contains("'provisionhook.mutators.other.required'"));
	}

	@Test
	void disabledRequiredMutatorFailsTheStart() {
		this.contextRunner
			.withPropertyValues("provisionhook.mutators.vault-secrets.required=true",
					"provisionhook.defaults.enabled=false")
			.run((context) -> {
				FailureAnalysis analysis = analyze(new HookSetupFailureAnalyzer(), context);
				assertThat(analysis.getDescription()).isEqualTo("Mutator 'vault-secrets' is required by configuration "
						+ "property 'provisionhook.mutators.vault-secrets.required', but it is disabled.");
				assertThat(analysis.getAction())
					.isEqualTo("Set 'provisionhook.mutators.vault-secrets.enabled=true', or do not require it.");
			});
	}

	@Test
	void registeredRequiredMutatorIsFine() {
		this.contextRunner.withPropertyValues("provisionhook.mutators.vault-secrets.required=true")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void twoBeansWithOneNameFailTheStart() {
		this.contextRunner.withBean("otherVaultMutator", EnvMutator.class, () -> named("vault-secrets"))
			.run((context) -> {
				FailureAnalysis analysis = analyze(new HookSetupFailureAnalyzer(), context);
				assertThat(analysis.getDescription())
					.isEqualTo("Beans 'vaultMutator' and 'otherVaultMutator' are different mutators with the same "
							+ "name 'vault-secrets'. Properties, metrics and errors identify a mutator by its name.");
				assertThat(analysis.getAction()).isEqualTo("Remove bean 'vaultMutator' or bean 'otherVaultMutator', "
						+ "or change the name that one of them returns.");
			});
	}

	@Test
	void twoBeansWithOneNameFailTheStartEvenIfDisabled() {
		this.contextRunner.withBean("otherVaultMutator", EnvMutator.class, () -> named("vault-secrets"))
			.withPropertyValues("provisionhook.mutators.vault-secrets.enabled=false")
			.run((context) -> assertThat(context).getFailure().isInstanceOf(HookSetupException.class));
	}

	@Test
	void oneInstanceUnderTwoBeanNamesIsFine() {
		EnvMutator shared = named("shared");
		this.contextRunner.withBean("one", EnvMutator.class, () -> shared)
			.withBean("two", EnvMutator.class, () -> shared)
			.run((context) -> assertThat(context.getBean(Registry.class).names()).endsWith("shared", "shared"));
	}

	@Test
	void mutatorOfTheSameNameMayBeRegisteredBesideTheBean() {
		Registry registry = new Registry();
		registry.register(named("vault-secrets"), "tenant console");
		registry.register(named("vault-secrets"), "tenant console");
		this.contextRunner.withBean(Registry.class, () -> registry)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void nothingIsCheckedWhenDisabled() {
		this.contextRunner
			.withPropertyValues("provisionhook.enabled=false", "provisionhook.mutators.unknown.required=true")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void analyzersAreRegistered(CapturedOutput output) {
		SpringApplication application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.build();
		assertThatException().isThrownBy(() -> application.run("--provisionhook.mutators.any.timeout=1s"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains(
					"Configuration property 'provisionhook.mutators.any.timeout' (property source 'commandLineArgs') is not a "
							+ "property of a registered mutator. No mutators are registered.");
	}

	private ApplicationContextRunner withVariables(Map<String, Object> variables) {
		return this.contextRunner.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.replace("systemEnvironment", new SystemEnvironmentPropertySource("systemEnvironment", variables)));
	}

	private static EnvMutator named(String name) {
		return EnvMutator.of(name, (context, env) -> {
		});
	}

	private static FailureAnalysis analyze(AbstractFailureAnalyzer<?> analyzer, AssertableApplicationContext context) {
		Throwable failure = context.getStartupFailure();
		assertThat(failure).isNotNull();
		@Nullable FailureAnalysis analysis = analyzer.analyze(failure);
		assertThat(analysis).isNotNull();
		return analysis;
	}

}
