package io.provisionhook.plugin.githubappauth;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * A workspace that waits for a token, a little less long than it may: so its error says
 * what it has waited for, and not just that its time was up.
 */
final class Asker implements Patience {

	private static final Duration LONGEST_MARGIN = Duration.ofMillis(200);

	private static final Duration LONGEST = Duration.ofDays(1);

	private final long start = System.nanoTime();

	private final Duration patience;

	private volatile @Nullable String trouble;

	private Asker(Duration patience) {
		this.patience = patience;
	}

	/**
	 * Create an asker.
	 * @param remaining the time until the asker has to have its answer
	 * @return the asker
	 */
	static Asker within(Duration remaining) {
		Duration time = (remaining.compareTo(LONGEST) < 0) ? remaining : LONGEST;
		Duration tenth = time.dividedBy(10);
		return new Asker(time.minus((tenth.compareTo(LONGEST_MARGIN) < 0) ? tenth : LONGEST_MARGIN));
	}

	@Override
	public Duration remaining() {
		Duration left = this.patience.minusNanos(System.nanoTime() - this.start);
		return left.isNegative() ? Duration.ZERO : left;
	}

	@Override
	public void tell(String trouble) {
		this.trouble = trouble;
	}

	@Override
	public UpstreamException exhausted() {
		if (this.patience.isZero()) {
			return UpstreamException.ofSystem("GitHub: no time was left to ask for a token", null);
		}
		String last = this.trouble;
		return UpstreamException.ofSystem("GitHub: no answer within " + this.patience.toMillis() + " ms"
				+ ((last != null) ? "; before, " + last : ""), null);
	}

}
