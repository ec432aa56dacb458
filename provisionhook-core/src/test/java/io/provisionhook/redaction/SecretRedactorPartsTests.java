package io.provisionhook.redaction;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecretRedactor}: structured secrets.
 */
class SecretRedactorPartsTests {

	private static final String KEY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC";

	private static final String ACCOUNT = """
			{
			  "type": "service_account",
			  "project_id": "agents-prod",
			  "private_key_id": "0a1b2c3d4e5f6a7b",
			  "private_key": "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\\nBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\\n-----END PRIVATE KEY-----\\n",
			  "client_email": "agents@agents-prod.iam.gserviceaccount.com",
			  "auth_uri": "https://accounts.google.com/o/oauth2/auth",
			  "token_uri": "https://oauth2.googleapis.com/token"
			}
			""";

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '^',
			textBlock = """
					https://user:s3cr3t-pw@git.example.com/      | login with s3cr3t-pw failed           | login with [redacted] failed
					https://user:s3cr3t-pw@git.example.com/      | no route to git.example.com for user  | no route to git.example.com for user
					postgres://bot:p%40ss-w0rd@db/agents         | refused p@ss-w0rd for postgres        | refused [redacted] for postgres
					postgres://bot:p%40ss-w0rd@db/agents         | refused p%40ss-w0rd                   | refused [redacted]
					https://ghp_0123456789@github.com/a/b        | sent ghp_0123456789 to github.com/a/b | sent [redacted] to github.com/a/b
					https://ghp_0123:x-oauth-basic@github.com    | sent ghp_0123 with x-oauth-basic      | sent [redacted] with x-oauth-basic
					https://k3y-0f-user:x@api.example.com | sent k3y-0f-user to api.example.com   | sent [redacted] to api.example.com
					amqp://bot:one@two-w/three@mq:5672/a  | refused two-w/three, amqp://bot        | refused [redacted], amqp://bot
					redis://:s3cret@cache:6379/0                 | wrong: s3cret                         | wrong: [redacted]
					amqp://u:s3cret-pw@one:5672,two:5672/host    | one:5672 said s3cret-pw               | one:5672 said [redacted]
					https://hooks.example.com/services/T01/Xyz12 | POST /services/T01/Xyz12              | POST [redacted]
					jdbc:postgresql://db/a?user=u&password=s3cret-pw | s3cret-pw at jdbc:postgresql://db | [redacted] at jdbc:postgresql://db
					Server=db;Database=agents;Uid=u;Pwd=s3cret;  | Database agents: s3cret               | Database agents: [redacted]
					Server=tcp:db,1433;User ID=u;Password={s3cret-pw} | the Password is s3cret-pw        | the Password is [redacted]
					host=db user=u password='s3cret-pw'          | password s3cret-pw for host=db        | password [redacted] for host=db
					AccountName=a;AccountKey=abc+/DEF012==       | AccountKey abc+/DEF012== of a         | AccountKey [redacted] of a
					cache:6379,password=s3cret-pw,ssl=True       | NOAUTH s3cret-pw                      | NOAUTH [redacted]
					Authorization: Bearer abcdef.123456          | the header abcdef.123456              | the header [redacted]
					authorization=Bearer abcdef123,x-key=zyxwvu1 | zyxwvu1 and abcdef123                 | [redacted] and [redacted]
					Basic dXNlcjpzM2NyZXQtcHc=                   | login failed: s3cret-pw               | login failed: [redacted]
					{"auths":{"r.io":{"auth":"dXNlcjpzM2NyZXQtcHc="}}} | login at r.io failed: s3cret-pw | login at r.io failed: [redacted]
					{"username": "agents-bot", "password": "s3cret"} | password of agents-bot: s3cret    | password of agents-bot: [redacted]
					{"db_host": "db.example.com", "pw": "s3cret-pw"} | s3cret-pw at db.example.com        | [redacted] at db.example.com
					{"key": "s3cret-pw", "end": "2026-01-02T03:04:05Z"} | 2026-01-02T09:10:11.123Z s3cret-pw | 2026-01-02T09:10:11.123Z [redacted]
					Token=s3cret-pw;Expires=2026-01-02T03:04:05+01:00 | 2026-01-02T09:10 s3cret-pw       | 2026-01-02T09:10 [redacted]
					//npm.example.com/:_password=czNjcmV0LXB3    | wrong: s3cret-pw                      | wrong: [redacted]
					{"url": "https://u:s3cret-pw@h/", "n": 1}    | s3cret-pw                             | [redacted]
					{"keys": ["first-key", "other-key"]}         | first-key other-key                   | [redacted] [redacted]
					{"pin": 1234567890}                          | pin 1234567890                        | pin [redacted]
					{"nested": "{\"token\":\"s3cret-pw\"}"}  | nested s3cret-pw                      | nested [redacted]
					""")
	void partsAreRedactedAndTheRestStays(String secret, String text, String expected) {
		assertThat(SecretRedactor.of(Set.of(secret)).redact(text)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
			{"a":"b"            | {"a":"b"
			bot:s3cret-pw       | bot:s3cret-pw
			postgres://a:b/c@d  | postgres://a:b/c@d
			weird=value-of-it   | weird=value-of-it
			""")
	void secretWithoutKnownStructureIsRedactedAsAWhole(String secret, String text) {
		assertThat(SecretRedactor.of(Set.of(secret)).redact("<" + text + ">")).isEqualTo("<[redacted]>");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			'{"type":"service_account","private_key":"-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC'
			'"private_key": "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B... (truncated)'
			MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj
			the key MIIEvQIBADANBg is malformed
			the key id is 0a1b2c3d4e5f6a7b
			""")
	void keyOfAServiceAccountIsRedactedHoweverItIsPrinted(String text) {
		assertThat(SecretRedactor.of(Set.of(ACCOUNT)).redact(text)).contains("[redacted]")
			.doesNotContain("MIIEvQIB", "gkqhkiG9", "0BAQEFAA", "BKcwggSj", "9Us8cKj", "0a1b2c3d");
	}

	@ParameterizedTest
	@ValueSource(strings = { "YWdlbnQ6czNjcmV0LXB3\n", "YWdlbnQ6\nczNjcmV0\nLXB3\n", " YWdlbnQ6czNjcmV0\r\n LXB3" })
	void linesOfBase64AreDecoded(String secret) {
		assertThat(SecretRedactor.of(Set.of(secret)).redact("agent: s3cret-pw")).isEqualTo("agent: [redacted]");
	}

	@Test
	void partThatIsFollowedByALineWithoutStructureIsDecoded() {
		SecretRedactor redactor = SecretRedactor.of(Set.of("""
				//npm.example.com/:_auth="YWdlbnQ6czNjcmV0LXB3"
				//npm.example.com/:email=agent@mail.test
				"""));
		assertThat(redactor.redact("agent@mail.test: s3cret-pw")).isEqualTo("agent@mail.test: [redacted]");
	}

	@Test
	void escapedMemberOfTruncatedBase64IsRedacted() {
		String secret = "{\"password\": \"a1\\\"b2\\\"c3\\\"d4\\\"e5\\\"f6\", \"n\": 1}";
		String encoded = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
		String cut = SecretRedactor.of(Set.of(secret)).redact(encoded.substring(0, 48)).replace("[redacted]", "");
		assertThat(new String(Base64.getDecoder().decode(cut), StandardCharsets.UTF_8)).isEqualTo("{\"password\": \"");
	}

	@Test
	void hostsInAFileOfVariablesStay() {
		SecretRedactor redactor = SecretRedactor.of(Set.of("""
				DB_HOST=database.example.com
				spring.datasource.username=provision-agent
				DB_PASSPORT=abcdef0123456789
				"""));
		assertThat(redactor.redact("provision-agent@database.example.com: abcdef0123456789"))
			.isEqualTo("provision-agent@database.example.com: [redacted]");
	}

	@Test
	void publicPartsOfAServiceAccountStay() {
		String text = "service_account agents@agents-prod.iam.gserviceaccount.com was refused by"
				+ " https://oauth2.googleapis.com/token: private_key -----BEGIN PRIVATE KEY----- is malformed";
		assertThat(SecretRedactor.of(Set.of(ACCOUNT)).redact(text)).isEqualTo(text);
	}

	@Test
	void wholeServiceAccountIsRedacted() {
		assertThat(SecretRedactor.of(Set.of(ACCOUNT)).redact("<" + ACCOUNT.strip() + ">")).isEqualTo("<[redacted]>");
	}

	@Test
	void wholeKeyFileIsRedacted() {
		String file = "-----BEGIN PRIVATE KEY-----\n" + KEY + "\n-----END PRIVATE KEY-----\n";
		SecretRedactor redactor = SecretRedactor.of(Set.of(file));
		assertThat(redactor.redact(file)).isEqualTo("[redacted]\n");
		assertThat(redactor.redact("bad: " + KEY.substring(10, 20))).isEqualTo("bad: [redacted]");
	}

	@Test
	void valuesOfAFileOfPropertiesAreRedacted() {
		SecretRedactor redactor = SecretRedactor.of(Set.of("""
				apiVersion: v1
				current-context: production
				users:
				- name: agent
				  user:
				    token: abcdef0123456789
				"""));
		assertThat(List.of("the current-context of apiVersion v1", "bad token abcdef0123")).extracting(redactor::redact)
			.containsExactly("the current-context of apiVersion v1", "bad token [redacted]");
	}

	static Stream<Arguments> filesWithWhatStaysInThem() {
		return Stream.of(
				Arguments.of("""
						apiVersion: v1
						kind: Config
						clusters:
						- cluster:
						    certificate-authority-data: TFMwdExTMUNSVWRKVGlCRFJWSlVTVVpKUTBGVVJT
						    server: https://k8s.example.com:6443
						  name: prod
						contexts:
						- context:
						    cluster: prod
						    namespace: default
						    user: admin
						  name: prod
						current-context: prod
						preferences: {}
						users:
						- name: admin
						  user:
						    client-key-data: c2VjcmV0LWtleS1vZi1hZG1pbg==
						    token: abcdef0123456789
						""",
						"apiVersion: v1|kind: Config|clusters:|- cluster:|server: https://k8s.example.com:6443"
								+ "|name: prod|contexts:|- context:|cluster: prod|namespace: default|user: admin"
								+ "|current-context: prod|preferences: {}|users:|- name: admin|user:",
						"certificate-authority-data: TFMwdExTMUNSVWRKVGlCRFJWSlVTVVpKUTBGVVJT|TFMwdExTMU"
								+ "|client-key-data: c2VjcmV0LWtleS1vZi1hZG1pbg==|secret-key-of-admin"
								+ "|token: abcdef0123456789|abcdef01"),
				Arguments.of("""
						apiVersion: client.authentication.k8s.io/v1
						kind: Secret
						type: kubernetes.io/dockerconfigjson
						metadata:
						  name: pull
						data:
						  password: abc12
						""",
						"apiVersion: client.authentication.k8s.io/v1|kind: Secret|type: kubernetes.io/dockerconfigjson"
								+ "|metadata:|name: pull",
						"password: abc12"),
				Arguments.of("-----BEGIN PRIVATE KEY-----\r\n" + KEY + "\r\n-----END PRIVATE KEY-----\r\n",
						"-----BEGIN PRIVATE KEY-----|-----END PRIVATE KEY-----", KEY + "|" + KEY.substring(10, 30)),
				Arguments.of("""
						{
						  "type": "service_account",
						  "project_id": "agents-prod",
						  "private_key_id": "0a1b2c3d4e5f6a7b",
						  "pin": "12345",
						  "token_uri": "https://oauth2.googleapis.com/token",
						  "scopes": [
						    "tok-4711-abc"
						  ],
						  "options": {
						    "password": "s3cret"
						  }
						}
						""",
						"\"type\": \"service_account\",|\"project_id\": \"agents-prod\",|\"scopes\": [|\"options\": {"
								+ "|\"token_uri\": \"https://oauth2.googleapis.com/token\",",
						"\"private_key_id\": \"0a1b2c3d4e5f6a7b\",|0a1b2c3d4e|\"pin\": \"12345\",|tok-4711-abc|s3cret"),
				Arguments.of("""
						[default]
						aws_access_key_id = AKIAEXAMPLE123456
						aws_secret_access_key = abcdef0123456789
						region = eu-central-1

						[profile prod]
						region = eu-central-1
						""", "[default]|[profile prod]|region = eu-central-1",
						"AKIAEXAMPLE123456|aws_secret_access_key = abcdef0123456789|abcdef01"),
				Arguments.of("""
						machine git.example.com
						  login agent
						  password abcdef0123456789
						""", "machine git.example.com|login agent|git.example.com",
						"password abcdef0123456789|abcdef01"),
				Arguments.of("""
						machine git.example.com login abcdef0123456789 password x-oauth-basic
						machine hub.example.com login abc9876543210 password x
						""", "", "abcdef01|login abc9876543210"),
				Arguments.of("""
						registry=https://registry.example.com/
						//registry.example.com/:_authToken=npm_abcdef0123456789
						always-auth=true
						""", "registry=https://registry.example.com/|registry.example.com",
						"npm_abcdef0123456789|abcdef01"),
				Arguments.of("""
						<?xml version="1.0" encoding="UTF-8"?>
						<settings xmlns="http://maven.apache.org/SETTINGS/1.0.0">
						  <servers>
						    <server>
						      <id>internal</id>
						      <username>agent</username>
						      <password>abc&amp;def0123456789</password>
						      <add key="Password" value="uvwxyz0123"/>
						    </server>
						  </servers>
						</settings>
						""",
						"<?xml version=\"1.0\" encoding=\"UTF-8\"?>|<settings xmlns=\"http://maven.apache.org/SETTINGS/1.0.0\">"
								+ "|<servers>|<server>|</server>|</servers>|</settings>",
						"<password>abc&amp;def0123456789</password>|abc&def0123456789|uvwxyz0123"));
	}

	@ParameterizedTest
	@MethodSource("filesWithWhatStaysInThem")
	void lineThatIsTheSameInEveryFileOfItsKindStays(String secret, String staying, String takenOut) {
		SecretRedactor redactor = SecretRedactor.of(Set.of(secret));
		assertThat(staying.split("\\|"))
			.allSatisfy((line) -> assertThat(redactor.redact("of: " + line + " is")).isEqualTo("of: " + line + " is"));
		assertThat(takenOut.split("\\|"))
			.allSatisfy((line) -> assertThat(redactor.redact("of: " + line + " is")).contains("[redacted]")
				.doesNotContain(line));
		assertThat(redactor.redact(secret)).doesNotContain(takenOut.split("\\|")).startsWith("[redacted]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "<abcdef0123>", "[abcdef0123]", "abcdef0123:", "- abcdef0123", "{abcdef0123}",
			"abcdef0123\nabcdef4567", "[abcdef0123]\n[abcdef4567]", "<abcdef0123>\n<abcdef4567>", "machine abcdef0123",
			"name: abcdef0123", "name: abcdef0123\nname: abcdef4567" })
	void secretThatOnlyLooksLikeSuchALineIsRedacted(String secret) {
		assertThat(SecretRedactor.of(Set.of(secret)).redact("of: " + secret.lines().findFirst().orElseThrow() + " is"))
			.contains("[redacted]")
			.doesNotContain("abcdef0123", "bcdef012");
	}

}
