package io.provisionhook.plugin.githubappauth;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.web.client.RestClient;

import io.provisionhook.ProvisionContext;
import io.provisionhook.VariableRules;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.plugin.internal.http.Endpoint;
import io.provisionhook.plugin.internal.http.JsonClient;
import io.provisionhook.plugin.internal.test.SettableClock;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

/**
 * The plugin with a clock of its own, for tests that go through time.
 */
final class Plugin implements AutoCloseable {

	private final SettableClock clock;

	final UpstreamHealth health = new UpstreamHealth();

	/**
	 * How long was waited before calls were repeated.
	 */
	final List<Duration> pauses = new CopyOnWriteArrayList<>();

	private final ExecutorService executor = Executors.newCachedThreadPool();

	final InstallationTokens tokens;

	final GitHubAppAuthMutator mutator;

	final GitHubAppCredentialSource source;

	/**
	 * Create the plugin.
	 * @param clock its clock
	 * @param url where GitHub is
	 * @param properties properties without their prefix, as in {@code installation-id=99}
	 */
	Plugin(SettableClock clock, String url, String... properties) {
		this.clock = clock;
		GitHubAppAuthProperties bound = properties(url, properties);
		this.tokens = new InstallationTokensFactory(bound, null).create(Plugin::client, this.executor, this.clock,
				this::pause, this.health);
		this.mutator = new GitHubAppAuthMutator(bound.order(), TokenRequestTemplate.of(bound),
				bound.writableVariables(VariableRules.DEFAULT), this.tokens);
		this.source = new GitHubAppCredentialSource(ApiUrl.parse(bound.baseUrl()).repositoryHost(),
				TokenRequestTemplate.of(bound), this.tokens);
	}

	// Connections are there in time, so it is answers that are late. Before JDK 20, only
	// the read timeout ends the wait for the rest of a body.
	private static RestClient client(Endpoint endpoint) {
		return JsonClient.connect(new Endpoint(endpoint.system(), endpoint.url(), Duration.ofSeconds(10),
				endpoint.urlProperty(), endpoint.sslBundleProperty()), null);
	}

	private void pause(Duration duration) {
		this.pauses.add(duration);
		this.clock.plus(duration);
	}

	static GitHubAppAuthProperties properties(String url, String... properties) {
		Map<String, String> values = new LinkedHashMap<>();
		values.put("app-id", GitHub.APP_ID);
		values.put("private-key", TestKeys.pkcs8());
		values.put("base-url", url);
		values.put("request-timeout", "25s");
		Arrays.stream(properties)
			.map((property) -> property.split("=", 2))
			.forEach((property) -> values.put(property[0], property[1]));
		Map<String, String> prefixed = new LinkedHashMap<>();
		values.forEach((name, value) -> prefixed.put(GitHubAppAuthProperties.named(name), value));
		return new Binder(new MapConfigurationPropertySource(prefixed))
			.bind(GitHubAppAuthProperties.PREFIX, GitHubAppAuthProperties.class)
			.get();
	}

	String fetch() throws Exception {
		return fetch(Map.of());
	}

	String fetch(Map<String, String> labels) throws Exception {
		return this.mutator.fetch(context(labels, Duration.ofSeconds(30))).value();
	}

	static ProvisionContext context(Map<String, String> labels, Duration timeout) {
		return ProvisionContext.of("w-1",
				WorkspaceRequest.named("fix").tenant("acme").role("coder").labels(labels).build(), timeout);
	}

	@Override
	public void close() {
		this.tokens.close();
		this.executor.shutdownNow();
	}

}
