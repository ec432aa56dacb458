package io.provisionhook.plugin.githubappauth;

import java.net.URI;
import java.util.Locale;

import io.provisionhook.credential.CredentialHost;

/**
 * Tells where the repositories are that a REST API belongs to.
 */
final class GitHost {

	private static final String API = "api.";

	private GitHost() {
	}

	/**
	 * Return the host that git connects to. GitHub's own API and that of GitHub
	 * Enterprise Cloud with data residency are on a host of their own, that of GitHub
	 * Enterprise Server is on the host of the repositories.
	 * @param baseUrl the URL of the API
	 * @return the host, with its port unless that is the scheme's
	 */
	static CredentialHost of(String baseUrl) {
		URI url = URI.create(baseUrl);
		String host = url.getHost().toLowerCase(Locale.ROOT);
		if (host.startsWith(API) && (host.equals("api.github.com") || host.endsWith(".ghe.com"))) {
			host = host.substring(API.length());
		}
		int usual = url.getScheme().equals("https") ? 443 : 80;
		return new CredentialHost((url.getPort() < 0 || url.getPort() == usual) ? host : host + ":" + url.getPort());
	}

}
