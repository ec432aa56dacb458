package io.provisionhook.plugin.upstream;

import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * A workspace that waits for a remote system, a little less long than it may: so its
 * error says what it has waited for, and not just that its time was up. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Asker implements Patience {

	private static final Duration LONGEST_MARGIN = Duration.ofMillis(200);

	private static final Duration LONGEST = Duration.ofDays(1);

	private final String system;

	private final Duration patience;

	private final LongSupplier nanoTime;

	private final long start;

	private volatile @Nullable String trouble;

	private Asker(String system, Duration patience, LongSupplier nanoTime) {
		this.system = Objects.requireNonNull(system, "'system' must not be null");
		this.patience = patience;
		this.nanoTime = nanoTime;
		this.start = nanoTime.getAsLong();
	}

	/**
	 * Create an asker.
	 * @param system what messages call the system
	 * @param remaining the time until the asker has to have its answer
	 * @return the asker
	 */
	public static Asker within(String system, Duration remaining) {
		return within(system, remaining, System::nanoTime);
	}

	static Asker within(String system, Duration remaining, LongSupplier nanoTime) {
		Duration time = (remaining.compareTo(LONGEST) < 0) ? remaining : LONGEST;
		Duration tenth = time.dividedBy(10);
		return new Asker(system, time.minus((tenth.compareTo(LONGEST_MARGIN) < 0) ? tenth : LONGEST_MARGIN), nanoTime);
	}

	@Override
	public Duration remaining() {
		Duration left = this.patience.minusNanos(this.nanoTime.getAsLong() - this.start);
		return left.isNegative() ? Duration.ZERO : left;
	}

	@Override
	public void tell(String trouble) {
		this.trouble = trouble;
	}

	@Override
	public UpstreamException exhausted() {
		if (this.patience.isZero()) {
			return UpstreamException.ofSystem(this.system + ": no time was left to ask for a token", null);
		}
		String last = this.trouble;
		return UpstreamException.ofSystem(this.system + ": no answer within " + this.patience.toMillis() + " ms"
				+ ((last != null) ? "; before, " + last : ""), null);
	}

}
