package io.provisionhook.plugin.gitcredentials;

import java.util.stream.Collectors;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

import io.provisionhook.credential.CredentialSources;
import io.provisionhook.internal.IsolatedThreads;
import io.provisionhook.plugin.credentialendpoint.CredentialAccess;
import io.provisionhook.plugin.credentialendpoint.CredentialAccessAutoConfiguration;
import io.provisionhook.plugin.credentialendpoint.CredentialGrants;
import io.provisionhook.workspace.SecretSource;

/**
 * Auto-configuration for a mutator that has git ask for fresh credentials, and for the
 * sources of those.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = CredentialAccessAutoConfiguration.class,
		afterName = "io.provisionhook.autoconfigure.credential.CredentialSourcesAutoConfiguration")
@Conditional(OnHostsCondition.class)
@EnableConfigurationProperties(GitCredentialsProperties.class)
public final class GitCredentialsAutoConfiguration {

	@Bean
	GitCredentialHosts provisionhookGitCredentialHosts(GitCredentialsProperties properties, CredentialSources sources,
			ObjectProvider<SecretSource> secretSources, ObjectProvider<SslBundles> sslBundles,
			ObjectProvider<TokenTime> times) {
		SourceTools tools = new SourceTools(secretSources.orderedStream().toList(), sslBundles.getIfAvailable(),
				properties.requestTimeout(), new IsolatedThreads(GitCredentialsMutator.NAME + "-"),
				times.getIfAvailable(() -> TokenTime.SYSTEM).clock());
		return new GitCredentialHostsFactory(sources, tools).create(properties);
	}

	@Bean
	CredentialGrants provisionhookGitCredentialGrants(GitCredentialHosts hosts) {
		return () -> hosts.all().stream().collect(Collectors.toMap(GitCredentialHost::host, GitCredentialHost::source));
	}

	@Bean
	@ConditionalOnMissingBean(name = "provisionhookGitCredentialsMutator")
	GitCredentialsMutator provisionhookGitCredentialsMutator(GitCredentialsProperties properties,
			GitCredentialHosts hosts, CredentialAccess access) {
		return new GitCredentialsMutator(properties.order(), hosts.all(), properties.askpass(), access);
	}

}
