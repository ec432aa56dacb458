package io.provisionhook.sample;

import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import io.provisionhook.Env;
import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AgentIdentityMutator}.
 */
class AgentIdentityMutatorTests {

	private final Env env = Env.of(Map.of("GIT_AUTHOR_NAME", "fix-login", "GIT_COMMITTER_NAME", "fix-login"));

	private final AgentIdentityMutator mutator = new AgentIdentityMutator(
			new SampleProperties(Map.of("reviewer", "Review Agent"), Set.of(), DataSize.ofBytes(1)));

	@Test
	void nameIsStable() {
		assertThat(this.mutator.name()).isEqualTo("agent-identity");
	}

	@Test
	void mutateEnvOverridesAuthorByRole() {
		this.mutator.mutateEnv(contextOf("reviewer"), this.env);
		assertThat(this.env).containsOnly(Map.entry("GIT_AUTHOR_NAME", "Review Agent"),
				Map.entry("GIT_COMMITTER_NAME", "fix-login"));
	}

	@Test
	void mutateEnvWhenRoleUnknownLeavesAuthor() {
		this.mutator.mutateEnv(contextOf("gardener"), this.env);
		assertThat(this.env).containsEntry("GIT_AUTHOR_NAME", "fix-login");
	}

	@Test
	void mutateEnvWithoutRoleLeavesAuthor() {
		this.mutator.mutateEnv(contextOf(null), this.env);
		assertThat(this.env).containsEntry("GIT_AUTHOR_NAME", "fix-login");
	}

	private static ProvisionContext contextOf(@Nullable String role) {
		return ProvisionContext.of("id", WorkspaceRequest.named("fix-login").role(role).build());
	}

}
