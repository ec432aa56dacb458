package io.provisionhook.plugin.gitcredentials;

import io.provisionhook.credential.CredentialHost;

/**
 * What tells a source from the others, and what git is to call itself.
 *
 * @param name the name of the source
 * @param host the host that it is for
 * @param username the user name that goes with its secrets
 */
record SourceIdentity(String name, CredentialHost host, String username) {

	static SourceIdentity of(String kind, CredentialHost host, String username) {
		return new SourceIdentity(kind + ":" + host, host, username);
	}

}
