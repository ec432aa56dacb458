package io.provisionhook.plugin.gitcredentials;

import io.provisionhook.credential.CredentialHost;

/**
 * Name, host and user name of a source.
 *
 * @param name the name of the source
 * @param host the host of the credentials
 * @param username the user name of the credentials
 */
record SourceIdentity(String name, CredentialHost host, String username) {

	static SourceIdentity of(String kind, CredentialHost host, String username) {
		return new SourceIdentity(kind + ":" + host, host, username);
	}

}
