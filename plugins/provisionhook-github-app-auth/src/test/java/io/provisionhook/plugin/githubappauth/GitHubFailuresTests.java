package io.provisionhook.plugin.githubappauth;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.plugin.internal.test.SettableClock;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link GitHubFailures} and {@link GitHubApi}.
 */
class GitHubFailuresTests {

	private static final String MARKER = "marked-answer";

	private static final String NO_ACCESS = "There is at least one repository that does not exist or is not accessible "
			+ "to the parent installation.";

	private static final String NOT_GRANTED = "The permissions requested are not granted to this installation.";

	private final SettableClock clock = new SettableClock();

	private final GitHub gitHub = new GitHub(this.clock);

	@AfterEach
	void close() {
		this.gitHub.close();
	}

	@ParameterizedTest
	@MethodSource
	void refusalOfATokenIsExplained(ResponseDefinitionBuilder answer, boolean systemAtFault, String message) {
		UpstreamException refusal = refusal(answer, "installation-id=99", "repositories=app,site",
				"permissions.contents=write");
		assertThat(refusal).hasMessage(message.replace("URL", this.gitHub.url())).hasNoCause();
		assertThat(refusal.isSystemAtFault()).isEqualTo(systemAtFault);
		assertThat(this.gitHub.calls()).hasSize(1);
	}

	static Stream<Arguments> refusalOfATokenIsExplained() {
		return Stream.of(Arguments.of(GitHub.status(401, "Bad credentials " + MARKER), true,
				"GitHub: the credentials of app 12345 are not accepted (status 401); check that "
						+ "'provisionhook.github-app-auth.app-id' and 'provisionhook.github-app-auth.private-key' "
						+ "belong together and that the key still exists at GitHub"),
				Arguments.of(GitHub.status(403, "Forbidden " + MARKER), false,
						"GitHub: app 12345 may not get a token for installation '99' (status 403); the installation may be "
								+ "suspended, or an IP allow list may keep this host out"),
				Arguments.of(GitHub.status(403, "This installation has been suspended"), false,
						"GitHub: app 12345 may not get a token for installation '99' (status 403); the installation is "
								+ "suspended"),
				Arguments.of(GitHub.status(404, "Not Found"), false,
						"GitHub: app 12345 has no installation '99' (status 404); install it again, or correct "
								+ "'provisionhook.github-app-auth.installation-id'"),
				Arguments.of(GitHub.status(404, "Integration not found"), true,
						"GitHub: there is no app 12345 (status 404); correct 'provisionhook.github-app-auth.app-id'"),
				Arguments.of(WireMock.notFound().withBody("<html>" + MARKER), true,
						"GitHub: URL is not the address of GitHub's REST API (status 404); correct "
								+ "'provisionhook.github-app-auth.base-url', which ends in /api/v3 for GitHub Enterprise "
								+ "Server"),
				Arguments.of(GitHub.status(422, NO_ACCESS), false,
						"GitHub: installation '99' of app 12345 has no access to at least one of the repositories app, "
								+ "site (status 422); add it to the installation, or correct "
								+ "'provisionhook.github-app-auth.repositories'"),
				Arguments.of(GitHub.status(422, NOT_GRANTED), false,
						"GitHub: installation '99' of app 12345 was not granted all of the permissions {contents=write} "
								+ "(status 422); grant them, or correct 'provisionhook.github-app-auth.permissions'"),
				Arguments.of(GitHub.status(422, MARKER), false,
						"GitHub: no token of installation '99' for the repositories [app, site] with the permissions "
								+ "{contents=write} (status 422); check both under 'provisionhook.github-app-auth'"),
				Arguments.of(GitHub.status(302, MARKER).withHeader("Location", "https://example.com/" + MARKER), true,
						"GitHub: URL answered with status 302 to the request for a token for installation '99'; check "
								+ "'provisionhook.github-app-auth.base-url' and proxies in between"),
				Arguments.of(GitHub.status(418, MARKER), true,
						"GitHub: URL answered with status 418 to the request for a token for installation '99'; check "
								+ "'provisionhook.github-app-auth.base-url' and proxies in between"));
	}

	@ParameterizedTest
	@MethodSource
	void refusalToTellTheInstallationIsExplained(int status, boolean systemAtFault, String message) {
		UpstreamException refusal = refusal(GitHub.status(status, MARKER), "organization={tenant}");
		assertThat(refusal).hasMessage(message.replace("URL", this.gitHub.url())).hasNoCause();
		assertThat(refusal.isSystemAtFault()).isEqualTo(systemAtFault);
		assertThat(this.gitHub.calls()).containsExactly("GET /orgs/acme/installation");
	}

	static Stream<Arguments> refusalToTellTheInstallationIsExplained() {
		return Stream.of(
				Arguments.of(404, false,
						"GitHub: app 12345 is not installed for organization 'acme' (status 404); install it there, or "
								+ "correct 'provisionhook.github-app-auth.organization'"),
				Arguments.of(301, false,
						"GitHub: organization 'acme' has moved (status 301); correct "
								+ "'provisionhook.github-app-auth.organization'"),
				Arguments.of(403, false,
						"GitHub: app 12345 may not get the installation for organization 'acme' (status 403); the "
								+ "installation may be suspended, or an IP allow list may keep this host out"),
				Arguments
					.of(401, true, "GitHub: the credentials of app 12345 are not accepted (status 401); check that "
							+ "'provisionhook.github-app-auth.app-id' and 'provisionhook.github-app-auth.private-key' "
							+ "belong together and that the key still exists at GitHub"));
	}

