package io.provisionhook.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

import io.provisionhook.EnvMutator;
import io.provisionhook.Lease;
import io.provisionhook.MutatorException;
import io.provisionhook.MutatorPolicy;
import io.provisionhook.Registration;
import io.provisionhook.Registry;
import io.provisionhook.VariableRules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ProvisionhookProperties} and the policies from them.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProvisionhookPropertiesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class));

	@Test
	void policyIsThatOfCoreUnlessDecidedOtherwise() {
		this.contextRunner.run((context) -> assertThat(context.getBean(MutatorPolicies.class).policyOf("any"))
			.usingRecursiveComparison()
			.isEqualTo(MutatorPolicy.DEFAULT));
	}

	@Test
	void rulesAreThoseOfCoreUnlessDecidedOtherwise() {
		this.contextRunner.run((context) -> assertThat(context.getBean(VariableRules.class)).usingRecursiveComparison()
			.ignoringFields("remembered")
			.isEqualTo(VariableRules.DEFAULT));
	}

	@Test
	void whatIsNotDecidedByNameIsUpToTheDefaults() {
		this.contextRunner.withBean("a", EnvMutator.class, () -> writing("own-policy", "A"))
			.withPropertyValues("provisionhook.defaults.timeout=3s", "provisionhook.defaults.on-failure=skip",
					"provisionhook.defaults.may-override=true", "provisionhook.mutators.own-policy.timeout=1m",
					"provisionhook.mutators.own-policy.on-failure=abort")
			.run((context) -> {
				MutatorPolicies policies = context.getBean(MutatorPolicies.class);
				assertThat(policies.policyOf("own-policy")).satisfies((policy) -> {
					assertThat(policy.getTimeout()).isEqualTo(Duration.ofMinutes(1));
					assertThat(policy.getOnFailure()).isEqualTo(MutatorPolicy.OnFailure.ABORT);
					assertThat(policy.isMayOverride()).isTrue();
					assertThat(policy.isEnabled()).isTrue();
				});
				assertThat(policies.policyOf("other")).satisfies((policy) -> {
					assertThat(policy.getTimeout()).isEqualTo(Duration.ofSeconds(3));
					assertThat(policy.getOnFailure()).isEqualTo(MutatorPolicy.OnFailure.SKIP);
				});
			});
	}

	@Test
	void mutatorsCanBeEnabledOneByOne() {
		this.contextRunner.withBean("a", EnvMutator.class, () -> writing("first", "A"))
			.withBean("b", EnvMutator.class, () -> writing("second", "B"))
			.withPropertyValues("provisionhook.defaults.enabled=false", "provisionhook.mutators.second.enabled=true")
			.run((context) -> assertThat(context.getBean(Registry.class).names()).containsExactly("second"));
	}

	@Test
	void policyBindsToMutatorThatIsRegisteredLater() {
		this.contextRunner
			.withPropertyValues("provisionhook.unknown-properties=warn", "provisionhook.mutators.late.timeout=4s")
			.run((context) -> {
				Registry registry = context.getBean(Registry.class);
				registry.register(writing("late", "A"));
				assertThat(registry.registrations()).extracting(Registration::policy)
					.extracting(MutatorPolicy::getTimeout)
					.containsExactly(Duration.ofSeconds(4));
			});
	}

	@Test
	void requiredIsKnownByName() {
		this.contextRunner.withBean("a", EnvMutator.class, () -> writing("needed", "A"))
			.withPropertyValues("provisionhook.mutators.needed.required=true")
			.run((context) -> {
				MutatorPolicies policies = context.getBean(MutatorPolicies.class);
				assertThat(policies.isRequired("needed")).isTrue();
				assertThat(policies.isRequired("other")).isFalse();
			});
	}

	@Test
	void conflictsAreRefusedOnDemandUnlessTheMutatorMayOverride() {
		ApplicationContextRunner conflicting = this.contextRunner
			.withBean("a", EnvMutator.class, () -> writing("first", "REGION"))
			.withBean("b", EnvMutator.class, () -> writing("second", "REGION"));
		conflicting
			.run((context) -> assertThat(run(context.getBean(Registry.class))).containsEntry("REGION", "second"));
		conflicting.withPropertyValues("provisionhook.conflicts=fail")
			.run((context) -> assertThatExceptionOfType(MutatorException.class)
				.isThrownBy(() -> run(context.getBean(Registry.class)))
				.withMessageContaining("REGION")
				.withMessageContaining("\"first\"")
				.withMessageContaining("\"second\""));
		conflicting
			.withPropertyValues("provisionhook.conflicts=fail", "provisionhook.mutators.second.may-override=true")
			.run((context) -> assertThat(run(context.getBean(Registry.class))).containsEntry("REGION", "second"));
	}

	@Test
	void mutatorWritesOnlyWhatItMay() {
		ApplicationContextRunner writing = this.contextRunner.withBean("a", EnvMutator.class,
				() -> writing("region-plugin", "REGION"));
		writing.withPropertyValues("provisionhook.mutators.region-plugin.may-write=PROXY,REG*")
			.run((context) -> assertThat(run(context.getBean(Registry.class))).containsKey("REGION"));
		writing.withPropertyValues("provisionhook.mutators.region-plugin.may-write[0]=PROXY")
			.run((context) -> assertThatExceptionOfType(MutatorException.class)
				.isThrownBy(() -> run(context.getBean(Registry.class)))
				.withMessage("provisionhook \"region-plugin\": variable \"REGION\" may not be written by"
						+ " \"region-plugin\": provisionhook.mutators.region-plugin.may-write does not name it"));
	}

	@Test
	void mutatorMayWriteAnythingUnlessDecidedOtherwise() {
		this.contextRunner.withBean("a", EnvMutator.class, () -> writing("a", "A"))
			.withPropertyValues("provisionhook.mutators.a.timeout=3s")
			.run((context) -> assertThat(context.getBean(MutatorPolicies.class).policyOf("a").getMayWrite()).isNull());
	}

	@ParameterizedTest
	@ValueSource(strings = { "may-write:", "may-write: []", "may-write: ''", "may-write: ~" })
	void mutatorMayWriteNothingIfTheListIsEmpty(String line) throws IOException {
		String yaml = "provisionhook:\n  mutators:\n    a:\n      " + line + "\n";
		List<PropertySource<?>> sources = new YamlPropertySourceLoader().load("test",
				new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
		this.contextRunner.withBean("a", EnvMutator.class, () -> writing("a", "A"))
			.withInitializer((context) -> sources.forEach(context.getEnvironment().getPropertySources()::addFirst))
			.run((context) -> {
				assertThat(context.getBean(MutatorPolicies.class).policyOf("a").getMayWrite()).isEmpty();
				assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> run(context.getBean(Registry.class)))
					.withMessageContaining("variable \"A\" may not be written by \"a\"");
			});
	}

	@Test
	void environmentVariableSetsMayWrite() {
		Map<String, Object> variables = Map.of("PROVISIONHOOK_MUTATORS_REGIONPLUGIN_MAYWRITE", "");
		this.contextRunner.withBean("a", EnvMutator.class, () -> writing("region-plugin", "REGION"))
			.withPropertyValues("provisionhook.mutators.region-plugin.timeout=3s")
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.replace("systemEnvironment", new SystemEnvironmentPropertySource("systemEnvironment", variables)))
			.run((context) -> assertThat(context.getBean(MutatorPolicies.class).policyOf("region-plugin").getMayWrite())
				.isEmpty());
	}

	@ParameterizedTest
	@CsvSource({ "CORP_PROXY, provisionhook.variables.protected=CORP_*",
			"LD_PRELOAD, provisionhook.variables.allowed=LD_AUDIT",
			"LARGE, provisionhook.variables.max-total-size=4B" })
	void variablesAgainstTheRulesAreRefused(String variable, String property) {
		this.contextRunner.withBean(EnvMutator.class, () -> writing("a", variable))
			.withPropertyValues(property)
			.run((context) -> assertThatExceptionOfType(MutatorException.class)
				.isThrownBy(() -> run(context.getBean(Registry.class)))
				.withMessageContaining(variable));
	}

	@Test
	void dangerousVariableCanBeAllowed() {
		this.contextRunner.withBean(EnvMutator.class, () -> writing("a", "LD_PRELOAD"))
			.withPropertyValues("provisionhook.variables.allowed=LD_PRELOAD")
			.run((context) -> assertThat(run(context.getBean(Registry.class))).containsKey("LD_PRELOAD"));
	}

	@Test
	void namesOfSecretsCanBeAdded() {
		this.contextRunner.withBean(EnvMutator.class, () -> EnvMutator.of("a", (context, env) -> {
			env.put("SERVICE_PIN", "marked-secret");
			throw new IllegalStateException("refused marked-secret");
		}))
			.withPropertyValues("provisionhook.variables.secret=*_PIN")
			.run((context) -> assertThatExceptionOfType(MutatorException.class)
				.isThrownBy(() -> run(context.getBean(Registry.class)))
				.withMessage("provisionhook \"a\": refused [redacted]"));
	}

	@Test
	void autoConfigurationBacksOffForRulesOfTheUser() {
		VariableRules own = VariableRules.builder().build();
		this.contextRunner.withBean(VariableRules.class, () -> own)
			.run((context) -> assertThat(context).getBean(VariableRules.class).isSameAs(own));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "provisionhook.timeout                   | 0s    | must be positive",
					"provisionhook.defaults.timeout          | -1s   | must be positive",
					"provisionhook.mutators[a.b].timeout     | 0ms   | must be positive",
					"provisionhook.max-abandoned-threads     | 0     | must be positive",
					"provisionhook.leases.minimum            | -1s   | must not be negative",
					"provisionhook.leases.notice             | -1s   | must not be negative",
					"provisionhook.variables.max-total-size  | 0B    | must be positive",
					"provisionhook.variables.protected       | A,B*C | 'B*C' must be the name of a variable",
					"provisionhook.variables.allowed         | *     | '*' must be the name of a variable",
					"provisionhook.mutators[a.b].may-write   | A,*   | '*' must be the name of a variable",
					"provisionhook.variables.secret          | **    | '**' must be the name of a variable" })
	void valueThatMakesNoSenseIsExplained(String property, String value, String reason, CapturedOutput output) {
		SpringApplication application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.build();
		assertThatException().isThrownBy(() -> application.run("--" + property + "=" + value));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Property: " + property)
			.contains("Reason: " + reason);
	}

	@Test
	void valueThatIsNoneOfThoseThereAreIsExplained(CapturedOutput output) {
		SpringApplication application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.build();
		assertThatException().isThrownBy(() -> application.run("--provisionhook.conflicts=refuse"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Property: provisionhook.conflicts")
			.contains("FAIL")
			.contains("OVERRIDE")
			.contains("WARN");
	}

	@Test
	void leaseShorterThanTheMinimumIsWarnedAbout() {
		this.contextRunner
			.withBean(EnvMutator.class,
					() -> EnvMutator.of("a",
							(context, env) -> env.putSecret("KEY", "marked-secret",
									Lease.until(Instant.now().plusSeconds(60)))))
			.withPropertyValues("provisionhook.leases.minimum=2m")
			.run((context) -> assertThat(
					context.getBean(Registry.class).run(MutatorConfigurations.context(), new HashMap<>()).warnings())
				.containsExactly("variable \"KEY\" of \"a\" expires in less than 120 seconds"));
	}

	private static EnvMutator writing(String name, String variable) {
		return EnvMutator.of(name, (context, env) -> env.put(variable, name));
	}

	private static Map<String, String> run(Registry registry) {
		Map<String, String> env = new HashMap<>();
		registry.run(MutatorConfigurations.context(), env);
		return env;
	}

	/**
	 * An application without plugins.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ProvisionhookAutoConfiguration.class)
	static class Application {

	}

}
