package io.provisionhook.plugin.gitcredentials;

import java.util.Set;

import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialRequest;
import io.provisionhook.credential.CredentialSource;

/**
 * A source of a configured secret, which is rotated outside of the application.
 * Thread-safe.
 */
final class ConfiguredCredentialSource implements CredentialSource {

	private final SourceIdentity identity;

	private final ConfiguredSecret secret;

	ConfiguredCredentialSource(SourceIdentity identity, ConfiguredSecret secret) {
		this.identity = identity;
		this.secret = secret;
	}

	@Override
	public String name() {
		return this.identity.name();
	}

	@Override
	public Set<CredentialHost> hosts() {
		return Set.of(this.identity.host());
	}

	@Override
	public Credential credential(CredentialRequest request) throws Exception {
		String value = this.secret.get(request.context());
		request.context().redact(value);
		return Credential.of(this.identity.username(), value, null);
	}

}
