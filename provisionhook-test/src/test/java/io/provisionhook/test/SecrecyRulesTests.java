package io.provisionhook.test;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.EnvMutator.Mutation;
import io.provisionhook.ProvisionContext;

/**
 * Tests that the contract notices secrets wherever a mutator may show them, and shows
 * none itself.
 */
class SecrecyRulesTests {

	private static final String PASSWORD = "correct/horse+battery";

	private final PrintStream out = System.out;

	private final PrintStream err = System.err;

	@BeforeEach
	void keepTheBuildQuiet() {
		System.setOut(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
		System.setErr(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
	}

	@AfterEach
	void restoreStreams() {
		System.setOut(this.out);
		System.setErr(this.err);
	}

	@Test
	void secretOnStandardOutputIsNoticed() {
		ContractResult.of(Prints.class)
			.hasOnlyBroken("runShowsNoSecret")
			.says("runShowsNoSecret", "System.out must not show a secret, but shows the value of DATABASE_PASSWORD\n"
					+ "  the password is [redacted], keep it");
	}

	@Test
	void encodedSecretOnStandardErrorIsNoticed() {
		ContractResult.of(PrintsEncoded.class)
			.hasOnlyBroken("runShowsNoSecret")
			.says("runShowsNoSecret", "System.err must not show a secret, but shows the value of DATABASE_PASSWORD\n"
					+ "  Authorization: Basic [redacted]");
	}

	@Test
	void secretInAFineLogIsNoticed() {
		ContractResult.of(Logs.class)
			.hasOnlyBroken("runShowsNoSecret")
			.says("runShowsNoSecret",
					"A record of java.util.logging must not show a secret, but shows the value of DATABASE_PASSWORD");
	}

	@Test
	void secretOfSomebodyElseIsNoticed() {
		ContractResult.of(PrintsEverything.class)
			.hasOnlyBroken("runShowsNoSecret")
			.says("runShowsNoSecret",
					"System.out must not show a secret, but shows the value of PROVISIONHOOK_CONTRACT_TOKEN");
	}

	@Test
	void secretInThePlainVariableIsNoticed() {
		ContractResult.of(PutsPlain.class)
			.hasOnlyBroken("runShowsNoSecret")
			.says("runShowsNoSecret", "The plain variable DATABASE_URL must not show a secret, but shows number 1 of"
					+ " secrets()\n  postgres://app:[redacted]@localhost/app");
	}

	@Test
	void secretInTheNameOfAVariableIsNoticed() {
		ContractResult.of(NamesVariable.class)
			.hasOnlyBroken("runShowsNoSecret")
			.says("runShowsNoSecret", "The report of the run must not show a secret");
	}

	@Test
	void secretInToStringIsNoticed() {
		ContractResult.of(Describes.class)
			.hasOnlyBroken("runShowsNoSecret")
			.says("runShowsNoSecret", "toString() of the mutator must not show a secret, but shows number 1 of"
					+ " secrets()\n  PasswordMutator[password=[redacted]]");
	}

	@Test
	void secretThatIsTooShortToBeLookedForIsRefused() {
		ContractResult.of(ShortSecret.class)
			.hasOnlyBroken("runShowsNoSecret")
			.says("runShowsNoSecret",
					"number 2 of secrets() must have at least 6 characters, shorter ones can't be looked for");
	}

	private static EnvMutator mutator(Mutation mutation) {
		return EnvMutator.of("database", (context, env) -> {
			env.putSecret("DATABASE_PASSWORD", PASSWORD);
			mutation.mutateEnv(context, env);
		});
	}

	/**
	 * A contract of a mutator that has a password.
	 */
	abstract static class PasswordContract extends BrokenContract {

		PasswordContract(Mutation mutation) {
			super(() -> mutator(mutation));
		}

	}

	static class Prints extends PasswordContract {

		Prints() {
			super((context, env) -> System.out.println("the password is " + PASSWORD + ", keep it"));
		}

	}

	static class PrintsEncoded extends PasswordContract {

		PrintsEncoded() {
			super((context, env) -> System.err.println("Authorization: Basic "
					+ Base64.getEncoder().encodeToString(("app:" + PASSWORD).getBytes(StandardCharsets.UTF_8))));
		}

	}

	static class Logs extends PasswordContract {

		Logs() {
			super((context, env) -> Logger.getLogger("com.example.database")
				.log(Level.FINEST, "took {0}", env.get("DATABASE_PASSWORD")));
		}

	}

	static class PrintsEverything extends PasswordContract {

		PrintsEverything() {
			super((context, env) -> System.out.println(env.get("PROVISIONHOOK_CONTRACT_TOKEN")));
		}

	}

	static class PutsPlain extends BrokenContract {

		PutsPlain() {
			super(() -> EnvMutator.of("database",
					(context, env) -> env.put("DATABASE_URL", "postgres://app:" + PASSWORD + "@localhost/app")));
		}

		@Override
		protected Collection<String> secrets() {
			return List.of(PASSWORD);
		}

	}

	static class NamesVariable extends PasswordContract {

		NamesVariable() {
			super((context, env) -> env.put(PASSWORD, "1"));
		}

	}

	static class Describes extends BrokenContract {

		Describes() {
			super(() -> new PasswordMutator(PASSWORD));
		}

		@Override
		protected Collection<String> secrets() {
			return List.of(PASSWORD);
		}

	}

	/**
	 * A mutator.
	 *
	 * @param password what it was configured with
	 */
	private record PasswordMutator(String password) implements EnvMutator {

		@Override
		public String name() {
			return "database";
		}

		@Override
		public void mutateEnv(ProvisionContext context, Env env) {
			env.put("DATABASE_USER", "app");
		}

	}

	static class ShortSecret extends BrokenContract {

		ShortSecret() {
			super(() -> mutator((context, env) -> env.put("DATABASE_USER", "app")));
		}

		@Override
		protected Collection<String> secrets() {
			return List.of("first-secret", "12345");
		}

	}

}
