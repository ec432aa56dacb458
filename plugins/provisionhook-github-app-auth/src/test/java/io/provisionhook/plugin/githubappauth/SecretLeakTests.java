package io.provisionhook.plugin.githubappauth;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.MutatorException;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.plugin.internal.test.SettableClock;
import io.provisionhook.plugin.internal.upstream.UpstreamHealthIndicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that neither tokens nor JWTs nor the key get anywhere they do not belong.
 */
@ExtendWith(OutputCaptureExtension.class)
class SecretLeakTests {

	private final SettableClock clock = new SettableClock();

	private final GitHub gitHub = new GitHub(this.clock);

	private final Plugin plugin = new Plugin(this.clock, this.gitHub.url(), "installation-id=99");

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.provisionhook");

	@AfterEach
	void close() {
		this.logger.setLevel(null);
		this.plugin.close();
		this.gitHub.close();
	}

	@Test
	void tokenIsASecretOfTheWorkspaceAndOfEachThatSharesIt() {
		for (int i = 0; i < 2; i++) {
			Registry registry = new Registry();
			registry.register(this.plugin.mutator);
			registry.register(EnvMutator.of("other", (context, env) -> {
				assertThat(env.isSecret("GH_TOKEN")).isTrue();
				throw new IllegalStateException("refused " + GitHub.token(1));
			}));
			assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> registry.run(context(), new HashMap<>()))
				.withMessage("provisionhook \"other\": refused [redacted]");
		}
	}

	@Test
	void tokenIsRedactedBeforeItIsWritten() throws Exception {
		Registry registry = new Registry();
		registry.register(new FetchingEnvMutator<InstallationToken>() {

			@Override
			public String name() {
				return "broken";
			}

			@Override
			public InstallationToken fetch(ProvisionContext context) throws Exception {
				return SecretLeakTests.this.plugin.mutator.fetch(context);
			}

			@Override
			public void apply(InstallationToken token, ProvisionContext context, Env env) {
				throw new IllegalStateException("can't write " + token.value());
			}

		});
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> registry.run(context(), new HashMap<>()))
			.withMessage("provisionhook \"broken\": can't write [redacted]");
	}

	@Test
	void nothingThatIsLoggedOrShownHasASecret(CapturedOutput output) throws Exception {
		this.logger.setLevel(Level.TRACE);
		InstallationToken token = this.plugin.mutator.fetch(context());
		this.clock.plus(Duration.ofMinutes(55));
		this.gitHub.always(leaking(503));
		this.plugin.mutator.fetch(context());
		this.clock.plus(Duration.ofMinutes(10));
		for (int status : List.of(401, 403, 404, 422, 418, 201)) {
			this.gitHub.always(leaking(status));
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> this.plugin.mutator.fetch(context()))
				.satisfies((ex) -> assertThat(ex).hasMessageNotContainingAny("ghs_", "eyJ").hasNoCause());
		}
		assertThat(output.getAll()).contains("could not be refreshed").doesNotContain("ghs_", "eyJ", "PRIVATE KEY");
		assertThat(List.of(token, this.plugin.mutator, this.plugin.tokens,
				new UpstreamHealthIndicator(this.plugin.health).health()))
			.allSatisfy((shown) -> assertThat(shown.toString()).doesNotContain("ghs_", "eyJ"));
		assertThat(token).hasToString("InstallationToken[expiresAt=2126-03-01T13:00:00Z]");
	}

	private static ResponseDefinitionBuilder leaking(int status) {
		return GitHub.status(status, "ghs_leaked eyJleaked").withHeader("Location", "https://ghs_leaked:eyJ@host");
	}

	@Test
	void jwtIsSentToNobodyElse() {
		this.gitHub.next(GitHub.status(307, "").withHeader("Location", this.gitHub.url() + "/elsewhere"));
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> this.plugin.mutator.fetch(context()));
		assertThat(this.gitHub.calls()).containsExactly("POST /app/installations/99/access_tokens {}");
	}

	private static ProvisionContext context() {
		return Plugin.context(Map.of(), Duration.ofSeconds(30));
	}

}
