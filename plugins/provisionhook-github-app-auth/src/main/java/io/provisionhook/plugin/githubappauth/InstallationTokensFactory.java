package io.provisionhook.plugin.githubappauth;

import java.net.http.HttpClient;
import java.time.Clock;
import java.util.concurrent.Executor;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

import io.provisionhook.plugin.configuration.PluginConfigurationException;
import io.provisionhook.plugin.upstream.UpstreamHealth;

/**
 * Puts together what makes installation tokens.
 */
final class InstallationTokensFactory {

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
		AppIdentity identity = new AppIdentity(appId(), AppKey.read(this.properties.privateKey()), clock);
		GitHubHttp http = new GitHubHttp(client(), BaseUrl.parse(this.properties.baseUrl()),
				this.properties.requestTimeout());
		Exchange exchange = new Exchange(http, identity, new RateLimit(identity.appId(), clock, pause), pause);
		GitHubApi api = new GitHubApi(exchange, new Refusals(identity, http.baseUrl()), clock);
		return new InstallationTokens(api, executor, clock, health);
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

	private HttpClient client() {
		if (this.properties.requestTimeout().toMillis() < 2) {
			throw new PluginConfigurationException(GitHubAppAuthProperties.named("request-timeout"),
					"it is no time in which a request could be answered", "Set it to a few seconds, such as 5s.");
		}
		HttpClient.Builder client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.followRedirects(HttpClient.Redirect.NEVER)
			.connectTimeout(this.properties.requestTimeout().dividedBy(2));
		String bundle = this.properties.sslBundle();
		if (StringUtils.hasText(bundle)) {
			client.sslContext(sslContext(bundle));
		}
		return client.build();
	}

	private SSLContext sslContext(String bundle) {
		try {
			if (this.sslBundles == null) {
				throw new NoSuchSslBundleException(bundle, "There are no SSL bundles");
			}
			return this.sslBundles.getBundle(bundle).createSslContext();
		}
		catch (NoSuchSslBundleException ex) {
			throw new PluginConfigurationException(GitHubAppAuthProperties.named("ssl-bundle"),
					"there is no SSL bundle '" + bundle + "'",
					"Define it under 'spring.ssl.bundle', or correct the name.", ex);
		}
	}

}
