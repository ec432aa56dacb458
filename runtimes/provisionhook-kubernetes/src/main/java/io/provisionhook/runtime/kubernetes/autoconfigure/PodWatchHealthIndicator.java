package io.provisionhook.runtime.kubernetes.autoconfigure;

import java.time.Duration;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

import io.provisionhook.runtime.kubernetes.KubernetesRuntime;

/**
 * Health of the watch of Pods: down while ends of workspaces are not noticed in time, and
 * unknown until a Pod is started or adopted.
 */
final class PodWatchHealthIndicator implements HealthIndicator {

	private final KubernetesRuntime runtime;

	PodWatchHealthIndicator(KubernetesRuntime runtime) {
		this.runtime = runtime;
	}

	@Override
	public Health health() {
		Duration age = this.runtime.watchAge().orElse(null);
		if (age == null) {
			return Health.unknown().build();
		}
		boolean works = age.compareTo(this.runtime.maxWatchAge()) <= 0;
		Health.Builder health = (works ? Health.up() : Health.down()).withDetail("watchAge", age);
		String failure = this.runtime.watchFailure();
		return ((failure != null) ? health.withDetail("failure", failure) : health).build();
	}

}
