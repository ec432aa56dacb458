package io.provisionhook.plugin.internal.mapping;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Secret}.
 */
class SecretTests {

	private static final String JSON = """
			{"user": "agent", "port": 5432, "tls": true, "tags": ["a", 1], "nested": {"x": "y"}, "none": null, "empty": ""}
			""";

	private final SecretLocation location = new SecretLocation("prod/db", Map.of());

	@Test
	void textIsHadAsAWhole() throws Exception {
		assertThat(Secret.ofText("s3cret").select(null, this.location)).isEqualTo("s3cret");
		assertThat(Secret.ofText(JSON).select(null, this.location)).isEqualTo(JSON);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "user|agent", "port|5432", "tls|true", "tags|[\"a\", 1]", "nested|{\"x\": \"y\"}", "empty|''" })
	void membersOfAJsonObjectAreKeys(String key, String value) throws Exception {
		assertThat(Secret.ofText(JSON).select(key, this.location)).isEqualTo(value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "pasword", "none", "nested.x" })
	void missingKeyIsNamedTogetherWithThoseThatAreThere(String key) {
		assertThatExceptionOfType(Secret.MissingKeyException.class)
			.isThrownBy(() -> Secret.ofText(JSON).select(key, this.location))
			.withMessage("'prod/db' has no key '" + key + "'; the keys are empty, nested, port, tags, tls, user");
	}

	@ParameterizedTest
	@ValueSource(strings = { "s3cret", "{\"user\": \"agent\"", "[\"user\"]", "\"user\"", "", "{}",
			"{\"user\": \"agent\"} and more" })
	void textThatIsNoJsonObjectHasNoKeys(String text) {
		assertThatExceptionOfType(Secret.MissingKeyException.class)
			.isThrownBy(() -> Secret.ofText(text).select("user", this.location))
			.withMessage("'prod/db' has no key 'user'; there are no keys");
	}

	@Test
	void fieldsAreHadOneByOne() throws Exception {
		Secret secret = Secret.ofFields(Map.of("username", "agent", "password", "s3cret"));
		assertThat(secret.select("password", this.location)).isEqualTo("s3cret");
		assertThatExceptionOfType(Secret.MissingKeyException.class).isThrownBy(() -> secret.select(null, this.location))
			.withMessage("'prod/db' has no value without a key; the keys are password, username");
	}

	@Test
	void toStringShowsNothing() {
		assertThat(Secret.ofText("s3cret")).hasToString("Secret[redacted]");
		assertThat(Secret.ofFields(Map.of("a", "s3cret"))).hasToString("Secret[redacted]");
	}

}
