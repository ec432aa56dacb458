package io.provisionhook.autoconfigure.health;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.instance.Instances;

/**
 * Health of this host application among the hosts that share its store: out of service
 * while it does not hold its lease, so that it gets no requests that it had to refuse.
 */
final class InstanceHealthIndicator implements HealthIndicator {

	private final WorkspaceHandler handler;

	InstanceHealthIndicator(WorkspaceHandler handler) {
		this.handler = handler;
	}

	@Override
	public Health health() {
		Instances instances = this.handler.instances();
		// A mock in a test of the application returns null
		if (instances == null) {
			return Health.unknown().build();
		}
		Health.Builder health = instances.holdsLease() ? Health.up() : Health.outOfService();
		String id = instances.id();
		if (id != null) {
			health.withDetail("id", id).withDetail("leaseAge", instances.leaseAge());
		}
		return health.build();
	}

}
