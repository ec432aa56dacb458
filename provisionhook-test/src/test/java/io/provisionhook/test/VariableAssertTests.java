package io.provisionhook.test;

import java.time.Instant;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import io.provisionhook.EnvMutator;
import io.provisionhook.Lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MutatorRunAssert.VariableAssert}.
 */
class VariableAssertTests {

	private static final EnvMutator VAULT = EnvMutator.of("vault", (context, env) -> {
		env.put("USER", "app");
		env.putSecret("PIN", "s3cr3t-pin");
		env.put("URL", "https://localhost/s3cr3t-pin");
	});

	private static final EnvMutator TENANT = EnvMutator.of("tenant", (context, env) -> env.put("USER", "acme"));

	private final MutatorRun run = MutatorRun.builder(VAULT, TENANT).variable("URL", "none").run();

	@Test
	void assertionsAboutVariablesAndTheRunFollowEachOther() {
		assertThat(this.run).hasSet("PIN")
			.asSecret()
			.by("vault")
			.to("s3cr3t-pin")
			.hasSet("USER")
			.asPlain()
			.to("acme")
			.by("tenant")
			.insteadOf("vault")
			.hasSet("URL")
			.insteadOf("request")
			.hasSetOnly("PIN", "USER", "URL")
			.hasPassed();
	}

	@Test
	void asSecretWhenPlainShowsMutator() {
		requireFailure(() -> assertThat(this.run).hasSet("USER").asSecret(),
				"Expected USER to be secret, but tenant set it as a plain variable");
	}

	@Test
	void asPlainWhenSecretShowsReason() {
		requireFailure(() -> assertThat(this.run).hasSet("PIN").asPlain(),
				"Expected PIN to be a plain variable, but it is secret: its name says so or it was once put as a"
						+ " secret");
	}

	@Test
	void toShowsPlainValues() {
		requireFailure(() -> assertThat(this.run).hasSet("USER").to("app"),
				"Expected USER to be set to\n  \"app\"\nbut tenant set it to\n  \"acme\"");
	}

	@Test
	void toShowsNoSecretValues() {
		requireFailure(() -> assertThat(this.run).hasSet("PIN").to("s3cr3t-other"),
				"Expected PIN to be set to another value than vault gave it; the variable is secret, so neither is"
						+ " shown");
	}

	@Test
	void toShowsNoPlainValueThatContainsASecret() {
		requireFailure(() -> assertThat(this.run).hasSet("URL").to("https://localhost"),
				"Expected URL to be set to another value than vault gave it; the variable is secret, so neither is shown");
	}

	@Test
	void byWhenDifferentShowsMutator() {
		requireFailure(() -> assertThat(this.run).hasSet("USER").by("vault"),
				"Expected USER to be set by vault, but it was set by tenant");
	}

	@Test
	void insteadOfWhenDifferentShowsPreviousOwner() {
		requireFailure(() -> assertThat(this.run).hasSet("USER").insteadOf("request"),
				"Expected USER to be set instead of the value of request, but before that it was set by vault");
		requireFailure(() -> assertThat(this.run).hasSet("PIN").insteadOf("vault"),
				"Expected PIN to be set instead of the value of vault, but it was not there before");
	}

	@Test
	void expiringAtWhenDifferentShowsExpiry() {
		Instant end = Instant.parse("2126-03-01T12:00:00Z");
		MutatorRun leased = MutatorRun
			.builder(
					EnvMutator.of("github", (context, env) -> env.putSecret("TOKEN", "s3cr3t-token", Lease.until(end))))
			.run();
		assertThat(leased).hasSet("TOKEN").expiringAt(end).by("github");
		requireFailure(() -> assertThat(leased).hasSet("TOKEN").expiringAt(end.plusSeconds(1)),
				"Expected TOKEN to expire at 2126-03-01T12:00:01Z, but it does at 2126-03-01T12:00:00Z");
		requireFailure(() -> assertThat(this.run).hasSet("PIN").expiringAt(end),
				"Expected PIN to expire at 2126-03-01T12:00:00Z, but vault declared no lease");
	}

	private static void requireFailure(ThrowingCallable assertion, String message) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion)
			.extracting((error) -> String.valueOf(error.getMessage()).replace(System.lineSeparator(), "\n"))
			.isEqualTo(message);
	}

}
