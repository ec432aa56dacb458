package io.provisionhook.plugin.gitcredentials;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialRequest;
import io.provisionhook.credential.CredentialSource;
import io.provisionhook.credential.CredentialSources;
import io.provisionhook.plugin.internal.test.SettableClock;
import io.provisionhook.workspace.SecretSource;

/**
 * The hosts of a configuration with a clock of their own, for tests that go through time.
 */
final class Plugin implements AutoCloseable {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	final GitCredentialHosts hosts;

	private Plugin(Clock clock, Setup setup, Map<String, String> properties) {
		this.hosts = create(clock, this.executor, setup, properties(properties));
	}

	private static GitCredentialHosts create(Clock clock, Executor executor, Setup setup,
			GitCredentialsProperties properties) {
		return new GitCredentialHostsFactory(CredentialSources.of(setup.sources()),
				new SourceDependencies(setup.secrets(), null, properties.requestTimeout(), executor, clock))
			.create(properties);
	}

	static GitCredentialHosts create(Setup setup, GitCredentialsProperties properties) {
		return create(new SettableClock(), Runnable::run, setup, properties);
	}

	static GitCredentialsProperties properties(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate(GitCredentialsProperties.PREFIX,
				Bindable.of(GitCredentialsProperties.class));
	}

	/**
	 * Create the hosts.
	 * @param clock the clock
	 * @param properties properties without their prefix, as in
	 * {@code hosts[0].host=github.com}; what does not begin with a property of the plugin
	 * is of the first host, which is git.example.com by default
	 * @return the plugin
	 */
	static Plugin of(Clock clock, String... properties) {
		return of(clock, new Setup(List.of(), List.of()), properties);
	}

	static Plugin of(Clock clock, Setup setup, String... properties) {
		Map<String, String> values = new LinkedHashMap<>();
		values.put(GitCredentialsProperties.PREFIX + ".hosts[0].host", "git.example.com");
		// Longer than a busy machine takes
		values.put(GitCredentialsProperties.PREFIX + ".request-timeout", "1m");
		Arrays.stream(properties).map((property) -> property.split("=", 2)).forEach((property) -> {
			boolean complete = property[0].startsWith("hosts") || property[0].startsWith("request-timeout");
			values.put(GitCredentialsProperties.PREFIX + (complete ? "." : ".hosts[0].") + property[0], property[1]);
		});
		return new Plugin(clock, setup, values);
	}

	static ProvisionContext context(String tenant, Duration timeout) {
		return ProvisionContext.of("w-1", WorkspaceRequest.named("fix").tenant(tenant).build(), timeout);
	}

	Credential ask() throws Exception {
		return ask(context("acme", Duration.ofMinutes(2)));
	}

	Credential ask(ProvisionContext context) throws Exception {
		GitCredentialHost first = this.hosts.all().get(0);
		return first.source().credential(new CredentialRequest(first.host(), context));
	}

	Future<Credential> askLater(Duration timeout) {
		return this.executor.submit(() -> ask(context("acme", timeout)));
	}

	List<Credential> askAtOnce(int number) throws Exception {
		List<Future<Credential>> askers = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			askers.add(askLater(Duration.ofMinutes(2)));
		}
		List<Credential> credentials = new ArrayList<>();
		for (Future<Credential> asker : askers) {
			credentials.add(asker.get());
		}
		return credentials;
	}

	@Override
	public void close() {
		this.hosts.close();
		this.executor.shutdownNow();
	}

	/**
	 * What else there is in the application.
	 *
	 * @param sources sources of credentials
	 * @param secrets sources of secrets
	 */
	record Setup(List<CredentialSource> sources, List<SecretSource> secrets) {
	}

}
