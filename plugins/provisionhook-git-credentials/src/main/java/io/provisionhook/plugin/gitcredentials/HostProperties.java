package io.provisionhook.plugin.gitcredentials;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A host that git gets credentials for. It names a source, or has a token, a GitLab or a
 * Bitbucket; without any of them, the credentials are those of the only source that is
 * meant for the host.
 *
 * @param host Host as in the URLs of its repositories, such as github.com or
 * git.example.com:8443.
 * @param protocol Protocol that git uses, https or http.
 * @param tenants Tenants whose workspaces get credentials for this host; without any, all
 * workspaces do.
 * @param source Name of the source of the credentials, such as github-app-auth.
 * @param username User name that goes with the token.
 * @param token Personal access token.
 * @param tokenFile File with the token, which is read each time; may have placeholders
 * such as /run/secrets/{tenant}/token.
 * @param tokenSecret Name of a secret of the application, global or of the workspace,
 * that is the token.
 * @param gitlab Way to get the credentials from GitLab.
 * @param bitbucket Way to get the credentials from Bitbucket Cloud.
 * @param sslBundle SSL bundle with the certificates to trust, if the authority of the
 * server is not a public one.
 */
record HostProperties(@Nullable String host, @DefaultValue("https") String protocol, @DefaultValue List<String> tenants,
		@Nullable String source, @Nullable String username, @Nullable String token, @Nullable String tokenFile,
		@Nullable String tokenSecret, @Nullable GitLabProperties gitlab, @Nullable BitbucketProperties bitbucket,
		@Nullable String sslBundle) {

	/**
	 * Leave out the token.
	 */
	@Override
	public String toString() {
		return "HostProperties[host=" + this.host + "]";
	}

}
