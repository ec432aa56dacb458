package io.provisionhook.plugin.gitcredentials;

import java.time.Clock;
import java.util.Map;
import java.util.stream.Collectors;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

import io.provisionhook.credential.CredentialSources;
import io.provisionhook.internal.IsolatedThreads;
import io.provisionhook.plugin.credentialendpoint.CredentialAccess;
import io.provisionhook.plugin.credentialendpoint.CredentialAccessAutoConfiguration;
import io.provisionhook.plugin.credentialendpoint.CredentialGrants;
import io.provisionhook.workspace.SecretSource;

/**
 * Auto-configuration for the mutator that configures git to request fresh credentials,
 * and for the sources of those credentials.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = CredentialAccessAutoConfiguration.class,
		afterName = "io.provisionhook.autoconfigure.credential.CredentialSourcesAutoConfiguration")
@Conditional(GitCredentialsAutoConfiguration.OnHostsCondition.class)
@EnableConfigurationProperties(GitCredentialsProperties.class)
public final class GitCredentialsAutoConfiguration {

	static final String CLOCK = "provisionhookGitCredentialsClock";

	@Bean
	GitCredentialHosts provisionhookGitCredentialHosts(GitCredentialsProperties properties, CredentialSources sources,
			ObjectProvider<SecretSource> secretSources, ObjectProvider<SslBundles> sslBundles,
			@Qualifier(CLOCK) ObjectProvider<Clock> clock) {
		SourceDependencies dependencies = new SourceDependencies(secretSources.orderedStream().toList(),
				sslBundles.getIfAvailable(), properties.requestTimeout(),
				new IsolatedThreads(GitCredentialsMutator.NAME + "-"), clock.getIfAvailable(Clock::systemUTC));
		return new GitCredentialHostsFactory(sources, dependencies).create(properties);
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

	/**
	 * Matches if at least one host is configured.
	 */
	static final class OnHostsCondition extends SpringBootCondition {

		private static final String FIRST = GitCredentialsProperties.PREFIX + ".hosts[0]";

		private static final Bindable<Map<String, Object>> HOST = Bindable.mapOf(String.class, Object.class);

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			ConditionMessage.Builder message = ConditionMessage.forCondition("Git credentials");
			Binder binder = Binder.get(context.getEnvironment());
			// A map does not bind variables that have underscores instead of dashes
			boolean found = binder.bind(FIRST, HOST).isBound() || binder.bind(FIRST + ".host", String.class).isBound();
			return found ? ConditionOutcome.match(message.found("property").items(FIRST))
					: ConditionOutcome.noMatch(message.didNotFind("property").items(FIRST));
		}

	}

}
