package io.provisionhook.plugin.awssecretsmanager;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

import io.provisionhook.plugin.internal.mapping.MappedSecretsMutator;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for {@link AwsSecretReader}, what it reads and in which calls.
 */
class AwsSecretReaderTests {

	private static final String VERSION = "22222222-2222-2222-2222-222222222222";

	private final SecretsManagerStandIn aws = new SecretsManagerStandIn();

	@AfterEach
	void stop() {
		this.aws.close();
	}

	@Test
	void readerReadsTheSecretOfTheWorkspace() throws Exception {
		this.aws.put("prod/acme/db", "first-password");
		assertThat(fetch(Map.of("DB_PASSWORD", "prod/{tenant}/db")))
			.containsExactly(entry("DB_PASSWORD", "first-password"));
		assertThat(this.aws.calls()).containsExactly("GetSecretValue prod/acme/db null null");
	}

	@Test
	void readerReadsKeysOfJsonSecretInOneCall() throws Exception {
		this.aws.put("db", "{\"username\":\"app\",\"password\":\"first-password\",\"port\":5432}");
		assertThat(fetch(Map.of("DB_USER", "db#username", "DB_PASSWORD", "db#password", "DB_PORT", "db#port")))
			.containsOnly(entry("DB_USER", "app"), entry("DB_PASSWORD", "first-password"), entry("DB_PORT", "5432"));
		assertThat(this.aws.calls()).containsExactly("GetSecretValue db null null");
	}

	@Test
	void numbersOfJsonSecretStayAsTheyAreWritten() throws Exception {
		this.aws.put("db", """
				{"rate":1.10,"exp":1E3,"long":0.1234567890123456789,"nested":{"a":1.50}}""");
		assertThat(fetch(Map.of("RATE", "db#rate", "EXP", "db#exp", "LONG", "db#long", "NESTED", "db#nested")))
			.containsOnly(entry("RATE", "1.10"), entry("EXP", "1E3"), entry("LONG", "0.1234567890123456789"),
					entry("NESTED", "{\"a\":1.50}"));
	}

	@Test
	void readerReadsFortyFiveSecretsInThreeCalls() throws Exception {
		Map<String, String> variables = secrets(45);
		Map<String, String> values = fetch(variables);
		assertThat(values).hasSize(45).containsEntry("V1", "value-1").containsEntry("V45", "value-45");
		assertThat(this.aws.calls()).containsExactlyInAnyOrder("BatchGetSecretValue 20", "BatchGetSecretValue 20",
				"BatchGetSecretValue 5");
	}

	@Test
	void secretThatIsLeftOverByBatchesIsReadByItself() throws Exception {
		assertThat(fetch(secrets(21))).hasSize(21).containsEntry("V21", "value-21");
		assertThat(this.aws.calls()).containsExactlyInAnyOrder("BatchGetSecretValue 20",
				"GetSecretValue secret-21 null null");
	}

	@Test
	void readerReadsOneByOneWithoutBatches() throws Exception {
		MappedSecretsMutator mutator = AwsMutators.create(this.aws.uri(), AwsMutators.CREDENTIALS, false, secrets(20));
		Map<String, String> values = AwsMutators.values(mutator, AwsMutators.context(Duration.ofSeconds(30)));
		assertThat(values).hasSize(20).containsEntry("V7", "value-7");
		assertThat(this.aws.calls()).hasSize(20).contains("GetSecretValue secret-7 null null");
	}

	@Test
	void readerReadsAllPagesOfBatch() throws Exception {
		this.aws.pages(3);
		assertThat(fetch(secrets(10))).hasSize(10).containsEntry("V10", "value-10");
		assertThat(this.aws.calls()).hasSize(4);
	}

	@Test
	void readerReadsVersionsAndStagesBesideBatch() throws Exception {
		this.aws.put(StoredSecret.current("key", "new-key-value"))
			.put(new StoredSecret("key", VERSION, "AWSPREVIOUS", "old-key-value", null))
			.put("db", "first-password");
		assertThat(fetch(Map.of("NEW", "key", "OLD", "key?stage=AWSPREVIOUS", "PINNED", "key?version=" + VERSION,
				"DB_PASSWORD", "db")))
			.containsOnly(entry("NEW", "new-key-value"), entry("OLD", "old-key-value"),
					entry("PINNED", "old-key-value"), entry("DB_PASSWORD", "first-password"));
		assertThat(this.aws.calls()).containsExactlyInAnyOrder("BatchGetSecretValue 2",
				"GetSecretValue key null AWSPREVIOUS", "GetSecretValue key " + VERSION + " null");
	}

