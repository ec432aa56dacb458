package io.provisionhook.redaction;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * A secret and its secret parts.
 *
 * @param text the secret
 * @param parts its parts, as they are written in it
 */
record StructuredSecret(String text, List<String> parts) {

	static Arbitrary<StructuredSecret> any() {
		return Arbitraries.oneOf(passwords().map(StructuredSecret::opaque), passwords().map(StructuredSecret::url),
				passwords().map(StructuredSecret::tokenUrl), passwords().map(StructuredSecret::connectionString),
				passwords().map(StructuredSecret::keywords), passwords().map(StructuredSecret::headers),
				passwords().map(StructuredSecret::properties), keys().map(StructuredSecret::key),
				keys().map(StructuredSecret::compactJson), keys().map(StructuredSecret::prettyJson),
				Combinators.combine(passwords(), passwords()).as(StructuredSecret::pairOfPasswords));
	}

	private static Arbitrary<String> passwords() {
		return Arbitraries.strings().alpha().numeric().withChars("_-.~!*$é€").ofMinLength(8).ofMaxLength(60);
	}

	private static Arbitrary<List<String>> keys() {
		return Arbitraries.strings().alpha().numeric().withChars("+/").ofLength(64).list().ofMinSize(2).ofMaxSize(5);
	}

	private static StructuredSecret opaque(String password) {
		return new StructuredSecret(password, List.of(password));
	}

	private static StructuredSecret url(String password) {
		String encoded = URLEncoder.encode(password, StandardCharsets.UTF_8);
		return new StructuredSecret("postgres://agent:" + encoded + "@db.example.com:5432/agents?sslmode=require",
				List.of(password, encoded));
	}

	private static StructuredSecret tokenUrl(String token) {
		String encoded = URLEncoder.encode(token, StandardCharsets.UTF_8);
		return new StructuredSecret("https://" + encoded + "@git.example.com/team/repository.git",
				List.of(token, encoded));
	}

	private static StructuredSecret connectionString(String password) {
		return new StructuredSecret(
				"Server=tcp:db.example.com;Initial Catalog=agents;User ID=agent;Password=" + password + ";Encrypt=True",
				List.of(password));
	}

	private static StructuredSecret keywords(String password) {
		return new StructuredSecret("host=db.example.com user=agent password=" + password + " dbname=agents",
				List.of(password));
	}

	private static StructuredSecret headers(String token) {
		return new StructuredSecret("authorization=Bearer " + token + ",x-tenant-name=acme", List.of(token));
	}

	private static StructuredSecret properties(String password) {
		return new StructuredSecret("spring.datasource.username=agent\nspring.datasource.password=" + password + "\n",
				List.of(password));
	}

	private static StructuredSecret key(List<String> lines) {
		return new StructuredSecret(
				"-----BEGIN PRIVATE KEY-----\n" + String.join("\n", lines) + "\n-----END PRIVATE KEY-----\n", lines);
	}

	private static StructuredSecret compactJson(List<String> lines) {
		return new StructuredSecret("{\"type\":\"service_account\",\"private_key\":\""
				+ key(lines).text.replace("\n", "\\n")
				+ "\",\"token_uri\":\"https://oauth2.example.com/token\",\"client_email\":\"agent@example.com\"}",
				lines);
	}

	private static StructuredSecret prettyJson(List<String> lines) {
		return new StructuredSecret(compactJson(lines).text.replace("{\"", "{\n  \"")
			.replace(",\"", ",\n  \"")
			.replace("\":\"", "\": \"")
			.replace("\"}", "\"\n}\n"), lines);
	}

	private static StructuredSecret pairOfPasswords(String one, String other) {
		return new StructuredSecret("{\"username\": \"agent\", \"password\": \"" + one
				+ "\", \"replica\": {\"password\": \"" + other + "\"}}", List.of(one, other));
	}

	/**
	 * Return each stretch of eight characters of the parts.
	 * @return the stretches
	 */
	List<String> stretches() {
		return this.parts.stream()
			.flatMap((part) -> Stream.iterate(0, (start) -> start + 8 <= part.length(), (start) -> start + 1)
				.map((start) -> part.substring(start, start + 8)))
			.toList();
	}

	@Override
	public String toString() {
		return this.text;
	}

}
