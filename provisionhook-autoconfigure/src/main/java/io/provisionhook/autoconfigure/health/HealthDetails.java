package io.provisionhook.autoconfigure.health;

import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.registry.HealthContributorRegistry;

import io.provisionhook.workspace.instance.InstanceDetails;

/**
 * Tells other host applications the health of the providers of this one, according to the
 * latest calls. Indicators of others are not asked, since they may take their time.
 */
final class HealthDetails implements InstanceDetails {

	private static final String PREFIX = "provisionhook";

	private final ObjectProvider<HealthContributorRegistry> registry;

	HealthDetails(ObjectProvider<HealthContributorRegistry> registry) {
		this.registry = registry;
	}

	@Override
	public Map<String, String> details() {
		Map<String, String> details = new TreeMap<>();
		this.registry.ifAvailable((contributors) -> {
			for (HealthContributors.Entry entry : contributors) {
				if (entry.name().startsWith(PREFIX)) {
					add(details, "health." + entry.name().substring(PREFIX.length()), entry.contributor());
				}
			}
		});
		return details;
	}

	private static void add(Map<String, String> details, String name, @Nullable HealthContributor contributor) {
		if (contributor instanceof CompositeHealthContributor composite) {
			composite.forEach((entry) -> add(details, name + "." + entry.name(), entry.contributor()));
		}
		else if (contributor instanceof HealthIndicator indicator && !(indicator instanceof InstanceHealthIndicator)) {
			Health health = indicator.health();
			details.put(name, (health != null) ? health.getStatus().getCode() : "UNKNOWN");
		}
	}

}
