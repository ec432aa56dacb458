package io.provisionhook.plugin.internal.upstream;

import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * The remote system of a {@link RefreshingCache}. Immutable.
 *
 * @param system name of the system in messages, such as GitHub
 * @param executor runs each load on its own thread, which can be interrupted
 * @param health records the results of the loads
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
