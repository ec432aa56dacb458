package io.provisionhook.plugin.tenantconfig;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.VariableRules;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;
import io.provisionhook.plugin.tenantconfig.TenantConfigProperties.UnknownTenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link TenantConfigAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class TenantConfigAutoConfigurationTests {

	private static final String PREFIX = "provisionhook.tenant-config.";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(ProvisionhookAutoConfiguration.class, TenantConfigAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(strings = { "defaults.A=1", "tenants.acme.A=1", "roles.reviewer.A=1", "labels.tier.gold.A=1" })
	void mutatorIsThereIfAnyLayerIsConfigured(String property) {
		this.contextRunner.withPropertyValues(PREFIX + property)
			.run((context) -> assertThat(context).hasSingleBean(TenantConfigMutator.class)
				.getBean(Registry.class)
				.satisfies((registry) -> assertThat(registry.names()).containsExactly("tenant-config")));
	}

	@Test
	void autoConfigurationBacksOffIfNothingIsConfigured() {
		this.contextRunner.withPropertyValues(PREFIX + "unknown-tenant=ignore", PREFIX + "order=1")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(EnvMutator.class)
				.doesNotHaveBean(TenantConfigProperties.class));
	}

	@Test
	void autoConfigurationBacksOffForBeanOfTheUser() {
		EnvMutator own = EnvMutator.of("tenant-config", (context, env) -> {
		});
		this.contextRunner.withPropertyValues(PREFIX + "defaults.A=1")
			.withBean("provisionhookTenantConfigMutator", EnvMutator.class, () -> own)
			.run((context) -> assertThat(context).getBean(EnvMutator.class).isSameAs(own));
	}

	@Test
	void autoConfigurationWorksWithoutRulesOfTheHost() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(TenantConfigAutoConfiguration.class))
			.withPropertyValues(PREFIX + "defaults.A=1")
			.run((context) -> assertThat(context).hasSingleBean(TenantConfigMutator.class));
	}

	@Test
	void autoConfigurationBindsProperties() {
		this.contextRunner
			.withPropertyValues(PREFIX + "defaults.A_B=1", PREFIX + "tenants.Acme_eu.A=2",
					PREFIX + "roles.reviewer.A=3", PREFIX + "labels.tier.gold.A=4",
					PREFIX + "layers=tenants,labels.tier,roles", PREFIX + "unknown-tenant=ignore", PREFIX + "order=5")
			.run((context) -> assertThat(context).getBean(TenantConfigProperties.class)
				.usingRecursiveComparison()
				.isEqualTo(TenantConfigPropertiesBinder.of("defaults.A_B=1", "tenants.Acme_eu.A=2",
						"roles.reviewer.A=3", "labels.tier.gold.A=4", "layers=tenants,labels.tier,roles",
						"unknown-tenant=ignore", "order=5")));
	}

	@Test
	void autoConfigurationBindsKeysInBrackets() {
		this.contextRunner
			.withPropertyValues(PREFIX + "tenants[joe@example.com].A=1", PREFIX + "tenants.[ac-me].A=2",
					PREFIX + "tenants.[acme].A=3", PREFIX + "labels.[example.com/team].[a.b].A=4",
					PREFIX + "defaults.[http_proxy]=5", PREFIX + "defaults.[HTTP_PROXY]=6")
			.run((context) -> {
				TenantConfigProperties properties = context.getBean(TenantConfigProperties.class);
				assertThat(properties.tenants()).containsOnly(Map.entry("joe@example.com", Map.of("A", "1")),
						Map.entry("ac-me", Map.of("A", "2")), Map.entry("acme", Map.of("A", "3")));
				assertThat(properties.labels())
					.containsOnly(Map.entry("example.com/team", Map.of("a.b", Map.of("A", "4"))));
				assertThat(properties.defaults()).containsOnly(Map.entry("http_proxy", "5"),
						Map.entry("HTTP_PROXY", "6"));
			});
	}

	@Test
	void unknownTenantFailsUnlessConfigured() {
		this.contextRunner.withPropertyValues(PREFIX + "defaults.A=1")
			.run((context) -> assertThat(context).getBean(TenantConfigProperties.class)
				.returns(UnknownTenant.FAIL, TenantConfigProperties::unknownTenant));
	}

	@ParameterizedTest
	@CsvSource({ "order=7, 7", "defaults.B=1, 100" })
	void orderIsThatOfTheProperty(String property, int order) {
		this.contextRunner.withPropertyValues(PREFIX + "defaults.A=1", PREFIX + property)
			.run((context) -> assertThat(context.getBean(TenantConfigMutator.class).getOrder()).isEqualTo(order));
	}

	@Test
	void dangerousVariableFailsTheStart() {
		fails(PREFIX + "tenants.acme.LD_PRELOAD=/tmp/x.so",
				"Configuration property 'provisionhook.tenant-config.tenants.acme.LD_PRELOAD':"
						+ " variable \"LD_PRELOAD\" can make programs run other code and was not allowed by name",
				"Correct or remove the variable; 'provisionhook.variables' says what mutators may write.");
	}

	@Test
	void variableThatRulesOfTheHostAllowDoesNotFailTheStart() {
		this.contextRunner
			.withPropertyValues(PREFIX + "tenants.acme.LD_PRELOAD=/tmp/x.so",
					"provisionhook.variables.allowed=LD_PRELOAD")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void protectedVariableFailsTheStart() {
		this.contextRunner.withBean(VariableRules.class, () -> VariableRules.builder().protect(List.of("P_*")).build())
			.withPropertyValues(PREFIX + "labels.[example.com/team].red.P_URL=x")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining(
						"Configuration property 'provisionhook.tenant-config.labels[example.com/team].red.P_URL':"
								+ " variable \"P_URL\" is protected"));
	}

	@Test
	void valueThatNoVariableCanHaveFailsTheStartUnseen() {
		this.contextRunner.withPropertyValues(PREFIX + "roles.reviewer.A=t0p\0s3cret")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("Configuration property 'provisionhook.tenant-config.roles.reviewer.A':"
						+ " variable \"A\" has a value with a NUL character")
				.hasMessageNotContaining("s3cret"));
	}

	@ParameterizedTest
	@CsvSource({ "tenants.acme.com.A, tenants.acme[com.A]", "labels.app.kubernetes.io.A, labels.app.kubernetes[io.A]",
			"defaults.A.B, defaults[A.B]" })
	void dotThatIsTakenForPartOfTheVariableFailsTheStart(String property, String shown) {
		fails(PREFIX + property + "=1",
				"Configuration property '" + PREFIX + shown + "': the name of a variable must not have a dot",
				"If the dot belongs to a tenant, a role or a label, put that in brackets, as in"
						+ " labels.\"[example.com/team]\". In an environment variable of the application it stands for"
						+ " an underscore; configure the variable in a file instead.");
	}

	@Test
	void environmentVariableThatLostItsUnderscoresFailsTheStart() {
		this.contextRunner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
						Map.of("PROVISIONHOOK_TENANTCONFIG_TENANTS_ACME_TENANT_NAME", "Acme"))))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("Configuration property 'provisionhook.tenant-config.tenants.acme[tenant.name]':"
						+ " the name of a variable must not have a dot"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "defaults.a b", "tenants.joe@acme.A", "roles.a/b.A", "labels.team.pay roll.A" })
	void keyThatLosesCharactersFailsTheStart(String property) {
		fails(PREFIX + property + "=1", "Configuration property '" + PREFIX + property
				+ "': the key has a character that is lost, since it is neither a letter, a digit, a dash nor an"
				+ " underscore", "Put such keys in brackets, and in YAML in quotes too, as in \"[ac-me]\".");
	}

	@Test
	void tenantsThatAreTakenForTheSameFailTheStart() {
		this.contextRunner.withPropertyValues(PREFIX + "tenants.acme.A=1", PREFIX + "tenants.ac-me.B=2")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("Configuration property 'provisionhook.tenant-config.tenants.ac-me.B':"
						+ " the keys 'acme' and 'ac-me' are taken for the same"));
	}

	@Test
	void layersThatAreNotListedFailTheStart() {
		this.contextRunner.withPropertyValues(PREFIX + "tenants.acme.A=1", PREFIX + "layers=roles")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("Configuration property 'provisionhook.tenant-config.layers':"
						+ " 'tenants' is configured and not listed"));
	}

	@Test
	void applicationThatFailsToStartSaysWhy(CapturedOutput output) {
		assertThatException().isThrownBy(() -> new SpringApplicationBuilder(Application.class)
			.run("--" + PREFIX + "tenants.acme.API_TOKEN=t0ps3cret", "--" + PREFIX + "tenants.acme.ENV=x"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Configuration property 'provisionhook.tenant-config.tenants.acme.ENV':"
					+ " variable \"ENV\" can make programs run other code and was not allowed by name.")
			.contains("Correct or remove the variable;")
			.doesNotContain("\tat ")
			.doesNotContain("t0ps3cret");
	}

	@Test
	void propertiesShowNoValues() {
		assertThat(TenantConfigPropertiesBinder.of("defaults.A_TOKEN=t0ps3cret", "tenants.acme.A_TOKEN=t0ps3cret",
				"roles.reviewer.A_TOKEN=t0ps3cret", "labels.tier.gold.A_TOKEN=t0ps3cret"))
			.hasToString("TenantConfigProperties[defaults=[A_TOKEN], tenants=[acme], roles=[reviewer], labels=[tier],"
					+ " layers=[], unknownTenant=FAIL, order=100]");
	}

	private void fails(String property, String message, String action) {
		this.contextRunner.withPropertyValues(property)
			.run((context) -> assertThat(context).getFailure()
				.extracting(TenantConfigAutoConfigurationTests::configurationException)
				.returns(message, PluginConfigurationException::getMessage)
				.returns(action, PluginConfigurationException::getAction));
	}

	private static PluginConfigurationException configurationException(Throwable failure) {
		Throwable cause = failure;
		while (!(cause instanceof PluginConfigurationException)) {
			cause = Objects.requireNonNull(cause.getCause());
		}
		return (PluginConfigurationException) cause;
	}

	/**
	 * A host with the plugin on its classpath.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ProvisionhookAutoConfiguration.class, TenantConfigAutoConfiguration.class })
	static class Application {

	}

}
