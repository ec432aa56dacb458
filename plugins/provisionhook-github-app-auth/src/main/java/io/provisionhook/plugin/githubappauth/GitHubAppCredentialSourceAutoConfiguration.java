package io.provisionhook.plugin.githubappauth;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for a credential source of the tokens of a GitHub App.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = GitHubAppAuthAutoConfiguration.class)
@ConditionalOnBean(InstallationTokens.class)
public final class GitHubAppCredentialSourceAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "provisionhookGithubAppAuthCredentialSource")
	GitHubAppCredentialSource provisionhookGithubAppAuthCredentialSource(GitHubAppAuthProperties properties,
			InstallationTokens tokens) {
		return new GitHubAppCredentialSource(ApiUrl.parse(properties.baseUrl()).repositoryHost(),
				TokenRequestTemplate.of(properties), tokens);
	}

}
