package io.provisionhook.benchmarks.run;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import io.provisionhook.redaction.SecretRedactor;

/**
 * Taking ten secrets out of a line of output.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RedactorBenchmark {

	private final List<String> secrets = IntStream.range(0, 10)
		.mapToObj((index) -> "ghs_" + "0123456789abcdef".repeat(2) + index)
		.toList();

	private final SecretRedactor redactor = SecretRedactor.of(this.secrets);

	private final String harmless = "remote: Enumerating objects: 1284, done. ".repeat(4);

	private final String telling = this.harmless + this.secrets.get(7) + this.harmless;

	/**
	 * The baseline: one replacement after the other, which leaves something of secrets
	 * that overlap.
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
		return this.redactor.redact(this.telling);
	}

	/**
	 * A text without one.
	 * @return the text
	 */
	@Benchmark
	public String redactNothing() {
		return this.redactor.redact(this.harmless);
	}

	/**
	 * Making a redactor, which is done when a run fails.
	 * @return the redactor
	 */
	@Benchmark
	public SecretRedactor create() {
		return SecretRedactor.of(this.secrets);
	}

}
