package io.provisionhook.benchmarks.run;

import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import io.provisionhook.redaction.SecretRedactor;

/**
 * What it costs to take secrets out of an error and of output.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RedactorBenchmark {

	private final String harmless = "remote: Enumerating objects: 1284, done. ".repeat(4);

	private List<String> secrets = List.of();

	private String telling = this.harmless;

	private @Nullable SecretRedactor redactor;

	/**
	 * What is secret.
	 */
	@Param
	private Kind kind = Kind.TEN_TOKENS;

	/**
	 * Make the secrets.
	 */
	@Setup
	public void setUp() {
		this.secrets = switch (this.kind) {
			case TEN_TOKENS -> IntStream.range(0, 10).mapToObj(RedactorBenchmark::token).toList();
			case KEY_FILE -> List.of(keyFile());
		};
		this.telling = this.harmless + this.secrets.get(0) + this.harmless;
		this.redactor = SecretRedactor.of(this.secrets);
	}

	/**
	 * The baseline: one replacement after the other, which leaves something of secrets
	 * that overlap or were cut.
	 * @return the text
	 */
	@Benchmark
	public String replace() {
		String text = this.telling;
		for (String secret : this.secrets) {
			text = text.replace(secret, SecretRedactor.REPLACEMENT);
		}
		return text;
	}

	/**
	 * A text with a secret in it.
	 * @return the text
	 */
	@Benchmark
	public String redact() {
		return redactor().redact(this.telling);
	}

	/**
	 * A text without one.
	 * @return the text
	 */
	@Benchmark
	public String redactNothing() {
		return redactor().redact(this.harmless);
	}

	/**
	 * The first text of a redactor: it takes its secrets apart and makes an index of
	 * them.
	 * @return the text
	 */
	@Benchmark
	public String redactFirst() {
		return SecretRedactor.of(this.secrets).redact(this.harmless);
	}

	/**
	 * What each run with a secret does, to find variables that have one in them.
	 * @return whether there is one
	 */
	@Benchmark
	public boolean find() {
		return redactor().finder().test(this.harmless);
	}

	private SecretRedactor redactor() {
		return Objects.requireNonNull(this.redactor);
	}

	private static String token(int index) {
		return "ghs_" + Base64.getUrlEncoder().encodeToString(random(27, index));
	}

	private static String keyFile() {
		String key = Base64.getMimeEncoder(64, new byte[] { '\n' })
			.encodeToString(random(1192, 0))
			.replace("\n", "\\n");
		return """
				{
				  "type": "service_account",
				  "private_key": "-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----\\n",
				  "client_email": "bot@project.iam.gserviceaccount.com",
				  "token_uri": "https://oauth2.googleapis.com/token"
				}
				""".formatted(key);
	}

	private static byte[] random(int size, long seed) {
		byte[] bytes = new byte[size];
		new Random(seed).nextBytes(bytes);
		return bytes;
	}

	/**
	 * A kind of secrets.
	 */
	public enum Kind {

		/**
		 * Ten tokens of 40 characters.
		 */
		TEN_TOKENS,

		/**
		 * JSON with a private key of 1,592 characters in base64.
		 */
		KEY_FILE

	}

}
