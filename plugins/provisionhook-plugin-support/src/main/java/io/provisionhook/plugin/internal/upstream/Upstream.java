package io.provisionhook.plugin.internal.upstream;

import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * A remote system that values are got from. Immutable.
 *
 * @param system what messages call it, such as GitHub
 * @param executor gives each call a thread, in which it can be interrupted
 * @param health told how the calls went
 * @since 0.1.0
 */
public record Upstream(String system, Executor executor, UpstreamHealth health) {

	/**
	 * Create a remote system.
	 */
	public Upstream {
		Objects.requireNonNull(system, "'system' must not be null");
		Objects.requireNonNull(executor, "'executor' must not be null");
		Objects.requireNonNull(health, "'health' must not be null");
	}

}