	@Test
	void readerTakesCompleteAndPartialArns() throws Exception {
		this.aws.put("db", "first-password").put("db-a1B2c3", "other-password").put("key", "first-key-value");
		assertThat(fetch(Map.of("COMPLETE", StoredSecret.ARN_PREFIX + "db-a1B2c3", "PARTIAL",
				StoredSecret.ARN_PREFIX + "key", "NAME", "db-a1B2c3")))
			.containsOnly(entry("COMPLETE", "first-password"), entry("PARTIAL", "first-key-value"),
					entry("NAME", "other-password"));
		assertThat(this.aws.calls()).containsExactly("BatchGetSecretValue 3");
	}

	@Test
	void completeArnIsNotTakenForPartOfAnother() throws Exception {
		this.aws.put("db", "first-password").put("db-a1B2c3", "other-password");
		Map<String, String> variables = new LinkedHashMap<>();
		variables.put("COMPLETE", StoredSecret.ARN_PREFIX + "db-a1B2c3");
		variables.put("NAME", "db-a1B2c3");
		assertThat(fetch(variables)).containsOnly(entry("COMPLETE", "first-password"), entry("NAME", "other-password"));
	}

	@Test
	void bytesAreTakenAsUtf8() throws Exception {
		this.aws.put(bytes("one", "größer".getBytes(StandardCharsets.UTF_8)))
			.put(bytes("two", "kleiner".getBytes(StandardCharsets.UTF_8)));
		assertThat(fetch(Map.of("ONE", "one"))).containsExactly(entry("ONE", "größer"));
		assertThat(fetch(Map.of("ONE", "one", "TWO", "two"))).containsOnly(entry("ONE", "größer"),
				entry("TWO", "kleiner"));
	}

	@Test
	void bytesThatAreNoTextAreRefused() {
		this.aws.put(bytes("keystore", new byte[] { (byte) 0xfe, (byte) 0xed, (byte) 0xfe, (byte) 0xed }));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> fetch(Map.of("STORE", "keystore")))
			.withMessage("AWS Secrets Manager: secret 'keystore' is binary and not UTF-8, which no variable can hold;"
					+ " store it as text, for example in base64")
			.withNoCause();
	}

	@Test
	void temporaryCredentialsAreSignedToo() throws Exception {
		SigV4Verifier signer = new SigV4Verifier("ASIATEMPORARY", "temporary-key", "the-session-token", "eu-central-1",
				"secretsmanager");
		try (SecretsManagerStandIn strict = new SecretsManagerStandIn(signer)) {
			strict.put("db", "first-password");
			AwsSessionCredentials credentials = AwsSessionCredentials.create(signer.accessKey(), signer.secretKey(),
					"the-session-token");
			MappedSecretsMutator mutator = AwsMutators.create(strict.uri(),
					StaticCredentialsProvider.create(credentials), true, Map.of("DB", "db"));
			assertThat(AwsMutators.values(mutator, AwsMutators.context(Duration.ofSeconds(30))))
				.containsExactly(entry("DB", "first-password"));
		}
	}

	private Map<String, String> secrets(int number) {
		Map<String, String> variables = new LinkedHashMap<>();
		for (int i = 1; i <= number; i++) {
			this.aws.put("secret-" + i, "value-" + i);
			variables.put("V" + i, "secret-" + i);
		}
		return variables;
	}

	private static StoredSecret bytes(String name, byte[] bytes) {
		return new StoredSecret(name, VERSION, StoredSecret.CURRENT, null, Base64.getEncoder().encodeToString(bytes));
	}

	private Map<String, String> fetch(Map<String, String> variables) throws Exception {
		return AwsMutators.values(AwsMutators.create(this.aws.uri(), variables),
				AwsMutators.context(Duration.ofSeconds(30)));
	}

}
