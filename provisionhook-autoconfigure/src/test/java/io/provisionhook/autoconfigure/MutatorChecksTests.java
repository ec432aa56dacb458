package io.provisionhook.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
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

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.ProvisionhookPropertiesTests.Application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link MutatorChecks} and the analyzers of what it finds.
 */
@ExtendWith(OutputCaptureExtension.class)
class MutatorChecksTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class))
		.withBean("githubMutator", EnvMutator.class, () -> named("github-app-auth"))
		.withBean("vaultMutator", EnvMutator.class, () -> named("vault-secrets"));

	@Test
	void propertiesOfUnknownMutatorFailTheStartAndTheNearestIsSuggested() {
		this.contextRunner.withPropertyValues("provisionhook.mutators.github-app-aut.timeout=1s").run((context) -> {
			FailureAnalysis analysis = analyze(new UnknownMutatorFailureAnalyzer(), context);
			assertThat(analysis.getDescription())
				.isEqualTo("Configuration property 'provisionhook.mutators.github-app-aut' is about a mutator that is "
						+ "not registered. Registered are: github-app-auth, vault-secrets.");
			assertThat(analysis.getAction())
				.isEqualTo("Did you mean 'github-app-auth'? Correct or remove the property. If the mutator is "
						+ "registered later, set 'provisionhook.unknown-mutators=warn'.");
			assertThat(analysis.getCause()).isInstanceOf(UnknownMutatorException.class);
		});
	}

	@Test
	void nothingIsSuggestedIfNothingIsNear() {
		this.contextRunner.withPropertyValues("provisionhook.mutators.observability.enabled=false")
			.run((context) -> assertThat(analyze(new UnknownMutatorFailureAnalyzer(), context).getAction())
				.startsWith("Correct or remove the property."));
	}

	@Test
	void unknownMutatorIsLoggedOnDemand(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("provisionhook.unknown-mutators=warn", "provisionhook.mutators.late.timeout=1s")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).contains("WARN")
					.contains("provisionhook: 'provisionhook.mutators.late' is about a mutator that is not registered; "
							+ "there are github-app-auth, vault-secrets");
			});
	}

	@Test
	void propertiesOfDisabledMutatorAreFine() {
		this.contextRunner
			.withPropertyValues("provisionhook.mutators.vault-secrets.enabled=false",
					"provisionhook.mutators.GITHUBAPPAUTH.timeout=1s")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void missingRequiredMutatorFailsTheStart() {
		this.contextRunner
			.withPropertyValues("provisionhook.mutators.vault-secret.required=true",
					"provisionhook.unknown-mutators=warn")
			.run((context) -> {
				FailureAnalysis analysis = analyze(new RequiredMutatorFailureAnalyzer(), context);
				assertThat(analysis.getDescription()).isEqualTo("Mutator 'vault-secret' is required by configuration "
						+ "property 'provisionhook.mutators.vault-secret.required', but no mutator of that name is "
						+ "registered. Registered are: github-app-auth, vault-secrets.");
				assertThat(analysis.getAction()).isEqualTo("Did you mean 'vault-secrets'? Add the plugin that brings "
						+ "the mutator, or correct or remove the property.");
			});
	}

	@Test
	void disabledRequiredMutatorFailsTheStart() {
		this.contextRunner
			.withPropertyValues("provisionhook.mutators.vault-secrets.required=true",
					"provisionhook.defaults.enabled=false")
			.run((context) -> {
				FailureAnalysis analysis = analyze(new RequiredMutatorFailureAnalyzer(), context);
				assertThat(analysis.getDescription()).isEqualTo("Mutator 'vault-secrets' is required by configuration "
						+ "property 'provisionhook.mutators.vault-secrets.required', but it is disabled.");
				assertThat(analysis.getAction())
					.isEqualTo("Set 'provisionhook.mutators.vault-secrets.enabled=true', or do not require it.");
			});
	}

	@Test
	void requiredMutatorThatIsThereIsFine() {
		this.contextRunner.withPropertyValues("provisionhook.mutators.vault-secrets.required=true")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void twoBeansOfOneNameFailTheStart() {
		this.contextRunner.withBean("otherVaultMutator", EnvMutator.class, () -> named("vault-secrets"))
			.run((context) -> {
				FailureAnalysis analysis = analyze(new DuplicateMutatorFailureAnalyzer(), context);
				assertThat(analysis.getDescription())
					.isEqualTo("Beans 'vaultMutator' and 'otherVaultMutator' are different mutators of the same name "
							+ "'vault-secrets', by which properties, metrics and errors tell mutators apart.");
				assertThat(analysis.getAction()).isEqualTo("Remove bean 'vaultMutator' or bean 'otherVaultMutator', "
						+ "or have one of them return another name than 'vault-secrets'.");
				assertThat(analysis.getCause()).isInstanceOfSatisfying(DuplicateMutatorException.class,
						(cause) -> assertThat(cause.getSecondBean()).isEqualTo("otherVaultMutator"));
			});
	}

	@Test
	void twoBeansOfOneNameFailTheStartEvenIfDisabled() {
		this.contextRunner.withBean("otherVaultMutator", EnvMutator.class, () -> named("vault-secrets"))
			.withPropertyValues("provisionhook.mutators.vault-secrets.enabled=false")
			.run((context) -> assertThat(context).getFailure().isInstanceOf(DuplicateMutatorException.class));
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
			.contains("Configuration property 'provisionhook.mutators.any' is about a mutator that is not registered. "
					+ "No mutators are registered.");
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
