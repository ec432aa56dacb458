package io.provisionhook.sample.git;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialRequest;
import io.provisionhook.credential.CredentialSource;

/**
 * Makes short-lived tokens for the git server. A token is handed out for the first half
 * of its lifetime, so that each client has time to use it.
 */
final class ShortLivedTokens implements CredentialSource {

	private final CredentialHost host;

	private final Duration lifetime;

	private final SecureRandom random = new SecureRandom();

	private @Nullable Credential current;

	private @Nullable Credential previous;

	ShortLivedTokens(CredentialHost host, Duration lifetime) {
		this.host = host;
		this.lifetime = lifetime;
	}

	@Override
	public String name() {
		return "sample-git";
	}

	@Override
	public Set<CredentialHost> hosts() {
		return Set.of(this.host);
	}

	@Override
	public synchronized Credential credential(CredentialRequest request) {
		Credential known = this.current;
		Instant now = Instant.now();
		if (known == null || !isGood(known, now.plus(this.lifetime.dividedBy(2)))) {
			byte[] secret = new byte[20];
			this.random.nextBytes(secret);
			known = Credential.of("agent", Base64.getUrlEncoder().withoutPadding().encodeToString(secret),
					now.plus(this.lifetime));
			this.previous = this.current;
			this.current = known;
		}
		request.context().redact(known.secret());
		return known;
	}

	synchronized boolean accepts(String token) {
		return isToken(token, this.current) || isToken(token, this.previous);
	}

	private static boolean isToken(String token, @Nullable Credential credential) {
		return credential != null && credential.secret().equals(token) && isGood(credential, Instant.now());
	}

	private static boolean isGood(Credential credential, Instant until) {
		Instant end = credential.expiresAt();
		return end != null && until.isBefore(end);
	}

}
