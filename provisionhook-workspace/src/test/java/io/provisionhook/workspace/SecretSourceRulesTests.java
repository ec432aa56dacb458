package io.provisionhook.workspace;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.VariableRules;
import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecretSource}: the rules for variables bind what it returns.
 */
@Timeout(300)
class SecretSourceRulesTests {

	private static final String DANGEROUS = " can make programs run other code and was not allowed by name";

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final VariableRules.Builder rules = VariableRules.builder();

	private final WorkspaceHandler.Builder builder = WorkspaceHandler.builder(this.runtime);

	@ParameterizedTest
	@ValueSource(strings = { "LD_PRELOAD", "NODE_OPTIONS", "BASH_ENV", "DYLD_INSERT_LIBRARIES" })
	void provisionWhenGlobalSecretIsDangerousFails(String name) {
		this.builder.secretSource(new FixedSecrets(Map.of(name, "/tmp/x.so"), Map.of()));
		assertFailed("global secrets: variable \"" + name + "\"" + DANGEROUS);
	}

	@Test
	void provisionWhenSecretOfWorkspaceIsDangerousFails() {
		this.builder.secretSource(new FixedSecrets(Map.of(), Map.of("LD_PRELOAD", "/tmp/x.so")));
		assertFailed("workspace secrets: variable \"LD_PRELOAD\"" + DANGEROUS);
	}

	@Test
	void provisionWhenGlobalSecretIsProtectedFails() {
		this.rules.protect(List.of("PLATFORM_*"));
		this.builder.secretSource(new FixedSecrets(Map.of("PLATFORM_URL", "https://x"), Map.of()));
		assertFailed("global secrets: variable \"PLATFORM_URL\" is protected");
	}

	@Test
	void provisionWhenSecretOfWorkspaceIsProtectedFails() {
		this.rules.protect(List.of("PLATFORM_*"));
		this.builder.secretSource(new FixedSecrets(Map.of(), Map.of("PLATFORM_URL", "https://x")));
		assertFailed("workspace secrets: variable \"PLATFORM_URL\" is protected");
	}

	@Test
	void provisionWhenSecretOfWorkspaceOverridesAllowedGlobalOneIsCheckedToo() {
		this.rules.allow(List.of("NODE_OPTIONS"));
		this.builder.secretSource(new FixedSecrets(Map.of("NODE_OPTIONS", "--one"), Map.of("LD_AUDIT", "/tmp/x.so")));
		assertFailed("workspace secrets: variable \"LD_AUDIT\"" + DANGEROUS);
	}

	@Test
	void provisionWhenSecretsAreLargerThanAllowedFails() {
		this.rules.maxTotalSize(100);
		Map<String, String> secrets = new LinkedHashMap<>();
		secrets.put("A", "x".repeat(50));
		secrets.put("B", "x".repeat(50));
		this.builder.secretSource(new FixedSecrets(secrets, Map.of()));
		assertFailed("global secrets: variable \"B\" would make the environment larger than the 100 bytes that are"
				+ " allowed");
	}

	@Test
	void provisionWhenDangerousSecretIsAllowedSetsIt() {
		this.rules.allow(List.of("NODE_OPTIONS"));
		this.builder.secretSource(new FixedSecrets(Map.of("NODE_OPTIONS", "--use-openssl-ca"), Map.of()));
		assertThat(provisioned().state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(this.runtime.launches.get(0).environment()).containsEntry("NODE_OPTIONS", "--use-openssl-ca");
		assertThat(this.runtime.launches.get(0).secretNames()).contains("NODE_OPTIONS");
	}

	@Test
	void provisionWhenGitIdentityIsProtectedSetsThatOfThePlatform() {
		this.rules.protect(List.of("GIT_*"));
		assertThat(provisioned().state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(this.runtime.launches.get(0).environment()).containsEntry("GIT_AUTHOR_NAME", "demo");
	}

	private void assertFailed(String error) {
		Workspace workspace = provisioned();
		assertThat(workspace.state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(workspace.lastSampleError()).isEqualTo(error);
		assertThat(this.runtime.launches).isEmpty();
	}

	private Workspace provisioned() {
		try (WorkspaceHandler handler = this.builder.rules(this.rules.build()).build()) {
			return Await.settled(handler, handler.create(WorkspaceRequest.named("demo").build()));
		}
	}

}
