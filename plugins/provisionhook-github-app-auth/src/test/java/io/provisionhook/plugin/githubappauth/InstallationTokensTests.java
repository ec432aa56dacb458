package io.provisionhook.plugin.githubappauth;

import java.time.Duration;
import java.util.Map;

import com.github.tomakehurst.wiremock.http.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.plugin.internal.test.SettableClock;
import io.provisionhook.plugin.internal.upstream.UpstreamException;
import io.provisionhook.plugin.internal.upstream.UpstreamHealthIndicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link InstallationTokens}.
 */
@ExtendWith(OutputCaptureExtension.class)
class InstallationTokensTests {

	private static final String TOKEN_CALL = "POST /app/installations/99/access_tokens {}";

	private static final String LOOK_UP = "GET /orgs/acme/installation";

	private final SettableClock clock = new SettableClock();

	private final GitHub gitHub = new GitHub(this.clock);

	private Plugin plugin = plugin("installation-id=99");

	@AfterEach
	void close() {
		this.plugin.close();
		this.gitHub.close();
	}

	private Plugin plugin(String... properties) {
		return new Plugin(this.clock, this.gitHub.url(), properties);
	}

	@Test
	void callHasWhatGitHubAsksFor() throws Exception {
		this.plugin.fetch();
		assertThat(this.gitHub.refusals()).isEmpty();
		assertThat(this.gitHub.requests()).singleElement().satisfies((Request request) -> {
			assertThat(request.getHeader("Authorization")).startsWith("Bearer ey");
			assertThat(request.getHeader("Accept")).isEqualTo("application/vnd.github+json");
			assertThat(request.getHeader("X-GitHub-Api-Version")).isEqualTo("2022-11-28");
			assertThat(request.getHeader("User-Agent")).isEqualTo("provisionhook");
			assertThat(request.getHeader("Content-Type")).isEqualTo("application/json");
		});
	}

	@Test
	void tokenIsRestrictedToRepositoriesAndPermissionsOfTheWorkspace() throws Exception {
		this.plugin = plugin("installation-id=99", "repositories={label.repos}", "permissions.contents={label.access}",
				"permissions.issues=read");
		this.plugin.fetch(Map.of("repos", "site,app", "access", "write"));
		assertThat(this.gitHub.calls()).containsExactly("POST /app/installations/99/access_tokens "
				+ "{\"repositories\":[\"app\",\"site\"],\"permissions\":{\"contents\":\"write\",\"issues\":\"read\"}}");
	}

	@Test
	void tokenIsSharedByWorkspacesWithTheSameRestriction() throws Exception {
		this.plugin = plugin("installation-id=99", "repositories={label.repos}");
		String first = this.plugin.fetch(Map.of("repos", "app,site"));
		assertThat(this.plugin.fetch(Map.of("repos", "site,app"))).isEqualTo(first);
		assertThat(this.plugin.fetch(Map.of("repos", "app"))).isNotEqualTo(first);
		assertThat(this.gitHub.calls()).hasSize(2);
	}

	@Test
	void tokenIsRenewedFiveMinutesBeforeItExpires() throws Exception {
		assertThat(this.plugin.fetch()).isEqualTo(GitHub.token(1));
		this.clock.plus(Duration.ofMinutes(55).minusSeconds(1));
		assertThat(this.plugin.fetch()).isEqualTo(GitHub.token(1));
		this.clock.plus(Duration.ofSeconds(1));
		assertThat(this.plugin.fetch()).isEqualTo(GitHub.token(2));
		assertThat(this.plugin.fetch()).isEqualTo(GitHub.token(2));
		assertThat(this.gitHub.calls()).containsExactly(TOKEN_CALL, TOKEN_CALL);
	}

	@Test
	void clockThatIsOffDoesNotChangeHowLongATokenIsUsed() throws Exception {
		SettableClock ahead = new SettableClock().plus(Duration.ofSeconds(50));
		this.plugin = new Plugin(ahead, this.gitHub.url(), "installation-id=99");
		this.plugin.fetch();
		ahead.plus(Duration.ofMinutes(55).minusSeconds(1));
		assertThat(this.plugin.fetch()).isEqualTo(GitHub.token(1));
		ahead.plus(Duration.ofSeconds(1));
		this.clock.plus(Duration.ofMinutes(55));
		assertThat(this.plugin.fetch()).isEqualTo(GitHub.token(2));
	}

	@Test
	void tokenThatGitHubMadeForAShortTimeIsNotKept() throws Exception {
		this.gitHub.next(GitHub.created("{\"token\": \"ghs_short\", \"expires_at\": \"2126-03-01T12:05:00Z\"}"));
		assertThat(this.plugin.fetch()).isEqualTo("ghs_short");
		assertThat(this.plugin.fetch()).isEqualTo(GitHub.token(1));
	}

	@Test
	void tokenThatHasExpiredAlreadyIsNotKept() throws Exception {
		this.gitHub.next(GitHub.created("{\"token\": \"ghs_late\", \"expires_at\": \"2126-03-01T11:00:00Z\"}"));
		this.plugin.fetch();
		assertThat(this.plugin.fetch()).isEqualTo(GitHub.token(1));
	}

