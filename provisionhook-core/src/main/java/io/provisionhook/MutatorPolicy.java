package io.provisionhook;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.Nanos;

/**
 * What the operator decided about the mutators of one name. Immutable and thread-safe.
 * <pre class="code">
 * MutatorPolicy.DEFAULT.withTimeout(Duration.ofSeconds(2)).withOnFailure(OnFailure.SKIP)</pre>
 *
 * @since 0.1.0
 */
public final class MutatorPolicy {

	/**
	 * The policy for names about which nothing was decided: enabled, with 10 seconds,
	 * aborting the run on a failure, without a permission to override, free to write any
	 * variable.
	 */
	public static final MutatorPolicy DEFAULT = new MutatorPolicy(true, Duration.ofSeconds(10), OnFailure.ABORT, false,
			null);

	private final boolean enabled;

	private final Duration timeout;

	private final long timeoutNanos;

	private final OnFailure onFailure;

	private final boolean mayOverride;

	private final @Nullable List<NamePattern> mayWrite;

	private MutatorPolicy(boolean enabled, Duration timeout, OnFailure onFailure, boolean mayOverride,
			@Nullable List<NamePattern> mayWrite) {
		this.enabled = enabled;
		this.timeout = timeout;
		this.timeoutNanos = Nanos.of(timeout);
		this.onFailure = onFailure;
		this.mayOverride = mayOverride;
		this.mayWrite = mayWrite;
	}

	/**
	 * Return whether mutators of that name run.
	 * @return whether they run
	 */
	public boolean isEnabled() {
		return this.enabled;
	}

	/**
	 * Return a policy that differs in {@link #isEnabled()}.
	 * @param enabled whether mutators of that name run
	 * @return the policy
	 */
	public MutatorPolicy withEnabled(boolean enabled) {
		return new MutatorPolicy(enabled, this.timeout, this.onFailure, this.mayOverride, this.mayWrite);
	}

	/**
	 * Return how long a mutator may take, its fetch included. The deadline of the run
	 * counts too: what comes first ends the mutator's turn.
	 * @return the time, positive
	 */
	public Duration getTimeout() {
		return this.timeout;
	}

	long timeoutNanos() {
		return this.timeoutNanos;
	}

	/**
	 * Return a policy that differs in {@link #getTimeout()}.
	 * @param timeout how long a mutator may take
	 * @return the policy
	 * @throws IllegalArgumentException if the time is not positive
	 */
	public MutatorPolicy withTimeout(Duration timeout) {
		if (timeout.isZero() || timeout.isNegative()) {
			throw new IllegalArgumentException("'timeout' must be positive");
		}
		return new MutatorPolicy(this.enabled, timeout, this.onFailure, this.mayOverride, this.mayWrite);
	}

	/**
	 * Return what becomes of a run in which a mutator of that name fails.
	 * @return whether the run is aborted or goes on without the mutator
	 */
	public OnFailure getOnFailure() {
		return this.onFailure;
	}

	/**
	 * Return a policy that differs in {@link #getOnFailure()}.
	 * @param onFailure what becomes of a run in which a mutator of that name fails
	 * @return the policy
	 */
	public MutatorPolicy withOnFailure(OnFailure onFailure) {
		Objects.requireNonNull(onFailure, "'onFailure' must not be null");
		return new MutatorPolicy(this.enabled, this.timeout, onFailure, this.mayOverride, this.mayWrite);
	}

	/**
	 * Return whether mutators of that name may take over the variables of earlier ones
	 * where the {@link ConflictPolicy} would have it warned about or refused.
	 * @return whether they may
	 */
	public boolean isMayOverride() {
		return this.mayOverride;
	}

	/**
	 * Return a policy that differs in {@link #isMayOverride()}.
	 * @param mayOverride whether mutators of that name may take over the variables of
	 * earlier ones
	 * @return the policy
	 */
	public MutatorPolicy withMayOverride(boolean mayOverride) {
		return new MutatorPolicy(this.enabled, this.timeout, this.onFailure, mayOverride, this.mayWrite);
	}

	/**
	 * Return the variables that mutators of that name may write. Any other write or
	 * removal ends in a {@link VariableRefusedException}.
	 * @return patterns of names, none if they may write nothing; {@code null} if they may
	 * write any variable
	 */
	public @Nullable List<String> getMayWrite() {
		return (this.mayWrite != null) ? this.mayWrite.stream().map(NamePattern::text).toList() : null;
	}

	/**
	 * Return a policy that differs in {@link #getMayWrite()}.
	 * @param patterns the variables that mutators of that name may write: names,
	 * {@code PREFIX_*}, {@code *_SUFFIX} or {@code *PART*}; {@code null} for any variable
	 * @return the policy
	 * @throws IllegalArgumentException if one is no such pattern
	 */
	public MutatorPolicy withMayWrite(@Nullable Collection<String> patterns) {
		return new MutatorPolicy(this.enabled, this.timeout, this.onFailure, this.mayOverride,
				(patterns != null) ? patterns.stream().map(NamePattern::new).toList() : null);
	}

	boolean mayWrite(String variable) {
		return this.mayWrite == null || this.mayWrite.stream().anyMatch((pattern) -> pattern.matches(variable));
	}

}
