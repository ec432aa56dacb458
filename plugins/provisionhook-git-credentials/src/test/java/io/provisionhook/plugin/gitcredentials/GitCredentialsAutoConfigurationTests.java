package io.provisionhook.plugin.gitcredentials;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.MutatorException;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.autoconfigure.credential.CredentialSourcesAutoConfiguration;
import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialRequest;
import io.provisionhook.credential.CredentialSource;
import io.provisionhook.plugin.credentialendpoint.CredentialAccess;
import io.provisionhook.plugin.credentialendpoint.CredentialAccessAutoConfiguration;
import io.provisionhook.plugin.credentialendpoint.CredentialGrants;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;
import io.provisionhook.report.RunReport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for {@link GitCredentialsAutoConfiguration} and what a workspace gets by it.
 */
@ExtendWith(OutputCaptureExtension.class)
class GitCredentialsAutoConfigurationTests {

	private static final String HELPER = "credential.https://git.example.com.helper";

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class,
				CredentialSourcesAutoConfiguration.class, GitCredentialsAutoConfiguration.class,
				GitCredentialsHealthAutoConfiguration.class, CredentialAccessAutoConfiguration.class))
		.withPropertyValues("provisionhook.credential-endpoint.url=https://host.example.com");

	private final WebApplicationContextRunner configured = this.contextRunner.withPropertyValues(
			"provisionhook.git-credentials.hosts[0].host=git.example.com",
			"provisionhook.git-credentials.hosts[0].token=marked-token");

	@Test
	void withoutHostsThereIsNothingAndNoEndpoint() {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(GitCredentialsMutator.class)
			.doesNotHaveBean(CredentialGrants.class)
			.doesNotHaveBean(CredentialAccess.class));
	}

	@Test
	void planHasTheVariablesOfTheWorkspaceAndNoToken() {
		this.configured.run((context) -> {
			Registry registry = context.getBean(Registry.class);
			ProvisionContext workspace = ProvisionContext.of("w1", WorkspaceRequest.named("demo").build(), 1,
					Duration.ofSeconds(30));
			Env env = Env.of(Map.of());
			Env planned = Env.of(Map.of());
			registry.run(workspace, env);
			registry.run(workspace.forPlan(), planned);
			assertThat(planned.keySet()).isEqualTo(env.keySet());
			assertThat(planned).containsEntry("PROVISIONHOOK_CREDENTIALS_TOKEN", "not issued in a plan");
		});
	}

	@Test
	void workspaceGetsHowToAskAndNoCredential() {
		run(this.configured, request("acme"), Env.of(Map.of()), (env) -> {
			assertThat(env)
				.containsEntry("PROVISIONHOOK_CREDENTIALS_URL", "https://host.example.com/provisionhook/credentials")
				.containsEntry("GIT_TERMINAL_PROMPT", "0")
				.containsEntry("GIT_CONFIG_COUNT", "2")
				.containsEntry("GIT_CONFIG_KEY_0", HELPER)
				.containsEntry("GIT_CONFIG_KEY_1", "credential.https://git.example.com..helper")
				.containsEntry("GIT_CONFIG_VALUE_0", "!eval \"$PROVISIONHOOK_GIT_HELPER\"; provisionhook")
				.containsEntry("PROVISIONHOOK_GIT_HELPER", CredentialHelper.DEFINITION)
				.doesNotContainKeys("GIT_ASKPASS", "PROVISIONHOOK_GIT_HOSTS");
			assertThat(env.isSecret("PROVISIONHOOK_CREDENTIALS_TOKEN")).isTrue();
			assertThat(env.leases()).containsOnlyKeys("PROVISIONHOOK_CREDENTIALS_TOKEN");
			assertThat(env.values()).noneSatisfy((value) -> assertThat(value).contains("marked-token"))
				.doesNotContain("");
		});
	}

	@Test
	void entriesThatAreThereAreKept() {
		Env env = Env.of(Map.of("GIT_CONFIG_COUNT", "1", "GIT_CONFIG_KEY_0", "a.b", "GIT_CONFIG_VALUE_0", "c"));
		run(this.configured, request("acme"), env, (after) -> assertThat(after).contains(entry("GIT_CONFIG_COUNT", "3"),
				entry("GIT_CONFIG_KEY_0", "a.b"), entry("GIT_CONFIG_VALUE_0", "c"), entry("GIT_CONFIG_KEY_1", HELPER)));
	}

	@Test
	void workspaceOfAnotherTenantGetsNothing() {
		run(this.configured.withPropertyValues("provisionhook.git-credentials.hosts[0].tenants=acme"),
				request("globex"), Env.of(Map.of()), (env) -> assertThat(env).isEmpty());
		run(this.configured.withPropertyValues("provisionhook.git-credentials.hosts[0].tenants=acme"),
				WorkspaceRequest.named("demo").build(), Env.of(Map.of()), (env) -> assertThat(env).isEmpty());
	}

	@Test
	void programThatAsksTakesThePlaceOfTheHelper() {
		run(this.configured.withPropertyValues("provisionhook.git-credentials.askpass=/opt/askpass"), request("acme"),
				Env.of(Map.of()),
				(env) -> assertThat(env).containsEntry("GIT_ASKPASS", "/opt/askpass")
					.containsKey("PROVISIONHOOK_CREDENTIALS_TOKEN")
					.containsEntry("PROVISIONHOOK_GIT_HOSTS", "https://git.example.com")
					.doesNotContainKeys("GIT_CONFIG_COUNT", "PROVISIONHOOK_GIT_HELPER"));
	}

	@ParameterizedTest
	@CsvSource({ "https, git.example.com:443, https://git.example.com",
			"https, git.example.com., https://git.example.com",
			"https, GIT.example.com.:8443, https://git.example.com:8443",
			"http, git.example.com:80, http://git.example.com", "http, '[::1]:80', 'http://[::1]'",
			"https, git.example.com:80, https://git.example.com:80" })
	void hostIsConfiguredWithOrWithoutDefaultPortAndDot(String protocol, String host, String url) {
		this.configured
			.withPropertyValues("provisionhook.git-credentials.hosts[0].host=" + host,
					"provisionhook.git-credentials.hosts[0].protocol=" + protocol)
			.run((context) -> assertThat(context.getBean(GitCredentialHosts.class).all()).singleElement()
				.satisfies((created) -> assertThat(created.url()).isEqualTo(url)));
	}

	@Test
	void hostThatIsThereTwiceInDifferentSpellingEndsTheStart() {
		this.configured
			.withPropertyValues("provisionhook.git-credentials.hosts[1].host=git.example.com.:443",
					"provisionhook.git-credentials.hosts[1].token=marked-token")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(PluginConfigurationException.class)
				.hasMessage("Configuration property 'provisionhook.git-credentials.hosts[1].host': 'git.example.com' is"
						+ " the host of 'provisionhook.git-credentials.hosts[0]', too"));
	}

	@Test
	void otherMutatorOfThisNameMayNotConfigureGit() {
		EnvMutator own = EnvMutator.of("git-credentials", (context, env) -> env.put("GIT_CONFIG_COUNT", "1"));
		this.configured.withBean("provisionhookGitCredentialsMutator", EnvMutator.class, () -> own)
			.run((context) -> assertThatExceptionOfType(MutatorException.class)
				.isThrownBy(() -> context.getBean(Registry.class)
					.run(ProvisionContext.of("w-1", request("acme"), 1, Duration.ofSeconds(30)), Env.of(Map.of())))
				.withMessage("provisionhook \"git-credentials\": variable \"GIT_CONFIG_COUNT\" can make programs run"
						+ " other code and was not allowed by name"));
	}

	@Test
	void sourceOfTheApplicationIsFoundByHostAndByName() {
		this.contextRunner.withBean(CredentialSource.class, () -> new NamedSource("own"))
			.withPropertyValues("provisionhook.git-credentials.hosts[0].host=git.example.com",
					"provisionhook.git-credentials.hosts[1].host=other.example.com",
					"provisionhook.git-credentials.hosts[1].source=own")
			.run((context) -> assertThat(context.getBean(CredentialGrants.class).sources())
				.containsOnlyKeys(new CredentialHost("git.example.com"), new CredentialHost("other.example.com"))
				.allSatisfy((host, source) -> assertThat(source.name()).isEqualTo("own")));
	}

	@Test
	void hostOfSeveralSourcesEndsTheStart() {
		this.contextRunner.withBean("one", CredentialSource.class, () -> new NamedSource("one"))
			.withBean("two", CredentialSource.class, () -> new NamedSource("two"))
			.withPropertyValues("provisionhook.git-credentials.hosts[0].host=git.example.com")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(PluginConfigurationException.class)
				.hasMessage("Configuration property 'provisionhook.git-credentials.hosts[0].source': there are several"
						+ " credential sources for 'git.example.com': one, two; choose one by its name"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-",
			value = { "hosts[0].gitlab.rotate-before      | -", "hosts[0].gitlab.refresh-token-file | -",
					"hosts[0].gitlab.tokenfil           | hosts[0].gitlab.token-file", "hosts[0].bitbucket.scope | -",
					"hosts[0].tenant                    | hosts[0].tenants", "hosts[1].tokn | hosts[1].token",
					"hosts[0].tennants[1]               | hosts[0].tenants", "host[0].token | hosts[0].token",
					"askpas                             | askpass" })
	void propertyThatDoesNotExistFailsTheStart(String name, @Nullable String nearest) {
		String property = "provisionhook.git-credentials." + name;
		this.configured.withPropertyValues(property + "=x")
			.run((context) -> assertThat(context).getFailure()
				.hasMessage("Configuration property '" + property.replaceFirst("\\[1]$", "")
						+ "' (property source 'test') is not known" + ((nearest != null)
								? ": did you mean 'provisionhook.git-credentials." + nearest + "'?" : ".")));
	}

	@Test
	void propertyThatDoesNotExistFailsTheStartAlsoIfThereIsNoHost() {
		this.contextRunner.withPropertyValues("provisionhook.git-credentials.host[0].token=x")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageEndingWith("is not known: did you mean 'provisionhook.git-credentials.hosts[0].token'?"));
	}

	@Test
	void propertyThatDoesNotExistFailsTheStartAlsoIfItIsAVariable() {
		this.contextRunner
			.withInitializer(variables(Map.of("PROVISIONHOOK_GITCREDENTIALS_HOSTS_0_HOST", "git.example.com",
					"PROVISIONHOOK_GITCREDENTIALS_HOSTS_0_TOKENFILE", "/run/token",
					"PROVISIONHOOK_GITCREDENTIALS_HOSTS_0_GITLAB_ROTATEBEFORE", "3d")))
			.run((context) -> assertThat(context).getFailure()
				.hasMessage("Environment variable 'PROVISIONHOOK_GITCREDENTIALS_HOSTS_0_GITLAB_ROTATEBEFORE' is not"
						+ " known."));
	}

	@ParameterizedTest
	@ValueSource(strings = { "GIT_CREDENTIALS_HOSTS_0_TOKEN_FILE", "GITCREDENTIALS_HOSTS_0_TOKENFILE" })
	void hostCanBeInVariables(String tokenFile) {
		String prefix = tokenFile.substring(0, tokenFile.indexOf("_HOSTS"));
		this.contextRunner
			.withInitializer(variables(Map.of("PROVISIONHOOK_" + prefix + "_HOSTS_0_HOST", "git.example.com",
					"PROVISIONHOOK_" + tokenFile, "/run/token")))
			.run((context) -> assertThat(context.getBean(GitCredentialHosts.class).all()).hasSize(1));
	}

	@Test
	void hostApplicationMayRunInAWorkspace() {
		this.configured
			.withInitializer(variables(Map.of(CredentialHelper.URL, "x", CredentialHelper.TOKEN, "x",
					CredentialHelper.FUNCTION, "x", CredentialHelper.HOSTS, "x")))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static ApplicationContextInitializer<ConfigurableApplicationContext> variables(
			Map<String, Object> variables) {
		return (context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables));
	}

	@Test
	void listOfHostsMayTakeThePlaceOfAnother() {
		MapPropertySource others = new MapPropertySource("others",
				Map.of("provisionhook.git-credentials.hosts[0].host", "other.example.com",
						"provisionhook.git-credentials.hosts[0].tenants[0]", "acme",
						"provisionhook.git-credentials.hosts[0].tenants[1]", "globex",
						"provisionhook.git-credentials.hosts[1].host", "another.example.com",
						"provisionhook.git-credentials.hosts[1].gitlab.token-file", "/run/token"));
		this.configured.withPropertyValues("provisionhook.git-credentials.hosts[0].tenants=globex")
			.withInitializer((context) -> context.getEnvironment().getPropertySources().addLast(others))
			.run((context) -> assertThat(context.getBean(GitCredentialHosts.class).all()).singleElement()
				.satisfies((host) -> assertThat(host.tenants()).containsExactly("globex")));
	}

	@Test
	void mutatorHasItsPlaceAndBacksOffForOneOfTheSameName() {
		this.configured.withPropertyValues("provisionhook.git-credentials.order=7")
			.run((context) -> assertThat(context.getBean(GitCredentialsMutator.class).getOrder()).isEqualTo(7));
		EnvMutator own = EnvMutator.of("own", (context, env) -> {
		});
		this.configured.withBean("provisionhookGitCredentialsMutator", EnvMutator.class, () -> own)
			.run((context) -> assertThat(context.getBean(Registry.class).names()).containsExactly("own"));
	}

	@Test
	void eachHostThatTokensAreGotFromHasAHealth() {
		WebApplicationContextRunner bitbucket = this.configured.withPropertyValues(
				"provisionhook.git-credentials.hosts[1].host=bitbucket.org",
				"provisionhook.git-credentials.hosts[1].bitbucket.client-id=key",
				"provisionhook.git-credentials.hosts[1].bitbucket.client-secret=marked-secret");
		bitbucket.run((context) -> {
			CompositeHealthContributor health = context.getBean(CompositeHealthContributor.class);
			assertThat(Optional.ofNullable(health.getContributor("bitbucket:bitbucket.org"))).isPresent();
			assertThat(health.stream()).hasSize(1);
		});
		bitbucket.withPropertyValues("management.health.git-credentials.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(HealthContributor.class));
		bitbucket.withClassLoader(new FilteredClassLoader(HealthContributor.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("provisionhookGitCredentialsHealthContributor"));
	}

	private static void run(WebApplicationContextRunner runner, WorkspaceRequest request, Env env,
			Consumer<Env> assertion) {
		runner.run((context) -> {
			RunReport report = context.getBean(Registry.class)
				.run(ProvisionContext.of("w-1", request, 1, Duration.ofSeconds(30)), env);
			assertThat(report.warnings()).isEmpty();
			assertion.accept(env);
		});
	}

	private static WorkspaceRequest request(String tenant) {
		return WorkspaceRequest.named("demo").tenant(tenant).build();
	}

	/**
	 * A source for a host.
	 *
	 * @param name its name
	 */
	private record NamedSource(String name) implements CredentialSource {

		@Override
		public Set<CredentialHost> hosts() {
			return Set.of(new CredentialHost("git.example.com"));
		}

		@Override
		public Credential credential(CredentialRequest request) {
			return Credential.of("agent", "marked-token", null);
		}

	}

}
