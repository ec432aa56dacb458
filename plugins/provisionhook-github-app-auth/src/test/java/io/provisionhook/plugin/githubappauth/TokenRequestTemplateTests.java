package io.provisionhook.plugin.githubappauth;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.provisionhook.plugin.githubappauth.InstallationTarget.Kind;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TokenRequestTemplate}.
 */
class TokenRequestTemplateTests {

	@Test
	void tokenOfAnInstallationIsNotRestrictedByDefault() throws UpstreamException {
		TokenRequest request = expand(Map.of(), "installation-id=99");
		assertThat(request.target()).isEqualTo(new InstallationTarget(Kind.INSTALLATION, "99"));
		assertThat(request.repositories()).isEmpty();
		assertThat(request.permissions()).isEmpty();
		assertThat(request.body()).isEmpty();
	}

	@Test
	void installationMayDependOnTheWorkspace() throws UpstreamException {
		assertThat(expand(Map.of("i", "7"), "installation-id={label.i}").target())
			.isEqualTo(new InstallationTarget(Kind.INSTALLATION, "7"));
		assertThat(expand(Map.of(), "organization={tenant}").target())
			.isEqualTo(new InstallationTarget(Kind.ORGANIZATION, "acme"));
		assertThat(expand(Map.of("repo", "app"), "repository={tenant}/{label.repo}").target())
			.isEqualTo(new InstallationTarget(Kind.REPOSITORY, "acme/app"));
	}

	@Test
	void tokenOfTheInstallationOfARepositoryIsGoodForThatOneOnly() throws UpstreamException {
		assertThat(expand(Map.of("repo", "app"), "repository={tenant}/{label.repo}").repositories())
			.containsExactly("app");
	}

	@Test
	void tokenOfTheInstallationOfARepositoryIsGoodForOthersIfConfigured() throws UpstreamException {
		assertThat(expand(Map.of(), "repository=acme/app", "repositories=docs,site").repositories())
			.containsExactly("docs", "site");
	}

	@Test
	void labelMayNameSeveralRepositories() throws UpstreamException {
		TokenRequest request = expand(Map.of("repos", "site, app,docs"), "installation-id=99",
				"repositories={label.repos},app,shared-{role}");
		assertThat(request.body()).isEqualTo(Map.of("repositories", List.of("app", "docs", "shared-coder", "site")));
	}

	@Test
	void permissionsMayDependOnTheWorkspace() throws UpstreamException {
		TokenRequest request = expand(Map.of("access", "write"), "installation-id=99",
				"permissions.contents={label.access}", "permissions.pull_requests=read");
		assertThat(request.body())
			.isEqualTo(Map.of("permissions", Map.of("contents", "write", "pull_requests", "read")));
	}

	@ParameterizedTest
	@CsvSource({ "permissions.pull-requests", "permissions.pull.requests", "permissions[pull_requests]" })
	void permissionsHaveTheNamesOfGitHubHoweverPropertiesAreWritten(String property) throws UpstreamException {
		assertThat(expand(Map.of(), "installation-id=99", property + "=write").permissions())
			.isEqualTo(Map.of("pull_requests", "write"));
	}

	@Test
	void permissionThatIsWrittenInTwoWaysHasTheLevelThatComesFirst() throws UpstreamException {
		assertThat(expand(Map.of(), "installation-id=99", "permissions.pull.requests=write",
				"permissions.pull_requests=read")
			.permissions()).isEqualTo(Map.of("pull_requests", "write"));
	}

	@Test
	void requestsThatDifferInOrderAreTheSame() throws UpstreamException {
		String[] properties = { "installation-id=99", "repositories={label.repos}", "permissions.contents=read",
				"permissions.issues=write" };
		assertThat(expand(Map.of("repos", "a,b,a"), properties)).isEqualTo(expand(Map.of("repos", "b,a"), properties));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "repositories={label.repos} | repos", "organization={label.org} | org",
			"permissions.contents={label.access} | access" })
	void workspaceWithoutTheLabelGetsNoToken(String property, String label) {
		String[] properties = property.startsWith("org") ? new String[] { property }
				: new String[] { "installation-id=99", property };
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> expand(Map.of(), properties))
			.withMessage(
					"the workspace has no label '" + label + "', which placeholder {label." + label + "} asks for");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = { "\"\"", "\",\"", "\"app,\"", "other/app", "..", "a b" })
	void labelThatNamesNoRepositoryGetsNoToken(String label) {
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> expand(Map.of("repos", label), "installation-id=99", "repositories={label.repos}"))
			.withMessageContaining("{label.repos}");
	}

	@Test
	void labelThatIsNoLevelGetsNoToken() {
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(
				() -> expand(Map.of("access", "owner"), "installation-id=99", "permissions.contents={label.access}"))
			.withMessage("GitHub: the workspace asks for the level 'owner' of permission 'contents', "
					+ "which is none of read, write and admin")
			.matches((ex) -> !ex.isSystemAtFault());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = {
			"x=y | installation-id | no installation of the app is set",
			"installation-id=acme | installation-id | 'acme' is not a number",
			"installation-id={tenan} | installation-id | \"unknown placeholder {tenan}; there are {workspaceId}, "
					+ "{name}, {tenant}, {role} and {label.<key>}\"",
			"organization=acme/app | organization | 'acme/app' is not the name of an organization",
			"organization=https://github.com/acme | organization | 'https://github.com/acme' is not the name of an organization",
			"repository=app | repository | 'app' is not of the form owner/name",
			"repository=acme/{name | repository | \"'{' at position 5 of 'acme/{name' is never closed\"",
			"installation-id=99;organization=acme | organization | it is set although "
					+ "'provisionhook.github-app-auth.installation-id' is, too",
			"installation-id=99;repositories=acme/app | repositories | 'acme/app' is not the name of a repository",
			"installation-id=99;repositories= | repositories | \"it is empty, which restricts tokens to nothing\"",
			"installation-id=99;permissions.contents=all | permissions.contents | 'all' is none of read, write and admin",
			"installation-id=99;permissions.contents= | permissions.contents | '' is none of read, write and admin",
			"installation-id=99;permissions[a/b]=read | permissions | 'a/b' is not the name of a permission" })
	void mistakesAreExplained(String properties, String property, String problem) {
		assertThatExceptionOfType(PluginConfigurationException.class)
			.isThrownBy(() -> TokenRequestTemplate.of(Plugin.properties("http://localhost", properties.split(";"))))
			.withMessage("Configuration property 'provisionhook.github-app-auth." + property + "': " + problem)
			.satisfies((ex) -> assertThat(ex.getAction()).endsWith("."));
	}

	private static TokenRequest expand(Map<String, String> labels, String... properties) throws UpstreamException {
		return TokenRequestTemplate.of(Plugin.properties("http://localhost", properties))
			.expand(Plugin.context(labels, Duration.ofSeconds(10)));
	}

}
