package io.provisionhook.plugin.gitcredentials;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

import io.provisionhook.plugin.internal.upstream.UpstreamHealthIndicator;

/**
 * Auto-configuration for the health of the servers that issue tokens, as of the last
 * request for a token.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = GitCredentialsAutoConfiguration.class)
@ConditionalOnClass(HealthContributor.class)
@ConditionalOnBean(GitCredentialHosts.class)
@ConditionalOnEnabledHealthIndicator(GitCredentialsMutator.NAME)
public final class GitCredentialsHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "provisionhookGitCredentialsHealthContributor")
	CompositeHealthContributor provisionhookGitCredentialsHealthContributor(GitCredentialHosts hosts) {
		return CompositeHealthContributor.fromMap(hosts.health(), UpstreamHealthIndicator::new);
	}

}
