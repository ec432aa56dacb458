package io.provisionhook.plugin.gitcredentials;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties of the plugin.
 *
 * @param hosts Hosts that git gets credentials for, each with one source of credentials.
 * @param requestTimeout Time before a request to Bitbucket fails.
 * @param askpass Path of an askpass program in workspaces, for git before 2.31. By
 * default, the environment configures a credential helper.
 * @param order Order of the mutator. Lower values run first.
 */
@ConfigurationProperties(GitCredentialsProperties.PREFIX)
record GitCredentialsProperties(@DefaultValue List<Host> hosts, @DefaultValue("5s") Duration requestTimeout,
		@Nullable String askpass, @DefaultValue("350") int order) {

	static final String PREFIX = "provisionhook.git-credentials";

	/**
	 * A host that git gets credentials for. It has the name of a source, a token, a
	 * GitLab or a Bitbucket. Without any of them, it uses the only source for the host.
	 *
	 * @param host Host in the URLs of repositories, such as github.com or
	 * git.example.com:8443.
	 * @param protocol Protocol that git uses, https or http.
	 * @param tenants Tenants whose workspaces get credentials for this host. Defaults to
	 * all workspaces.
	 * @param source Name of the source of the credentials, such as github-app-auth.
	 * @param username User name of the token.
	 * @param token Personal access token.
	 * @param tokenFile File with the token, read for each request. May have placeholders
	 * such as /run/secrets/{tenant}/token.
	 * @param tokenSecret Name of a secret of the application, global or of the workspace,
	 * with the token.
	 * @param gitlab Credentials of GitLab.
	 * @param bitbucket Credentials of Bitbucket Cloud.
	 * @param sslBundle Name of the SSL bundle with the trusted certificates of a private
	 * authority.
	 */
	record Host(@Nullable String host, @DefaultValue("https") String protocol, @DefaultValue List<String> tenants,
			@Nullable String source, @Nullable String username, @Nullable String token, @Nullable String tokenFile,
			@Nullable String tokenSecret, @Nullable GitLab gitlab, @Nullable Bitbucket bitbucket,
			@Nullable String sslBundle) {

		@Override
		public String toString() {
			return "Host[host=" + this.host + "]";
		}

	}

	/**
	 * An access token of a project, a group or a user of GitLab.
	 *
	 * @param token Access token.
	 * @param tokenFile File with the access token, read for each request. May have
	 * placeholders such as /run/secrets/{tenant}/gitlab-token.
	 * @param tokenSecret Name of a secret of the application, global or of the workspace,
	 * with the access token.
	 */
	record GitLab(@Nullable String token, @Nullable String tokenFile, @Nullable String tokenSecret) {

		@Override
		public String toString() {
			return "GitLab[redacted]";
		}

	}

	/**
	 * Credentials of Bitbucket Cloud: an access token of a repository, a project or a
	 * workspace, an API token, an app password, or an OAuth consumer.
	 *
	 * @param url URL of Bitbucket.
	 * @param token Access token of a repository, a project or a workspace.
	 * @param tokenFile File with the access token, read for each request. May have
	 * placeholders such as /run/secrets/{tenant}/bitbucket-token.
	 * @param tokenSecret Name of a secret of the application, global or of the workspace,
	 * with the access token.
	 * @param username User name of the app password or API token. Required for an app
	 * password only.
	 * @param apiToken API token.
	 * @param apiTokenFile File with the API token, read for each request. May have
	 * placeholders.
	 * @param appPassword App password, which Bitbucket has deprecated.
	 * @param appPasswordFile File with the app password, read for each request. May have
	 * placeholders.
	 * @param clientId Key of the OAuth consumer.
	 * @param clientSecret Secret of the OAuth consumer.
	 * @param clientSecretFile File with the secret of the OAuth consumer. May have
	 * placeholders.
	 */
	record Bitbucket(@DefaultValue("https://bitbucket.org") String url, @Nullable String token,
			@Nullable String tokenFile, @Nullable String tokenSecret, @Nullable String username,
			@Nullable String apiToken, @Nullable String apiTokenFile, @Nullable String appPassword,
			@Nullable String appPasswordFile, @Nullable String clientId, @Nullable String clientSecret,
			@Nullable String clientSecretFile) {

		@Override
		public String toString() {
			return "Bitbucket[url=" + this.url + "]";
		}

	}

}
