package io.provisionhook.plugin.vaultsecrets;

import java.nio.file.Path;

import org.springframework.vault.support.VaultToken;

import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Uses the token in a file, whatever that is at the moment.
 */
final class TokenFileSession implements VaultSession {

	private final Path file;

	TokenFileSession(Path file) {
		this.file = file;
	}

	@Override
	public VaultToken token(CallScope scope) throws UpstreamException {
		String token = CredentialFile.read(this.file, "the token");
		scope.redact(token);
		return VaultToken.of(token);
	}

	@Override
	public VaultToken replace(VaultToken invalid, CallScope scope) throws UpstreamException {
		VaultToken token = token(scope);
		if (token.equals(invalid)) {
			throw VaultFailures.system("Vault does not accept the token in '" + this.file
					+ "' (403); check that whoever writes it is at work");
		}
		return token;
	}

}
