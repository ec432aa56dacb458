package io.provisionhook.plugin.internal.mapping;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;

import io.provisionhook.Lease;
import io.provisionhook.credential.Credential;
import io.provisionhook.plugin.internal.upstream.UpstreamException;
import io.provisionhook.plugin.internal.upstream.UpstreamHealthIndicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what a {@link MappedCredentialSource} does without a secret that is of use.
 */
class MappedCredentialFailureTests extends MappedCredentialSourceSetUp {

	@Test
	void lastSecretIsServedAsStaleWhileTheStoreFails(CapturedOutput output) throws Exception {
		ask();
		pass(Duration.ofSeconds(30));
		fail();
		assertThat(ask()).isEqualTo(new Credential("git", "first-token", null, true));
		assertThat(this.reads).hasValue(2);
		pass(Duration.ofSeconds(9));
		assertThat(ask().stale()).isTrue();
		assertThat(this.reads).as("store is left alone").hasValue(2);
		assertThat(output).containsOnlyOnce("A value could not be refreshed: Acme: down");
		pass(Duration.ofSeconds(1));
		this.failure = null;
		rotate("acme", "second-token");
		assertThat(ask()).isEqualTo(Credential.of("git", "second-token", null));
	}

	@Test
	void secretThatIsTooOldIsNotServed() throws Exception {
		ask();
		fail();
		pass(Duration.ofMinutes(10).minusSeconds(1));
		assertThat(ask().stale()).isTrue();
		pass(Duration.ofSeconds(1));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this::ask).withMessage("Acme: down");
	}

	@Test
	void secretThatIsGoneIsNotServed() throws Exception {
		ask();
		this.store.clear();
		pass(Duration.ofSeconds(30));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this::ask)
			.withMessage("Acme: there is no 'tokens/acme'");
	}

	@Test
	void hostThatIsNotConfiguredGetsNothing() {
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> ask("evil.example.com", "acme"))
			.withMessage("Acme: no secret is mapped to host 'evil.example.com'; add it to 'provisionhook.acme.hosts'")
			.satisfies((ex) -> assertThat(ex.isSystemAtFault()).isFalse());
		assertThat(this.reads).hasValue(0);
	}

	@Test
	void workspaceThatLacksWhatAPlaceholderAsksForGetsNothing() {
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> ask("tenant.example.com", "acme"))
			.withMessage("the workspace has no role, which placeholder {role} asks for");
	}

	@Test
	void missingKeyIsNamedWithoutShowingWhatIsThere() {
		this.store.put("tokens/acme", Secret.ofFields(Map.of("tokn", "first-token")));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this::ask)
			.withMessage("Acme: 'tokens/acme' has no key 'token'; the keys are tokn");
	}

	@Test
	void secretThatIsMadeForEachReaderIsRefusedWithoutBeingMadeForEachAsker() {
		this.store.put("tokens/acme",
				Secret.ofFields(Map.of("token", "leased-token")).leased(Lease.until(Instant.now().plusSeconds(60))));
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(this::ask)
				.withMessage("Acme: 'tokens/acme' has a lease, so it belongs to one workspace and"
						+ " 'provisionhook.acme.hosts' can't share it; map a variable to it");
		}
		assertThat(this.reads).hasValue(1);
	}

	@Test
	void secretWithALineBreakIsRefusedWithoutBeingShown() {
		rotate("acme", "first\ntoken\n");
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this::ask)
			.withMessage("Acme: no valid credential in 'tokens/acme': 'secret' must not be empty or have control"
					+ " characters");
		rotate("globex", "token");
		this.store.put("users/globex", Secret.ofFields(Map.of("user", "")));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> ask("two.example.com", "globex"))
			.withMessage("Acme: no valid credential in 'users/globex' and 'tokens/globex': 'username' must not be"
					+ " empty or have control characters");
	}

	@Test
	void healthFollowsWhatTheStoreAnswers() throws Exception {
		assertThat(status()).isEqualTo(Status.UNKNOWN);
		ask();
		assertThat(status()).isEqualTo(Status.UP);
		fail();
		pass(Duration.ofSeconds(30));
		ask();
		assertThat(status()).isEqualTo(Status.DOWN);
	}

	private Status status() {
		return new UpstreamHealthIndicator(this.health).health().getStatus();
	}

}
