package io.provisionhook.plugin.githubappauth;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.EnvMutator;
import io.provisionhook.Lease;
import io.provisionhook.Registry;
import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialRequest;
import io.provisionhook.plugin.internal.test.SettableClock;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link GitHubAppCredentialSource} and for the lease that
 * {@link GitHubAppAuthMutator} declares.
 */
@ExtendWith(OutputCaptureExtension.class)
class GitHubAppCredentialSourceTests {

	private static final Instant EXPIRY = Instant.parse("2126-03-01T13:00:00Z");

	private final SettableClock clock = new SettableClock();

	private final GitHub gitHub = new GitHub(this.clock);

	private final Plugin plugin = new Plugin(this.clock, this.gitHub.url(), "installation-id=99",
			"repositories={label.repos}");

	@AfterEach
	void close() {
		this.plugin.close();
		this.gitHub.close();
	}

	private CredentialRequest request(String repository) {
		return new CredentialRequest(new CredentialHost("github.com"),
				Plugin.context(Map.of("repos", repository), Duration.ofSeconds(30)));
	}

	@Test
	void credentialIsTheTokenOfTheWorkspace() throws Exception {
		String token = this.plugin.fetch(Map.of("repos", "app"));
		Credential credential = this.plugin.source.credential(request("app"));
		assertThat(credential).isEqualTo(Credential.of("x-access-token", token, EXPIRY));
		assertThat(this.plugin.source.credential(request("site")).secret()).isNotEqualTo(token);
		assertThat(this.gitHub.calls()).hasSize(2);
	}

	@Test
	void credentialIsRenewedWithTheToken() throws Exception {
		this.plugin.source.credential(request("app"));
		this.clock.plus(Duration.ofMinutes(55));
		assertThat(this.plugin.source.credential(request("app")))
			.isEqualTo(Credential.of("x-access-token", GitHub.token(2), EXPIRY.plus(Duration.ofMinutes(55))));
	}

	@Test
	void credentialIsStaleIfTheTokenCouldNotBeRenewed(CapturedOutput output) throws Exception {
		this.plugin.source.credential(request("app"));
		this.clock.plus(Duration.ofMinutes(55));
		this.gitHub.always(GitHub.status(503, ""));
		assertThat(this.plugin.source.credential(request("app")))
			.isEqualTo(new Credential("x-access-token", GitHub.token(1), EXPIRY, true));
		assertThat(output).containsOnlyOnce("A value that expires at " + EXPIRY + " could not be refreshed: GitHub: ");
	}

	@Test
	void credentialThatIsForgottenIsReplacedForThoseWhoSharedItOnly() throws Exception {
		this.plugin.source.credential(request("app"));
		Credential site = this.plugin.source.credential(request("site"));
		this.clock.plus(Duration.ofSeconds(30));
		assertThat(this.plugin.source.forget(request("app"), GitHub.token(2)::equals)).isFalse();
		assertThat(this.plugin.source.credential(request("app")).secret()).isEqualTo(GitHub.token(1));
		assertThat(this.plugin.source.forget(request("app"), GitHub.token(1)::equals)).isTrue();
		assertThat(this.plugin.source.credential(request("app")).secret()).isEqualTo(GitHub.token(3));
		assertThat(this.plugin.source.credential(request("site"))).isEqualTo(site);
	}

	@Test
	void callsWhenTheTokenIsForgottenInALoopAreOneInHalfAMinute() throws Exception {
		for (int second = 0; second < 120; second++) {
			String token = this.plugin.source.credential(request("app")).secret();
			this.plugin.source.forget(request("app"), token::equals);
			this.clock.plus(Duration.ofSeconds(1));
		}
		assertThat(this.gitHub.calls()).hasSize(4);
	}

	@Test
	void refusalIsTheSourcesToo() {
		this.gitHub.next(GitHub.status(404, "Not Found"));
		assertThatExceptionOfType(UpstreamException.class)
			.isThrownBy(() -> this.plugin.source.credential(request("app")))
			.withMessage("GitHub: app 12345 has no installation '99' (status 404); install it again, or correct "
					+ "'provisionhook.github-app-auth.installation-id'");
	}

	@Test
	void sourceHasTheNameOfTheMutatorAndTheHostOfTheApi() {
		assertThat(this.plugin.source.name()).isEqualTo(this.plugin.mutator.name());
		assertThat(this.plugin.source.hosts())
			.containsExactly(new CredentialHost(URI.create(this.gitHub.url()).getAuthority()));
	}

	@Test
	void variablesHaveALeaseUntilTheTokenExpires() {
		Map<String, Lease> leases = new HashMap<>();
		Registry registry = new Registry();
		registry.register(this.plugin.mutator);
		registry.register(EnvMutator.of("last", (context, env) -> leases.putAll(env.leases())));
		registry.run(request("app").context(), new HashMap<>());
		assertThat(leases).containsOnlyKeys("GITHUB_TOKEN", "GH_TOKEN")
			.allSatisfy((variable, lease) -> assertThat(lease).isEqualTo(Lease.until(EXPIRY)));
	}

}
