package io.provisionhook.plugin.tenantconfig;

import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;

import io.provisionhook.plugin.internal.configuration.ConditionalOnEntries;

/**
 * Condition that matches if any layer has an entry.
 */
final class OnLayerCondition extends AnyNestedCondition {

	OnLayerCondition() {
		super(ConfigurationPhase.PARSE_CONFIGURATION);
	}

	/**
	 * Variables of every workspace.
	 */
	@ConditionalOnEntries(TenantConfigProperties.PREFIX + ".defaults")
	static final class Defaults {

	}

	/**
	 * Variables by tenant.
	 */
	@ConditionalOnEntries(TenantConfigProperties.PREFIX + ".tenants")
	static final class Tenants {

	}

	/**
	 * Variables by role.
	 */
	@ConditionalOnEntries(TenantConfigProperties.PREFIX + ".roles")
	static final class Roles {

	}

	/**
	 * Variables by label.
	 */
	@ConditionalOnEntries(TenantConfigProperties.PREFIX + ".labels")
	static final class Labels {

	}

}
