package io.provisionhook.plugin.githubappauth;

import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;
import org.springframework.web.client.RestClient;

import io.provisionhook.plugin.githubappauth.GitHubClient.Sleeper;
import io.provisionhook.plugin.internal.configuration.ConfiguredSslBundle;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;
import io.provisionhook.plugin.internal.http.Endpoint;
import io.provisionhook.plugin.internal.http.JsonClient;
import io.provisionhook.plugin.internal.upstream.RemoteCalls;
import io.provisionhook.plugin.internal.upstream.Upstream;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

/**
 * Creates {@link InstallationTokens} from the properties.
 */
final class InstallationTokensFactory {

	// GitHub accepts up to 100 concurrent calls of an app
	private static final int MAX_CONCURRENT_CALLS = 32;

	private static final String APP_ID = GitHubAppAuthProperties.named("app-id");

	private final GitHubAppAuthProperties properties;

	private final @Nullable SslBundles sslBundles;

	InstallationTokensFactory(GitHubAppAuthProperties properties, @Nullable SslBundles sslBundles) {
		this.properties = properties;
		this.sslBundles = sslBundles;
	}

	/**
	 * Create the tokens.
	 * @param executor the executor of calls
	 * @param clock the clock for expiry
	 * @param sleeper the sleeper for delays
	 * @param health the health of GitHub
	 * @return the tokens
	 * @throws PluginConfigurationException if a property is invalid
	 */
	InstallationTokens create(Executor executor, Clock clock, Sleeper sleeper, UpstreamHealth health) {
		return create((endpoint) -> JsonClient.connect(endpoint,
				ConfiguredSslBundle.find(this.sslBundles, this.properties.sslBundle(), endpoint.sslBundleProperty())),
				executor, clock, sleeper, health);
	}

	InstallationTokens create(Function<Endpoint, RestClient> clients, Executor executor, Clock clock, Sleeper sleeper,
			UpstreamHealth health) {
		AppIdentity identity = new AppIdentity(appId(), AppPrivateKey.read(this.properties.privateKey()), clock);
		Endpoint endpoint = endpoint();
		RemoteCalls calls = new RemoteCalls(InstallationTokens.SYSTEM, GitHubAppAuthMutator.NAME + "-call-",
				MAX_CONCURRENT_CALLS);
		JsonClient client = new JsonClient(endpoint, clients.apply(endpoint), calls);
		GitHubClient gitHub = new GitHubClient(client, identity, new RateLimit(identity.appId(), clock, sleeper),
				sleeper);
		GitHubApi api = new GitHubApi(gitHub, new GitHubFailures(identity, endpoint.url()), clock);
		return new InstallationTokens(api, new Upstream(InstallationTokens.SYSTEM, executor, health), clock);
	}

	private String appId() {
		String appId = this.properties.appId();
		String action = "Set it to the app id or the client id, which the settings of the app show at GitHub.";
		if (!StringUtils.hasText(appId)) {
			throw new PluginConfigurationException(APP_ID,
					"it is not set, although '" + AppPrivateKey.PROPERTY + "' is", action);
		}
		if (!appId.matches("[A-Za-z0-9.]+")) {
			throw new PluginConfigurationException(APP_ID, "'" + appId + "' is not an id", action);
		}
		return appId;
	}

	private Endpoint endpoint() {
		Endpoint.requireTimeout(this.properties.requestTimeout(), GitHubAppAuthProperties.named("request-timeout"));
		return new Endpoint(InstallationTokens.SYSTEM, ApiUrl.parse(this.properties.baseUrl()).value(),
				this.properties.requestTimeout(), GitHubAppAuthProperties.named("base-url"),
				GitHubAppAuthProperties.named("ssl-bundle"));
	}

}
