package io.provisionhook.workspace;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.Env;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EnvironmentAssembler.GitIdentity}.
 */
class GitIdentityTests {

	private final EnvironmentAssembler.GitIdentity identity = new EnvironmentAssembler.GitIdentity("example.org");

	private final Env env = Env.of(Map.of());

	@Test
	void identitySetsAuthorAndCommitter() {
		this.identity.applyTo(this.env, "Fix Login");
		assertThat(this.env).containsOnly(Map.entry("GIT_AUTHOR_NAME", "Fix Login"),
				Map.entry("GIT_AUTHOR_EMAIL", "fix-login@example.org"), Map.entry("GIT_COMMITTER_NAME", "Fix Login"),
				Map.entry("GIT_COMMITTER_EMAIL", "fix-login@example.org"));
	}

	@ParameterizedTest
	@CsvSource({ "fix-login, fix-login", "Crème Brûlée, creme-brulee", "Ångström №5, angstrom-no5",
			"'  a  --  b  ', a-b", "'../../etc/passwd', etc-passwd", "'<x@y.z>', x-y-z", "42, 42", "ISSUE, issue",
			"İstanbul, istanbul", "ﬁx, fix", "日本, workspace", "'!!!', workspace", "🚀, workspace" })
	void emailIsMadeOfName(String name, String localPart) {
		this.identity.applyTo(this.env, name);
		assertThat(this.env).containsEntry("GIT_AUTHOR_EMAIL", localPart + "@example.org")
			.containsEntry("GIT_COMMITTER_EMAIL", localPart + "@example.org")
			.containsEntry("GIT_AUTHOR_NAME", name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "...", "<>", "\"", "' '", "\\", ",:;" })
	void nameOfWhichGitWouldLeaveNothingIsReplaced(String name) {
		this.identity.applyTo(this.env, name);
		assertThat(this.env).containsEntry("GIT_AUTHOR_NAME", "workspace")
			.containsEntry("GIT_COMMITTER_NAME", "workspace");
	}

	@Test
	void emailHasNoLongerLocalPartThanMailAllows() {
		this.identity.applyTo(this.env, "a".repeat(63) + "-" + "b".repeat(191));
		assertThat(this.env).containsEntry("GIT_AUTHOR_EMAIL", "a".repeat(63) + "@example.org");
	}

	@Test
	void whatIsSetStays() {
		this.env.putSecret("GIT_AUTHOR_NAME", "Robot");
		this.env.put("GIT_COMMITTER_EMAIL", "");
		this.identity.applyTo(this.env, "demo");
		assertThat(this.env).containsOnly(Map.entry("GIT_AUTHOR_NAME", "Robot"),
				Map.entry("GIT_AUTHOR_EMAIL", "demo@example.org"), Map.entry("GIT_COMMITTER_NAME", "demo"),
				Map.entry("GIT_COMMITTER_EMAIL", ""));
	}

}
