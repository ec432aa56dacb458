package io.provisionhook.plugin.awssecretsmanager;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.plugin.internal.mapping.SecretReference;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link AwsSecretReferences}.
 */
class AwsSecretReferencesTests {

	private static final String ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:";

	@ParameterizedTest
	@ValueSource(strings = { "db", "/prod/{tenant}/db#password", "db?version=1", "db?stage=AWSPREVIOUS#password",
			"rds!cluster-1@{label.a b}", ARN + "db-a1B2c3", ARN + "prod/{tenant}/db" })
	void referenceThatTheServiceCanResolveIsAccepted(String text) {
		assertThatNoException().isThrownBy(() -> check(text));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					db?versoin=1 | unknown parameter 'versoin'; there are 'version' and 'stage'
					db?version=1&stage=A | parameters 'version' and 'stage' exclude each other
					my db | 'my db' can't be the name of a secret; only letters, digits and / _ + = . @ ! - can be in one
					a:{tenant} | 'a:{tenant}' can't be the name of a secret; only letters, digits and / _ + = . @ ! - can be in one
					arn:aws:s3:::bucket | 'arn:aws:s3:::bucket' is not the ARN of a secret
					""")
	void referenceThatTheServiceCanNotResolveIsRefused(String text, String problem) {
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> check(text)).withMessage(problem);
	}

	@Test
	void arnOfOtherRegionIsRefused() {
		String arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:db";
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> check(arn))
			.withMessage("'" + arn + "' is not in region eu-central-1, which secrets are read from");
	}

	@ParameterizedTest
	@ValueSource(strings = { "prod/{tenant}", "{tenant}", "db-{label.suffix}" })
	void valueCanNotCompleteTheArnOfAnotherSecret(String name) {
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> check(ARN + name))
			.withMessage("'" + ARN + name + "' has a placeholder in the last segment of an ARN, where it could make the"
					+ " ARN of another secret; use the name of the secret");
	}

	private static void check(String text) {
		AwsSecretReferences.check(SecretReference.parse(text), "eu-central-1");
	}

}
