package io.provisionhook.autoconfigure;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MutatorKeys}.
 */
class MutatorKeysTests {

	private static final List<String> NAMES = List.of("tenant-config", "github-app-auth", "vault-secrets");

	@ParameterizedTest
	@CsvSource({ "github-app-aut, github-app-auth", "gihtub-app-auth, github-app-auth",
			"GITHUBAPPAUHT, github-app-auth", "vault-secret, vault-secrets", "tenantconf, tenant-config",
			"vault_secrets2, vault-secrets" })
	void findsTheNearestName(String key, String name) {
		assertThat(MutatorKeys.nearest(key, NAMES)).contains(name);
	}

	@ParameterizedTest
	@CsvSource({ "aws", "observability", "x" })
	void findsNoneIfNoneIsNear(String key) {
		assertThat(MutatorKeys.nearest(key, NAMES)).isEmpty();
	}

	@Test
	void findsNoneAmongNone() {
		assertThat(MutatorKeys.nearest("x", List.of())).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "vault-secrets, true", "vaultsecrets, true", "VAULT_SECRETS, true", "vault, false" })
	void keyMatchesNameInAnyCaseAndWithoutDashes(String key, boolean expected) {
		assertThat(MutatorKeys.matches(key, "vault-secrets")).isEqualTo(expected);
	}

}
