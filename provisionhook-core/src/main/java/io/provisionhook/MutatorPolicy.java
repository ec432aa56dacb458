package io.provisionhook;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.TimeSource;

/**
 * Settings of an operator for the mutators of one name. Immutable and thread-safe.
 * <pre class="code">
 * MutatorPolicy.DEFAULT.withTimeout(Duration.ofSeconds(2)).withOnFailure(MutatorPolicy.OnFailure.SKIP)</pre>
 *
 * @since 0.1.0
 */
public final class MutatorPolicy {

	/**
	 * Policy for names that have no settings: enabled, with a timeout of 10 seconds; a
	 * failure aborts the run; may not override; may write any variable.
	 */
	public static final MutatorPolicy DEFAULT = new MutatorPolicy(true, Duration.ofSeconds(10), OnFailure.ABORT, false,
			null);

	private final boolean enabled;

	private final Duration timeout;

	private final long timeoutNanos;

	private final OnFailure onFailure;

	private final boolean mayOverride;

	private final @Nullable List<VariableName.Pattern> mayWrite;

	private MutatorPolicy(boolean enabled, Duration timeout, OnFailure onFailure, boolean mayOverride,
			@Nullable List<VariableName.Pattern> mayWrite) {
		this.enabled = enabled;
		this.timeout = timeout;
		this.timeoutNanos = TimeSource.nanos(timeout);
		this.onFailure = onFailure;
		this.mayOverride = mayOverride;
		this.mayWrite = mayWrite;
	}

	/**
	 * Return whether mutators of this name run.
	 * @return whether they run
	 */
	public boolean isEnabled() {
		return this.enabled;
	}

	/**
	 * Return a policy that differs in {@link #isEnabled()}.
	 * @param enabled whether mutators of this name run
	 * @return the policy
	 */
	public MutatorPolicy withEnabled(boolean enabled) {
		return new MutatorPolicy(enabled, this.timeout, this.onFailure, this.mayOverride, this.mayWrite);
	}

	/**
	 * Return the maximum duration of a mutator, its fetch included. The deadline of the
	 * run applies as well: the earlier of the two ends the mutator's turn.
	 * @return the timeout, positive
	 */
	public Duration getTimeout() {
		return this.timeout;
	}

	long timeoutNanos() {
		return this.timeoutNanos;
	}

	/**
	 * Return a policy that differs in {@link #getTimeout()}.
	 * @param timeout maximum duration of a mutator
	 * @return the policy
	 * @throws IllegalArgumentException if the timeout is not positive
	 */
	public MutatorPolicy withTimeout(Duration timeout) {
		if (timeout.isZero() || timeout.isNegative()) {
			throw new IllegalArgumentException("'timeout' must be positive");
		}
		return new MutatorPolicy(this.enabled, timeout, this.onFailure, this.mayOverride, this.mayWrite);
	}

	/**
	 * Return the action when a mutator of this name fails.
	 * @return the action
	 */
	public OnFailure getOnFailure() {
		return this.onFailure;
	}

	/**
	 * Return a policy that differs in {@link #getOnFailure()}.
	 * @param onFailure action when a mutator of this name fails
	 * @return the policy
	 */
	public MutatorPolicy withOnFailure(OnFailure onFailure) {
		Objects.requireNonNull(onFailure, "'onFailure' must not be null");
		return new MutatorPolicy(this.enabled, this.timeout, onFailure, this.mayOverride, this.mayWrite);
	}

	/**
	 * Return whether mutators of this name may override the variables of earlier mutators
	 * regardless of the {@link Registry.ConflictPolicy}, without a warning.
	 * @return whether they may override
	 */
	public boolean isMayOverride() {
		return this.mayOverride;
	}

	/**
	 * Return a policy that differs in {@link #isMayOverride()}.
	 * @param mayOverride whether mutators of this name may override the variables of
	 * earlier mutators
	 * @return the policy
	 */
	public MutatorPolicy withMayOverride(boolean mayOverride) {
		return new MutatorPolicy(this.enabled, this.timeout, this.onFailure, mayOverride, this.mayWrite);
	}

	/**
	 * Return the variables that mutators of this name may write. Any other write or
	 * removal throws a {@link VariableRefusedException}.
	 * @return patterns of variable names, empty if no variable may be written;
	 * {@code null} if any variable may be written
	 */
	public @Nullable List<String> getMayWrite() {
		return (this.mayWrite != null) ? this.mayWrite.stream().map(VariableName.Pattern::text).toList() : null;
	}

	/**
	 * Return a policy that differs in {@link #getMayWrite()}.
	 * @param patterns patterns of the variables that mutators of this name may write: a
	 * name, {@code PREFIX_*}, {@code *_SUFFIX} or {@code *PART*}; {@code null} for any
	 * variable
	 * @return the policy
	 * @throws IllegalArgumentException if a pattern is invalid
	 */
	public MutatorPolicy withMayWrite(@Nullable Collection<String> patterns) {
		return new MutatorPolicy(this.enabled, this.timeout, this.onFailure, this.mayOverride,
				(patterns != null) ? patterns.stream().map(VariableName.Pattern::new).toList() : null);
	}

	boolean mayWrite(String variable) {
		return this.mayWrite == null || this.mayWrite.stream().anyMatch((pattern) -> pattern.matches(variable));
	}

	/**
	 * Action when a mutator fails.
	 */
	public enum OnFailure {

		/**
		 * Abort the run. The workspace does not start.
		 */
		ABORT,

		/**
		 * Undo the writes of the mutator and continue the run without it.
		 */
		SKIP

	}

}