	@Test
	void failureIsNotKept() throws Exception {
		this.gitHub.next(GitHub.status(422, "Unprocessable"));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::fetch);
		assertThat(this.plugin.fetch()).isEqualTo(GitHub.token(1));
	}

	@Test
	void installationIsFoundByOrganizationOnceForAllTokens() throws Exception {
		this.gitHub.installed("orgs/acme", "99");
		this.plugin = plugin("organization={tenant}", "repositories={label.repos}");
		this.plugin.fetch(Map.of("repos", "app"));
		this.plugin.fetch(Map.of("repos", "site"));
		assertThat(this.gitHub.calls()).containsExactly(LOOK_UP,
				"POST /app/installations/99/access_tokens {\"repositories\":[\"app\"]}",
				"POST /app/installations/99/access_tokens {\"repositories\":[\"site\"]}");
		assertThat(this.gitHub.refusals()).isEmpty();
	}

	@Test
	void installationIsFoundAnewAfterAnHour() throws Exception {
		this.gitHub.installed("orgs/acme", "99");
		this.plugin = plugin("organization={tenant}", "repositories={label.repos}");
		this.plugin.fetch(Map.of("repos", "app"));
		this.clock.plus(Duration.ofHours(1).minusSeconds(1));
		this.plugin.fetch(Map.of("repos", "site"));
		assertThat(this.gitHub.calls()).containsOnlyOnce(LOOK_UP);
		this.clock.plus(Duration.ofSeconds(1));
		this.plugin.fetch(Map.of("repos", "docs"));
		assertThat(this.gitHub.calls()).filteredOn(LOOK_UP::equals).hasSize(2);
	}

	@Test
	void installationIsFoundByRepository() throws Exception {
		this.gitHub.installed("repos/acme/app", "99");
		this.plugin = plugin("repository={tenant}/{label.repo}");
		this.plugin.fetch(Map.of("repo", "app"));
		assertThat(this.gitHub.calls()).containsExactly("GET /repos/acme/app/installation",
				"POST /app/installations/99/access_tokens {\"repositories\":[\"app\"]}");
	}

	@Test
	void installationThatWasMadeAnewIsFoundAgain() throws Exception {
		this.gitHub.installed("orgs/acme", "98");
		this.plugin = plugin("organization=acme");
		this.plugin.fetch();
		this.gitHub.installed("orgs/acme", "99").next(GitHub.status(404, "Not Found"));
		this.clock.plus(Duration.ofMinutes(55));
		assertThat(this.plugin.fetch()).isEqualTo(GitHub.token(2));
		assertThat(this.gitHub.calls()).containsExactly(LOOK_UP, "POST /app/installations/98/access_tokens {}",
				"POST /app/installations/98/access_tokens {}", LOOK_UP, TOKEN_CALL);
	}

	@Test
	void installationThatIsTheSameAsBeforeIsNotAskedAgain() throws Exception {
		this.gitHub.installed("orgs/acme", "99");
		this.plugin = plugin("organization=acme");
		this.plugin.fetch();
		this.gitHub.next(GitHub.status(404, "Not Found"));
		this.clock.plus(Duration.ofMinutes(55));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::fetch);
		assertThat(this.gitHub.calls()).containsExactly(LOOK_UP, TOKEN_CALL, TOKEN_CALL, LOOK_UP);
	}

	@Test
	void installationThatWasJustFoundIsNotLookedUpAgain() {
		this.gitHub.installed("orgs/acme", "99");
		this.plugin = plugin("organization=acme");
		this.gitHub.next(GitHub.status(200, "").withBody("{\"id\": 99}"), GitHub.status(404, "Not Found"));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::fetch);
		assertThat(this.gitHub.calls()).containsExactly(LOOK_UP, TOKEN_CALL);
	}

	@Test
	void tokenThatCannotBeRenewedBecauseOfGitHubIsUsedUntilAMinuteBeforeItExpires(CapturedOutput output)
			throws Exception {
		this.plugin.fetch();
		this.gitHub.always(GitHub.status(503, ""));
		this.clock.plus(Duration.ofMinutes(55));
		assertThat(this.plugin.fetch()).isEqualTo(GitHub.token(1));
		assertThat(this.plugin.fetch()).isEqualTo(GitHub.token(1));
		assertThat(output)
			.containsOnlyOnce("A value that expires at 2126-03-01T13:00:00Z could not be refreshed: GitHub: "
					+ this.gitHub.url() + " answered with status 503");
		assertThat(health().getStatus()).isEqualTo(Status.DOWN);
		this.clock.plus(Duration.ofMinutes(4));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::fetch)
			.withMessageContaining("answered with status 503");
	}

	@Test
	void tokenThatIsRefusedAnewIsNotUsedAnyMore() throws Exception {
		this.plugin.fetch();
		this.gitHub.next(GitHub.status(403, "This installation has been suspended"));
		this.clock.plus(Duration.ofMinutes(55));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::fetch)
			.withMessageContaining("suspended");
	}

	@Test
	void healthShowsTheLastCallWithoutACall() throws Exception {
		assertThat(health().getStatus()).isEqualTo(Status.UNKNOWN);
		this.plugin.fetch();
		assertThat(health().getStatus()).isEqualTo(Status.UP);
		assertThat(this.gitHub.calls()).hasSize(1);
	}

	@Test
	void refusalOfWhatAWorkspaceAskedForSaysNothingAboutHealth() throws Exception {
		this.plugin.fetch();
		this.gitHub.next(GitHub.status(422, "Unprocessable"));
		this.clock.plus(Duration.ofMinutes(55));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::fetch);
		assertThat(health().getStatus()).isEqualTo(Status.UP);
	}

	private Health health() {
		return new UpstreamHealthIndicator(this.plugin.health).health();
	}

}