	@Test
	void refusalNamesTheRepositoryThatTheInstallationWasChosenBy() {
		assertThat(refusal(GitHub.status(404, MARKER), "repository=acme/app")).hasMessage(
				"GitHub: app 12345 is not installed for repository 'acme/app' (status 404); install it there, or "
						+ "correct 'provisionhook.github-app-auth.repository'");
		this.gitHub.installed("repos/acme/app", "99");
		assertThat(refusal(GitHub.status(200, "").withBody("{\"id\": 99}"), GitHub.status(422, NO_ACCESS),
				"repository=acme/app"))
			.hasMessage(
					"GitHub: the installation for repository 'acme/app' of app 12345 has no access to at least one of "
							+ "the repositories app (status 422); add it to the installation, or correct "
							+ "'provisionhook.github-app-auth.repositories'");
	}

	@ParameterizedTest
	@MethodSource
	void answerThatIsNoTokenIsExplained(String body, String reason) {
		assertThat(refusal(GitHub.created(body), "installation-id=99"))
			.hasMessage("GitHub: the answer of " + this.gitHub.url() + " is not what GitHub sends, " + reason
					+ "; check 'provisionhook.github-app-auth.base-url' and proxies in between")
			.hasNoCause();
		assertThat(this.gitHub.calls()).hasSize(1);
	}

	static Stream<Arguments> answerThatIsNoTokenIsExplained() {
		String expiry = "\"expires_at\": \"2126-03-01T13:00:00Z\"";
		return Stream.of(Arguments.of("", "it is not a JSON object"), Arguments.of("<html>", "it is not a JSON object"),
				Arguments.of("[]", "it is not a JSON object"),
				Arguments.of("{\"token\": \"gh", "it is not a JSON object"),
				Arguments.of("{\"token\": ".repeat(2000), "it is not a JSON object"),
				Arguments.of("{" + expiry + "}", "it has no 'token'"),
				Arguments.of("{\"token\": null, " + expiry + "}", "it has no 'token'"),
				Arguments.of("{\"token\": {}, " + expiry + "}", "it has no 'token'"),
				Arguments.of("{\"token\": \"\", " + expiry + "}", "it has no 'token'"),
				Arguments.of("{\"token\": \"ghs_\\u0000\", " + expiry + "}", "it has no 'token'"),
				Arguments.of("{\"token\": \"ghs_ 1\\n2\", " + expiry + "}", "it has no 'token'"),
				Arguments.of("{\"token\": \"ghs_secret\"}", "it has no 'expires_at'"),
				Arguments.of("{\"token\": \"ghs_secret\", \"expires_at\": \"soon\"}", "it has no 'expires_at'"),
				Arguments.of("{\"token\": \"ghs_secret\", \"expires_at\": 1772366400}", "it has no 'expires_at'"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"id\": \"99\"}", "{\"id\": 9.9}", "{\"id\": \"../x\"}" })
	void answerThatIsNoInstallationIsExplained(String body) {
		assertThat(refusal(WireMock.okJson(body), "organization=acme")).hasMessage(
				"GitHub: the answer of " + this.gitHub.url() + " is not what GitHub sends, it has no 'id'; check "
						+ "'provisionhook.github-app-auth.base-url' and proxies in between");
	}

	@Test
	void answerThatIsTooLargeIsNotRead() {
		assertThat(refusal(GitHub.created("{\"token\": \"" + "x".repeat(9_000_000) + "\"}"), "installation-id=99"))
			.hasMessage("GitHub: the answer of " + this.gitHub.url() + " is too large to be GitHub's; check "
					+ "'provisionhook.github-app-auth.base-url', firewalls and proxies");
		assertThat(this.gitHub.calls()).hasSize(1);
	}

	@Test
	void answerOfAThousandRepositoriesIsRead() throws Exception {
		String repository = "{\"id\": 1, \"description\": \"" + "x".repeat(6000) + "\"}";
		this.gitHub.next(GitHub.created("{\"token\": \"ghs_large\", \"repositories\": [" + repository
				+ ("," + repository).repeat(999) + "], \"expires_at\": \"2126-03-01T13:00:00+00:00\"}"));
		try (Plugin plugin = new Plugin(this.clock, this.gitHub.url(), "installation-id=99")) {
			assertThat(plugin.fetch()).isEqualTo("ghs_large");
		}
	}

	private UpstreamException refusal(ResponseDefinitionBuilder answer, String... properties) {
		this.gitHub.next(answer);
		try (Plugin plugin = new Plugin(this.clock, this.gitHub.url(), properties)) {
			return catchThrowableOfType(UpstreamException.class,
					() -> plugin.mutator.fetch(Plugin.context(Map.of(), Duration.ofSeconds(30))));
		}
	}

	private UpstreamException refusal(ResponseDefinitionBuilder first, ResponseDefinitionBuilder second,
			String... properties) {
		this.gitHub.next(first);
		return refusal(second, properties);
	}

}
