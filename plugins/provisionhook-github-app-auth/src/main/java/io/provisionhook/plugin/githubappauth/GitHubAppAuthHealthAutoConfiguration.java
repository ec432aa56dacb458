package io.provisionhook.plugin.githubappauth;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

import io.provisionhook.plugin.internal.upstream.UpstreamHealth;
import io.provisionhook.plugin.internal.upstream.UpstreamHealthIndicator;

/**
 * Auto-configuration for the health of GitHub, as of the last request for a token.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = GitHubAppAuthAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnBean(name = GitHubAppAuthAutoConfiguration.HEALTH)
@ConditionalOnEnabledHealthIndicator("github-app-auth")
public final class GitHubAppAuthHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "provisionhookGithubAppAuthHealthIndicator")
	UpstreamHealthIndicator provisionhookGithubAppAuthHealthIndicator(
			@Qualifier(GitHubAppAuthAutoConfiguration.HEALTH) UpstreamHealth health) {
		return new UpstreamHealthIndicator(health);
	}

}
