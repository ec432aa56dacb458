package io.provisionhook.plugin.vaultsecrets;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.plugin.internal.mapping.SecretReference;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link VaultReferenceValidator}.
 */
class VaultReferenceValidatorTests {

	@ParameterizedTest
	@ValueSource(strings = { "secret/db#password", "secret/agents/{tenant}/db#password", "secret/{name}#a.b/c",
			"secret/db?version=12#password", "kv-{tenant}/db#password", "identity/oidc/token/agent#token",
			"secret/a b/100%#k", "secret/..a/b..#k" })
	void referenceThatVaultCanWorkWithIsAccepted(String reference) {
		assertThatCode(() -> check(reference)).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			secret/db | 'secret/db' lacks a '#' and the key after it; a secret of Vault has fields
			secret#k | 'secret' has nothing behind the path that a secrets engine is mounted at
			/secret/db#k | '/secret/db' has an empty segment, or one that is '.' or '..'
			secret/db/#k | 'secret/db/' has an empty segment, or one that is '.' or '..'
			secret//db#k | 'secret//db' has an empty segment, or one that is '.' or '..'
			secret/../sys/raw#k | 'secret/../sys/raw' has an empty segment, or one that is '.' or '..'
			secret/./db#k | 'secret/./db' has an empty segment, or one that is '.' or '..'
			{tenant}/db#k | '{tenant}/db' begins with a placeholder, by which a workspace could choose the secrets \
			engine, 'sys' included
			secret/db?stage=x#k | 'secret/db' has an unknown parameter 'stage'; there is 'version'
			secret/db?version=0#k | 'secret/db' has version '0', which is not a positive number
			secret/db?version=-1#k | 'secret/db' has version '-1', which is not a positive number
			secret/db?version=latest#k | 'secret/db' has version 'latest', which is not a positive number
			secret/db?version=9999999999#k | 'secret/db' has version '9999999999', which is not a positive number
			""")
	void referenceThatCannotWorkIsRefused(String reference, String message) {
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> check(reference))
			.withMessage(message);
	}

	private static void check(String reference) {
		VaultReferenceValidator.validate(SecretReference.parse(reference));
	}

}
