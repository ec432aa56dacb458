package io.provisionhook;

/**
 * What the operator decided about the mutators of one name. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class MutatorPolicy {

	/**
	 * The policy for names about which nothing was decided: enabled.
	 */
	public static final MutatorPolicy DEFAULT = new MutatorPolicy(true);

	private final boolean enabled;

	private MutatorPolicy(boolean enabled) {
		this.enabled = enabled;
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
		return new MutatorPolicy(enabled);
	}

}
