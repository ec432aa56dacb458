package io.provisionhook.plugin.githubappauth;

import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;
import org.springframework.web.client.RestClient;

import io.provisionhook.plugin.internal.configuration.ConfiguredSslBundle;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;
import io.provisionhook.plugin.internal.http.Endpoint;
import io.provisionhook.plugin.internal.http.JsonClient;
import io.provisionhook.plugin.internal.upstream.RemoteCalls;
import io.provisionhook.plugin.internal.upstream.Upstream;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

/**
 * Puts together what makes installation tokens.
 */
final class InstallationTokensFactory {

	// GitHub takes no more than 100 at a time, of all that share the app
	private static final int CALLS_AT_A_TIME = 32;

	private static final String APP_ID = GitHubAppAuthProperties.named("app-id");

	private final GitHubAppAuthProperties properties;

	private final @Nullable SslBundles sslBundles;

	InstallationTokensFactory(GitHubAppAuthProperties properties, @Nullable SslBundles sslBundles) {
		this.properties = properties;
		this.sslBundles = sslBundles;
	}

	/**
	 * Create the tokens.
	 * @param executor gives each call a thread
	 * @param clock tells the time
	 * @param pause lets it pass
	 * @param health told how it went
	 * @return the tokens
	 * @throws PluginConfigurationException if a property is wrong
	 */
	InstallationTokens create(Executor executor, Clock clock, Pause pause, UpstreamHealth health) {
		return create((endpoint) -> JsonClient.connect(endpoint,
				ConfiguredSslBundle.find(this.sslBundles, this.properties.sslBundle(), endpoint.sslBundleProperty())),
				executor, clock, pause, health);
	}

	InstallationTokens create(Function<Endpoint, RestClient> clients, Executor executor, Clock clock, Pause pause,
			UpstreamHealth health) {
		AppIdentity identity = new AppIdentity(appId(), AppKey.read(this.properties.privateKey()), clock);
		Endpoint endpoint = endpoint();
		RemoteCalls calls = new RemoteCalls(InstallationTokens.SYSTEM, GitHubAppAuthMutator.NAME + "-call-",
				CALLS_AT_A_TIME);
		JsonClient client = new JsonClient(endpoint, clients.apply(endpoint), calls);
		Exchange exchange = new Exchange(client, identity, new RateLimit(identity.appId(), clock, pause), pause);
		GitHubApi api = new GitHubApi(exchange, new Refusals(identity, endpoint.url()), clock);
		return new InstallationTokens(api, new Upstream(InstallationTokens.SYSTEM, executor, health), clock);
	}

	private String appId() {
		String appId = this.properties.appId();
		String action = "Set it to the app id or the client id, which the settings of the app show at GitHub.";
		if (!StringUtils.hasText(appId)) {
			throw new PluginConfigurationException(APP_ID, "it is not set, although '" + AppKey.PROPERTY + "' is",
					action);
		}
		if (!appId.matches("[A-Za-z0-9.]+")) {
			throw new PluginConfigurationException(APP_ID, "'" + appId + "' is no id", action);
		}
		return appId;
	}

	private Endpoint endpoint() {
		Endpoint.requireTimeout(this.properties.requestTimeout(), GitHubAppAuthProperties.named("request-timeout"));
		return new Endpoint(InstallationTokens.SYSTEM, BaseUrl.parse(this.properties.baseUrl()),
				this.properties.requestTimeout(), GitHubAppAuthProperties.named("base-url"),
				GitHubAppAuthProperties.named("ssl-bundle"));
	}

}
