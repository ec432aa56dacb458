package io.provisionhook.plugin.credentialendpoint;

import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import com.nimbusds.jose.Payload;
import com.nimbusds.jwt.JWTClaimsSet;

import io.provisionhook.credential.CredentialHost;

/**
 * What a token says.
 *
 * @param workspaceId the workspace that it is for
 * @param generation which of the lives of the workspace it is for
 * @param hosts the hosts that it is for
 * @param expiresAt when it expires, in whole seconds
 */
record TokenClaims(String workspaceId, long generation, Set<CredentialHost> hosts, Instant expiresAt) {

	private static final String GENERATION = "gen";

	private static final String HOSTS = "hosts";

	TokenClaims {
		hosts = Set.copyOf(hosts);
	}

	Payload toPayload() {
		return new JWTClaimsSet.Builder().subject(this.workspaceId)
			.claim(GENERATION, this.generation)
			.claim(HOSTS, this.hosts.stream().map(CredentialHost::value).sorted().toList())
			.expirationTime(Date.from(this.expiresAt))
			.build()
			.toPayload();
	}

	static TokenClaims of(Payload payload) throws ParseException {
		JWTClaimsSet claims = JWTClaimsSet.parse(payload.toJSONObject());
		List<String> hosts = Objects.requireNonNull(claims.getStringListClaim(HOSTS));
		return new TokenClaims(Objects.requireNonNull(claims.getSubject()),
				Objects.requireNonNull(claims.getLongClaim(GENERATION)),
				hosts.stream().map(CredentialHost::new).collect(Collectors.toSet()),
				Objects.requireNonNull(claims.getExpirationTime()).toInstant());
	}

}
