package io.provisionhook.plugin.githubappauth;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialSource;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.UpstreamException;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link GitHubAppAuthAutoConfiguration},
 * {@link GitHubAppAuthHealthAutoConfiguration} and
 * {@link GitHubAppCredentialSourceAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class GitHubAppAuthAutoConfigurationTests {

	private static final String PREFIX = "provisionhook.github-app-auth.";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GitHubAppAuthAutoConfiguration.class,
				GitHubAppAuthHealthAutoConfiguration.class, GitHubAppCredentialSourceAutoConfiguration.class,
				ProvisionhookAutoConfiguration.class, SslAutoConfiguration.class));

	private final ApplicationContextRunner configured = this.contextRunner.withPropertyValues(
			PREFIX + "app-id=" + GitHub.APP_ID, PREFIX + "private-key=" + TestKeys.pkcs1(),
			PREFIX + "installation-id=99", PREFIX + "request-timeout=30s");

	@Test
	void autoConfigurationsAreListed() {
		assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
			.filteredOn((name) -> name.contains(".githubappauth."))
			.containsExactlyInAnyOrder(GitHubAppAuthAutoConfiguration.class.getName(),
					GitHubAppAuthHealthAutoConfiguration.class.getName(),
					GitHubAppCredentialSourceAutoConfiguration.class.getName());
	}

	@Test
	void mutatorIsRegistered() {
		this.configured.run((context) -> {
			assertThat(context).hasSingleBean(GitHubAppAuthMutator.class);
			assertThat(context.getBean(Registry.class).names()).containsExactly("github-app-auth");
		});
	}

	@Test
	void workspaceGetsTheTokenInBothVariablesAsASecret() {
		run((context) -> {
			Map<String, String> env = run(context);
			assertThat(env).isEqualTo(Map.of("GITHUB_TOKEN", GitHub.token(1), "GH_TOKEN", GitHub.token(1)));
		});
	}

	@Test
	void workspaceGetsTheTokenInTheVariablesOfTheConfiguration() {
		run((context) -> assertThat(run(context)).containsOnlyKeys("GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN"),
				"variables=GITHUB_TOKEN,GH_ENTERPRISE_TOKEN");
	}

	@Test
	void healthShowsTheLastCall() {
		run((context) -> {
			HealthIndicator indicator = context.getBean("provisionhookGithubAppAuthHealthIndicator",
					HealthIndicator.class);
			assertThat(health(indicator)).isEqualTo(Status.UNKNOWN);
			run(context);
			assertThat(health(indicator)).isEqualTo(Status.UP);
		});
	}

	private static Status health(HealthIndicator indicator) {
		Health health = indicator.health();
		assertThat(health).isNotNull();
		return health.getStatus();
	}

	private void run(ContextConsumer<AssertableApplicationContext> consumer, String... properties) {
		try (GitHub gitHub = new GitHub(Clock.systemUTC())) {
			ApplicationContextRunner runner = this.configured.withPropertyValues(PREFIX + "base-url=" + gitHub.url());
			for (String property : properties) {
				runner = runner.withPropertyValues(PREFIX + property);
			}
			runner.run(consumer);
			assertThat(gitHub.refusals()).isEmpty();
		}
	}

	private static Map<String, String> run(AssertableApplicationContext context) {
		Map<String, String> env = new HashMap<>();
		context.getBean(Registry.class).run(Plugin.context(Map.of(), Duration.ofSeconds(30)), env);
		return env;
	}

	@Test
	void keyMayBeInAFile(@TempDir Path directory) throws Exception {
		Path file = Files.writeString(directory.resolve("app.pem"), TestKeys.pkcs8());
		this.configured.withPropertyValues(PREFIX + "private-key=" + file)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(GitHubAppAuthMutator.class));
	}

	@Test
	void orderIsThreeHundredUnlessDecidedOtherwise() {
		this.configured
			.run((context) -> assertThat(context.getBean(GitHubAppAuthMutator.class).getOrder()).isEqualTo(300));
		this.configured.withPropertyValues(PREFIX + "order=7")
			.run((context) -> assertThat(context.getBean(GitHubAppAuthMutator.class).getOrder()).isEqualTo(7));
	}

	@Test
	void permissionsMayComeFromTheEnvironmentOfTheHost() {
		this.configured
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
						Map.of("PROVISIONHOOK_GITHUBAPPAUTH_PERMISSIONS_PULL_REQUESTS", "write"))))
			.run((context) -> assertThat(TokenRequestTemplate.of(context.getBean(GitHubAppAuthProperties.class))
				.expand(Plugin.context(Map.of(), Duration.ofSeconds(30)))
				.permissions()).isEqualTo(Map.of("pull_requests", "write")));
	}

	@Test
	void permissionsThatAreTakenForTheSameAreExplained() {
		this.configured
			.withPropertyValues(PREFIX + "permissions.pull_requests=read", PREFIX + "permissions.pull-requests=write")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(PluginConfigurationException.class)
				.hasMessageContaining("are taken for the same"));
	}

	@Test
	void variableThatIsProtectedIsExplained() {
		this.configured.withPropertyValues("provisionhook.variables.protected=GH_*")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("variable \"GH_TOKEN\" is protected"));
	}

	@Test
	void orderIsThatOfTheChain() {
		EnvMutator last = EnvMutator.of("last", (context, env) -> {
		});
		this.configured.withBean("last", EnvMutator.class, () -> last)
			.run((context) -> assertThat(context.getBean(Registry.class).names()).containsExactly("github-app-auth",
					"last"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "app-id=", "private-key=", "installation-id=99", "base-url=https://ghe.acme.com/api/v3" })
	void autoConfigurationBacksOffUnlessAnAppIsConfigured(String property, CapturedOutput output) {
		this.contextRunner.withPropertyValues(PREFIX + property).run((context) -> {
			assertThat(context).hasNotFailed()
				.doesNotHaveBean(EnvMutator.class)
				.doesNotHaveBean(CredentialSource.class)
				.doesNotHaveBean(UpstreamHealth.class);
			assertThat(List.of(context.getBeanDefinitionNames()))
				.noneMatch((name) -> name.contains("GithubAppAuth") && !name.endsWith("AutoConfiguration"));
		});
		assertThat(output.getAll().lines()).noneMatch((line) -> line.toLowerCase(Locale.ROOT).contains("github"));
	}

	@Test
	void autoConfigurationBacksOffForAMutatorOfTheUser() {
		EnvMutator own = EnvMutator.of("github-app-auth", (context, env) -> {
		});
		this.configured.withBean("provisionhookGithubAppAuthMutator", EnvMutator.class, () -> own).run((context) -> {
			assertThat(context.getBean(Registry.class).mutators()).containsExactly(own);
			assertThat(context).doesNotHaveBean(CredentialSource.class);
		});
	}

	@Test
	void sourceOfCredentialsIsForTheHostOfTheApi() {
		this.configured.run((context) -> assertThat(context.getBean(CredentialSource.class).hosts())
			.containsExactly(new CredentialHost("github.com")));
	}

	@Test
	void autoConfigurationBacksOffForASourceOfCredentialsOfTheUser() {
		this.configured.withBean("provisionhookGithubAppAuthCredentialSource", String.class, () -> "own")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(GitHubAppAuthMutator.class)
				.doesNotHaveBean(CredentialSource.class));
	}

	@Test
	void autoConfigurationWorksWithoutHealth() {
		this.configured.withClassLoader(new FilteredClassLoader(HealthIndicator.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(GitHubAppAuthMutator.class)
				.doesNotHaveBean("provisionhookGithubAppAuthHealthIndicator"));
	}

	@Test
	void healthOfAnotherPluginIsNotTakenForOurs() {
		this.configured.withBean("otherUpstreamHealth", UpstreamHealth.class, UpstreamHealth::new)
			.run((context) -> assertThat(context).hasNotFailed().hasBean("provisionhookGithubAppAuthHealthIndicator"));
	}

	@Test
	void closingTheContextClosesTheTokens() {
		this.configured.run((context) -> {
			InstallationTokens tokens = context.getBean(InstallationTokens.class);
			context.getSourceApplicationContext().close();
			assertThatExceptionOfType(UpstreamException.class)
				.isThrownBy(() -> tokens
					.get(TokenRequest.of(new InstallationTarget(InstallationTarget.Kind.INSTALLATION, "99"), List.of(),
							Map.of()), Deadline.within("GitHub", Duration.ofSeconds(30))))
				.withMessage("GitHub: the application is stopping");
		});
	}

	@Test
	void propertiesDoNotShowTheKey() {
		this.configured.run((context) -> assertThat(context.getBean(GitHubAppAuthProperties.class))
			.hasToString("GitHubAppAuthProperties[appId=12345]"));
	}

}
