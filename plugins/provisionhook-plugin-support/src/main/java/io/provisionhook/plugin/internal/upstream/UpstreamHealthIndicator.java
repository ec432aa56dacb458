package io.provisionhook.plugin.internal.upstream;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

import io.provisionhook.plugin.internal.upstream.UpstreamHealth.Calls;

/**
 * {@link HealthIndicator} for an {@link UpstreamHealth}: unknown before the first call,
 * down from a failure of the system to the next success, otherwise up. Makes no calls.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class UpstreamHealthIndicator implements HealthIndicator {

	private final UpstreamHealth upstream;

	/**
	 * Create an indicator.
	 * @param upstream the recorded results
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
