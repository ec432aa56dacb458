package io.provisionhook.plugin.internal.upstream;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

import io.provisionhook.plugin.internal.upstream.UpstreamHealth.Calls;

/**
 * Tells the health of a remote system from how the last calls to it went, without a call
 * of its own: unknown until there was one, down after one for which the system was at
 * fault, until the next one that succeeds. Thread-safe.
 *
 * @since 0.1.0
 */
public final class UpstreamHealthIndicator implements HealthIndicator {

	private final UpstreamHealth upstream;

	/**
	 * Create an indicator.
	 * @param upstream how the calls went
	 */
	public UpstreamHealthIndicator(UpstreamHealth upstream) {
		this.upstream = Objects.requireNonNull(upstream, "'upstream' must not be null");
	}

	@Override
	public Health health() {
		Calls calls = this.upstream.calls();
		Health.Builder health = (calls.error() != null) ? Health.down().withDetail("error", calls.error())
				: (calls.lastSuccess() != null) ? Health.up() : Health.unknown();
		addDetail(health, "lastSuccess", calls.lastSuccess());
		addDetail(health, "lastFailure", calls.lastFailure());
		return health.build();
	}

	private static void addDetail(Health.Builder health, String key, @Nullable Object value) {
		if (value != null) {
			health.withDetail(key, value.toString());
		}
	}

}
