package io.provisionhook.plugin.internal.mapping;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SecretReference}.
 */
class SecretReferenceTests {

	private final ProvisionContext context = ProvisionContext.of("w-1",
			WorkspaceRequest.named("fix").tenant("acme").build());

	@Test
	void parseReadsPathParametersAndKey() {
		SecretReference reference = SecretReference.parse("agents/{tenant}/db?version=3&engine=kv2#user#name");
		assertThat(reference.locate(this.context))
			.isEqualTo(new SecretLocation("agents/acme/db", Map.of("version", "3", "engine", "kv2")));
		assertThat(reference.key()).isEqualTo("user#name");
	}

	@Test
	void parseOfAPathAloneMeansAllOfTheCurrentVersion() {
		SecretReference reference = SecretReference.parse("prod/db");
		assertThat(reference.locate(this.context)).isEqualTo(new SecretLocation("prod/db", Map.of()));
		assertThat(reference.key()).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "''|'' has no path", "'#key'|'#key' has no path",
			"'?a=b#key'|'?a=b#key' has no path", "'db#'|'db#' has no key",
			"'db?'|'' in 'db?' is not of the form name=value",
			"'db?version'|'version' in 'db?version' is not of the form name=value",
			"'db?=1'|'=1' in 'db?=1' is not of the form name=value",
			"'db?version='|'version=' in 'db?version=' is not of the form name=value",
			"'db?a=1&a=2'|'db?a=1&a=2' has parameter 'a' twice",
			"'db?version={tenant}'|'db?version={tenant}' has a placeholder after the path, where none is allowed",
			"'db#{tenant}'|'db#{tenant}' has a placeholder after the path, where none is allowed",
			"'{who}'|unknown placeholder {who}; there are {workspaceId}, {name}, {tenant}, {role} and {label.<key>}" },
			quoteCharacter = '`')
	void parseRefusesWhatIsNoReference(String quoted, String message) {
		String text = quoted.substring(1, quoted.length() - 1);
		assertThatIllegalArgumentException().isThrownBy(() -> SecretReference.parse(text)).withMessage(message);
	}

	@Test
	void locationReadsAsItWasWritten() {
		assertThat(new SecretLocation("prod/db", Map.of())).hasToString("prod/db");
		assertThat(new SecretLocation("prod/db", Map.of("stage", "AWSPREVIOUS", "a", "b")))
			.hasToString("prod/db?a=b&stage=AWSPREVIOUS");
	}

	@Test
	void locationKnowsItsParameters() {
		SecretLocation location = new SecretLocation("db", Map.of("version", "3"));
		assertThat(location.parameter("version")).isEqualTo("3");
		assertThat(location.parameter("stage")).isNull();
	}

}
