package io.provisionhook.plugin.credentialendpoint;

import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jwt.JWTClaimsSet;

import io.provisionhook.credential.CredentialHost;

/**
 * Issues and verifies the access tokens of workspaces, which are JSON Web Tokens with
 * HMAC-SHA256. Immutable and thread-safe.
 */
final class WorkspaceTokens {

	private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

	private final SigningKey first;

	private final Map<String, SigningKey> byId;

	/**
	 * Create an issuer and verifier.
	 * @param keys the keys; the first one signs, and all of them verify
	 */
	WorkspaceTokens(List<SigningKey> keys) {
		this.first = keys.get(0);
		Map<String, SigningKey> byId = new LinkedHashMap<>();
		keys.forEach((key) -> byId.put(key.id(), key));
		this.byId = Map.copyOf(byId);
	}

	/**
	 * Return the ids of the keys.
	 * @return the ids, first that of the key that signs
	 */
	List<String> keyIds() {
		return Stream.concat(Stream.of(this.first.id()), this.byId.keySet().stream()).distinct().toList();
	}

	String issue(Claims claims) {
		return this.first.sign(claims.toPayload());
	}

	/**
	 * Verify a token, except for its expiry.
	 * @param token the token
	 * @return the claims of the token
	 * @throws CredentialDeniedException if the token is not authentic
	 */
	Claims verify(String token) throws CredentialDeniedException {
		if (!TOKEN.matcher(token).matches()) {
			throw CredentialDeniedException.refused("the token is malformed");
		}
		try {
			JWSObject parsed = JWSObject.parse(token);
			SigningKey key = this.byId.get(String.valueOf(parsed.getHeader().getKeyID()));
			if (key == null) {
				throw CredentialDeniedException
					.refused("the token was signed with a key that is not among the signing keys");
			}
			if (!key.verifies(parsed)) {
				throw CredentialDeniedException.refused("the token was not signed by this application");
			}
			return Claims.of(parsed.getPayload());
		}
		catch (ParseException | RuntimeException ex) {
			throw CredentialDeniedException.refused("the token can't be read");
		}
	}

	/**
	 * Claims of a token.
	 *
	 * @param workspaceId the id of the workspace
	 * @param generation the generation of the workspace
	 * @param hosts the hosts that the workspace may request credentials for
	 * @param expiresAt the time of expiry, in whole seconds
	 */
	record Claims(String workspaceId, long generation, Set<CredentialHost> hosts, Instant expiresAt) {

		private static final String GENERATION = "gen";

		private static final String HOSTS = "hosts";

		Claims {
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

		static Claims of(Payload payload) throws ParseException {
			JWTClaimsSet claims = JWTClaimsSet.parse(payload.toJSONObject());
			List<String> hosts = Objects.requireNonNull(claims.getStringListClaim(HOSTS));
			return new Claims(Objects.requireNonNull(claims.getSubject()),
					Objects.requireNonNull(claims.getLongClaim(GENERATION)),
					hosts.stream().map(CredentialHost::new).collect(Collectors.toSet()),
					Objects.requireNonNull(claims.getExpirationTime()).toInstant());
		}

	}

}
