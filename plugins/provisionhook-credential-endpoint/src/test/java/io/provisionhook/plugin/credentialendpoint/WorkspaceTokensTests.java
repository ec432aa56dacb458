package io.provisionhook.plugin.credentialendpoint;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.credential.CredentialHost;
import io.provisionhook.plugin.credentialendpoint.WorkspaceTokens.Claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link WorkspaceTokens} and {@link SigningKey}.
 */
class WorkspaceTokensTests {

	private static final byte[] BYTES = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

	private static final String TYPE = "provisionhook-credential+jwt";

	private final SigningKey key = SigningKey.of(BYTES);

	private final WorkspaceTokens tokens = new WorkspaceTokens(List.of(this.key));

	private final Claims claims = new Claims("w1", 3, Set.of(Source.GITHUB, new CredentialHost("gitlab.com")),
			Instant.parse("2026-03-01T12:00:00Z"));

	@Test
	void tokenSaysWhatWasPutIntoIt() throws Exception {
		assertThat(this.tokens.verify(this.tokens.issue(this.claims))).isEqualTo(this.claims);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"quoted\"\n", "ünïcödé 🙂", "a.b.c", "" })
	void workspaceCanHaveAnyId(String id) throws Exception {
		Claims strange = new Claims(id, 1, Set.of(Source.GITHUB), this.claims.expiresAt());
		assertThat(this.tokens.verify(this.tokens.issue(strange))).isEqualTo(strange);
	}

	@Test
	void eachFlippedBitIsNoticed() {
		String token = this.tokens.issue(this.claims);
		for (int i = 0; i < token.length(); i++) {
			for (int bit = 0; bit < 8; bit++) {
				char[] flipped = token.toCharArray();
				flipped[i] ^= (char) (1 << bit);
				assertRefused(new String(flipped));
			}
		}
	}

	@Test
	void eachOtherWayToWriteTheSignatureIsNoticed() {
		String token = this.tokens.issue(this.claims);
		String start = token.substring(0, token.length() - 1);
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".chars()
			.mapToObj(Character::toString)
			.filter((last) -> !token.endsWith(last))
			.forEach((last) -> assertRefused(start + last));
		assertRefused(token + "=");
		assertRefused(token + "A");
		assertRefused(token + "\n");
		assertRefused(" " + token);
	}

	@Test
	void eachTruncatedTokenIsNoticed() {
		String token = this.tokens.issue(this.claims);
		for (int length = 0; length < token.length(); length++) {
			assertRefused(token.substring(0, length));
			assertRefused(token.substring(length + 1));
		}
	}

	@Test
	void tokenWithoutSignatureIsRefused() {
		String[] parts = this.tokens.issue(this.claims).split("\\.", -1);
		for (String algorithm : List.of("none", "None", "HS384", "HS512", "RS256")) {
			String header = base64(
					"{\"kid\":\"" + this.key.id() + "\",\"typ\":\"" + TYPE + "\",\"alg\":\"" + algorithm + "\"}");
			assertRefused(header + "." + parts[1] + ".");
			assertRefused(header + "." + parts[1] + "." + parts[2]);
		}
		assertRefused(parts[0] + "." + parts[1] + ".");
		assertRefused(parts[0] + "." + parts[1]);
		assertRefused(parts[0] + "." + parts[1] + "." + parts[2] + "." + parts[2]);
	}

	@Test
	void headerThatThisApplicationDoesNotWriteIsRefusedEvenIfItIsSigned() throws Exception {
		assertThat(this.tokens.verify(sign(header().build(), BYTES))).isEqualTo(this.claims);
		assertRefused(sign(header().type(JOSEObjectType.JWT).build(), BYTES));
		assertRefused(sign(header().type(null).build(), BYTES));
		assertRefused(sign(header().keyID(null).build(), BYTES));
		assertRefused(sign(header().customParam("x", 1).build(), BYTES));
		assertRefused(sign(header().criticalParams(Set.of("x")).customParam("x", 1).build(), BYTES));
		byte[] longKey = new String(BYTES, StandardCharsets.US_ASCII).repeat(2).getBytes(StandardCharsets.US_ASCII);
		SigningKey other = SigningKey.of(longKey);
		JWSHeader otherAlgorithm = new JWSHeader.Builder(JWSAlgorithm.HS512).type(new JOSEObjectType(TYPE))
			.keyID(other.id())
			.build();
		assertRefused(new WorkspaceTokens(List.of(other)), sign(otherAlgorithm, longKey));
	}

	@Test
	void foreignKeyIsRefusedEvenUnderTheIdOfAKnownOne() throws Exception {
		WorkspaceTokens foreign = new WorkspaceTokens(List.of(SigningKey.random()));
		assertRefused(foreign.issue(this.claims));
		assertRefused(sign(header().build(), new byte[32]));
	}

	@Test
	void keysCanBeRotated() throws Exception {
		SigningKey next = SigningKey.random();
		WorkspaceTokens rotating = new WorkspaceTokens(List.of(next, this.key));
		WorkspaceTokens rotated = new WorkspaceTokens(List.of(next));
		String old = this.tokens.issue(this.claims);
		assertThat(rotating.verify(old)).isEqualTo(this.claims);
		assertThat(rotated.verify(rotating.issue(this.claims))).isEqualTo(this.claims);
		assertThatExceptionOfType(CredentialDeniedException.class).isThrownBy(() -> rotated.verify(old))
			.withMessage("the token was signed with a key that is not among the signing keys");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "{\"sub\":\"w1\"}", "{\"sub\":\"w1\",\"gen\":1,\"hosts\":[\"github.com\"]}",
			"{\"sub\":\"w1\",\"gen\":\"1\",\"hosts\":[\"github.com\"],\"exp\":1}",
			"{\"sub\":\"w1\",\"gen\":1,\"hosts\":[\"*\"],\"exp\":1}",
			"{\"sub\":\"w1\",\"gen\":1,\"hosts\":[1],\"exp\":1}", "{\"gen\":1,\"hosts\":[\"github.com\"],\"exp\":1}",
			"{" })
	void signedNonsenseIsRefused(String payload) {
		assertThatExceptionOfType(CredentialDeniedException.class)
			.isThrownBy(() -> this.tokens.verify(this.key.sign(new Payload(payload))))
			.withMessage("the token can't be read");
	}

	@Test
	void idOfAKeyDependsOnTheKeyOnly() {
		assertThat(this.key.id()).isEqualTo(SigningKey.of(BYTES).id()).matches("[0-9a-f]{16}");
		assertThat(SigningKey.random().id()).isNotEqualTo(SigningKey.random().id());
	}

	private JWSHeader.Builder header() {
		return new JWSHeader.Builder(JWSAlgorithm.HS256).type(new JOSEObjectType(TYPE)).keyID(this.key.id());
	}

	private String sign(JWSHeader header, byte[] bytes) throws Exception {
		JWSObject token = new JWSObject(header, this.claims.toPayload());
		token.sign(new MACSigner(bytes));
		return token.serialize();
	}

	private void assertRefused(String token) {
		assertRefused(this.tokens, token);
	}

	private static void assertRefused(WorkspaceTokens tokens, String token) {
		assertThatExceptionOfType(CredentialDeniedException.class).as(token)
			.isThrownBy(() -> tokens.verify(token))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(401));
	}

	private static String base64(String text) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

}
