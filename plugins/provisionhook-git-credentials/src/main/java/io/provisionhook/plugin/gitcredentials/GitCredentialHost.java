package io.provisionhook.plugin.gitcredentials;

import java.util.List;
import java.util.Set;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialSource;

/**
 * A host that git gets credentials for, checked. Immutable.
 *
 * @param host the host
 * @param protocol the protocol that git uses, https or http
 * @param tenants whose workspaces get credentials; empty if all do
 * @param source where the credentials come from
 */
record GitCredentialHost(CredentialHost host, String protocol, Set<String> tenants, CredentialSource source) {

	GitCredentialHost {
		tenants = Set.copyOf(tenants);
	}

	/**
	 * Return what URLs of the host begin with.
	 * @return protocol and host
	 */
	String url() {
		return this.protocol + "://" + this.host;
	}

	/**
	 * Return what git has to know URLs of the host by: with and without a dot at the end
	 * of the name, which git does not ignore as it does the default port.
	 * @return two URLs
	 */
	List<String> urls() {
		return List.of(url(), url().replaceFirst("(?=:\\d+$|$)", "."));
	}

	/**
	 * Return whether a workspace gets credentials for this host.
	 * @param workspace the request that it was created by
	 * @return whether it does
	 */
	boolean isFor(WorkspaceRequest workspace) {
		return this.tenants.isEmpty() || (workspace.tenant() != null && this.tenants.contains(workspace.tenant()));
	}

}
