package io.provisionhook.plugin.githubappauth;

import java.time.Clock;
import java.util.concurrent.TimeUnit;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

import io.provisionhook.VariableRules;
import io.provisionhook.internal.IsolatedThreads;
import io.provisionhook.plugin.internal.configuration.ConfigurationKeys;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

/**
 * Auto-configuration for the mutator that gives workspaces an installation token of a
 * GitHub App.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@Conditional(GitHubAppAuthAutoConfiguration.OnGitHubAppCondition.class)
@EnableConfigurationProperties(GitHubAppAuthProperties.class)
public final class GitHubAppAuthAutoConfiguration {

	static final String HEALTH = "provisionhookGithubAppAuthUpstreamHealth";

	@Bean
	@ConditionalOnMissingBean(name = HEALTH)
	UpstreamHealth provisionhookGithubAppAuthUpstreamHealth() {
		return new UpstreamHealth();
	}

	@Bean
	@ConditionalOnMissingBean(name = "provisionhookGithubAppAuthMutator")
	InstallationTokens provisionhookGithubAppAuthInstallationTokens(GitHubAppAuthProperties properties,
			ObjectProvider<SslBundles> sslBundles, @Qualifier(HEALTH) UpstreamHealth health) {
		return new InstallationTokensFactory(properties, sslBundles.getIfAvailable()).create(
				new IsolatedThreads(GitHubAppAuthMutator.NAME + "-"), Clock.systemUTC(),
				(duration) -> TimeUnit.NANOSECONDS.sleep(duration.toNanos()), health);
	}

	@Bean
	@ConditionalOnMissingBean(name = "provisionhookGithubAppAuthMutator")
	GitHubAppAuthMutator provisionhookGithubAppAuthMutator(GitHubAppAuthProperties properties,
			InstallationTokens tokens, ObjectProvider<VariableRules> rules, ConfigurableEnvironment environment) {
		ConfigurationKeys.requireDistinct(environment, GitHubAppAuthProperties.named("permissions"));
		return new GitHubAppAuthMutator(properties.order(), TokenRequestTemplate.of(properties),
				properties.writableVariables(rules.getIfAvailable(() -> VariableRules.DEFAULT)), tokens);
	}

	/**
	 * Matches if a GitHub App has an id, or a private key without an id, which the plugin
	 * reports as a mistake. An empty text is no value, so that
	 * <code>${GITHUB_APP_ID:}</code> does not enable the plugin.
	 */
	static final class OnGitHubAppCondition extends SpringBootCondition {

		private static final String[] PROPERTIES = { GitHubAppAuthProperties.named("app-id"),
				GitHubAppAuthProperties.named("private-key") };

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			ConditionMessage.Builder message = ConditionMessage.forCondition("GitHub App");
			for (String property : PROPERTIES) {
				if (StringUtils.hasText(context.getEnvironment().getProperty(property))) {
					return ConditionOutcome.match(message.found("property").items(property));
				}
			}
			return ConditionOutcome.noMatch(message.didNotFind("property", "properties").items((Object[]) PROPERTIES));
		}

	}

}
