package io.provisionhook.plugin.gitcredentials;

import java.util.List;
import java.util.Set;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialSource;

/**
 * A host that git gets credentials for. Immutable.
 *
 * @param host the host
 * @param protocol the protocol of git, https or http
 * @param tenants the tenants whose workspaces get credentials; empty if all workspaces do
 * @param source the source of the credentials
 */
record GitCredentialHost(CredentialHost host, String protocol, Set<String> tenants, CredentialSource source) {

	GitCredentialHost {
		tenants = Set.copyOf(tenants);
	}

	/**
	 * Return the start of URLs of the host.
	 * @return protocol and host
	 */
	String url() {
		return this.protocol + "://" + this.host;
	}

	/**
	 * Return the URLs to configure in git: with and without a dot at the end of the name,
	 * which git does not normalize as it does the default port.
	 * @return two URLs
	 */
	List<String> urls() {
		return List.of(url(), url().replaceFirst("(?=:\\d+$|$)", "."));
	}

	/**
	 * Return whether a workspace gets credentials for this host.
	 * @param workspace the request of the workspace
	 * @return whether it does
	 */
	boolean isFor(WorkspaceRequest workspace) {
		return this.tenants.isEmpty() || (workspace.tenant() != null && this.tenants.contains(workspace.tenant()));
	}

}
