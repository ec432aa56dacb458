package io.provisionhook.plugin.gcpsecretmanager;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.provisionhook.plugin.internal.mapping.MappedSecretsMutator;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for {@link GcpSecretReader}, what it reads and in which calls.
 */
class GcpSecretReaderTests {

	private static final String PREFIX = "projects/acme-project/secrets/";

	private final GoogleStandIn google = new GoogleStandIn();

	@AfterEach
	void stop() {
		this.google.close();
	}

	@Test
	void readerReadsTheSecretOfTheWorkspace() throws Exception {
		this.google.put(PREFIX + "acme-db/versions/latest", "first-password");
		assertThat(fetch(Map.of("DB_PASSWORD", "{tenant}-db"))).containsExactly(entry("DB_PASSWORD", "first-password"));
		assertThat(this.google.calls()).containsExactly("token", PREFIX + "acme-db/versions/latest");
	}

	@Test
	void readerReadsKeysOfJsonSecretInOneCall() throws Exception {
		this.google.put(PREFIX + "db/versions/latest", "{\"username\":\"app\",\"password\":\"first-password\"}");
		assertThat(fetch(Map.of("DB_USER", "db#username", "DB_PASSWORD", "db#password")))
			.containsOnly(entry("DB_USER", "app"), entry("DB_PASSWORD", "first-password"));
		assertThat(this.google.calls()).containsExactly("token", PREFIX + "db/versions/latest");
	}

	@Test
	void numbersOfJsonSecretStayAsTheyAreWritten() throws Exception {
		this.google.put(PREFIX + "db/versions/latest", """
				{"rate":1.10,"exp":1E3,"long":0.1234567890123456789,"nested":{"a":1.50}}""");
		assertThat(fetch(Map.of("RATE", "db#rate", "EXP", "db#exp", "LONG", "db#long", "NESTED", "db#nested")))
			.containsOnly(entry("RATE", "1.10"), entry("EXP", "1E3"), entry("LONG", "0.1234567890123456789"),
					entry("NESTED", "{\"a\":1.50}"));
	}

	@Test
	void readerReadsVersionsAndAliasesAndOtherProjects() throws Exception {
		this.google.put(PREFIX + "key/versions/latest", "new-key-value")
			.put(PREFIX + "key/versions/5", "old-key-value")
			.put(PREFIX + "key/versions/stable", "stable-key-value")
			.put("projects/acme/secrets/key/versions/latest", "tenants-key-value");
		assertThat(fetch(Map.of("NEW", "key", "OLD", "key?version=5", "STABLE", "key?version=stable", "TENANT",
				"projects/{tenant}/secrets/key")))
			.containsOnly(entry("NEW", "new-key-value"), entry("OLD", "old-key-value"),
					entry("STABLE", "stable-key-value"), entry("TENANT", "tenants-key-value"));
		assertThat(this.google.calls()).containsExactlyInAnyOrder("token", PREFIX + "key/versions/latest",
				PREFIX + "key/versions/5", PREFIX + "key/versions/stable", "projects/acme/secrets/key/versions/latest");
	}

	@Test
	void oneTokenIsEnoughForManySecrets() throws Exception {
		Map<String, String> variables = new LinkedHashMap<>();
		for (int i = 1; i <= 30; i++) {
			this.google.put(PREFIX + "secret-" + i + "/versions/latest", "value-" + i);
			variables.put("V" + i, "secret-" + i);
		}
		MappedSecretsMutator mutator = GcpMutators.create(this.google, variables);
		mutator.fetch(GcpMutators.context(Duration.ofSeconds(30)));
		assertThat(GcpMutators.values(mutator, GcpMutators.context(Duration.ofSeconds(30)))).hasSize(30)
			.containsEntry("V1", "value-1")
			.containsEntry("V30", "value-30");
		assertThat(this.google.calls()).hasSize(61).containsOnlyOnce("token");
	}

	@Test
	void bytesThatAreNoTextAreRefused() {
		this.google.put(PREFIX + "store/versions/latest", new byte[] { (byte) 0xfe, (byte) 0xed });
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> fetch(Map.of("STORE", "store")))
			.withMessage("Google Secret Manager: secret 'store' is binary and not UTF-8, which no variable can hold;"
					+ " store it as text, for example in base64")
			.withNoCause();
	}

	@Test
	void secretThatArrivesDamagedIsRefused() {
		this.google.put(PREFIX + "db/versions/latest", "first-password").damage();
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> fetch(Map.of("DB", "db")))
			.withMessage("Google Secret Manager: secret 'db' arrived damaged, its checksum does not match; try again")
			.withNoCause();
	}

	private Map<String, String> fetch(Map<String, String> variables) throws Exception {
		return GcpMutators.values(GcpMutators.create(this.google, variables),
				GcpMutators.context(Duration.ofSeconds(30)));
	}

}
