package io.provisionhook.plugin.tenantconfig;

import java.util.List;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties for variables by tenant, role and label.
 *
 * @param defaults Variables of every workspace.
 * @param tenants Variables by tenant.
 * @param roles Variables by role.
 * @param labels Variables by key and value of a label.
 * @param layers Order of the layers tenants, roles and labels.KEY. A later layer wins.
 * Defaults to tenants, roles and labels. Required if several labels set one variable.
 * @param unknownTenant Action when the tenant of a workspace has no entry and other
 * tenants have one.
 * @param order Order of the mutator. Lower values run first.
 */
@ConfigurationProperties(TenantConfigProperties.PREFIX)
record TenantConfigProperties(@DefaultValue Map<String, String> defaults,
		@DefaultValue Map<String, Map<String, String>> tenants, @DefaultValue Map<String, Map<String, String>> roles,
		@DefaultValue Map<String, Map<String, Map<String, String>>> labels, @DefaultValue List<String> layers,
		@DefaultValue("fail") UnknownTenant unknownTenant, @DefaultValue("100") int order) {

	static final String PREFIX = "provisionhook.tenant-config";

	/**
	 * Return names only, since any value may be a secret.
	 */
	@Override
	public String toString() {
		return "TenantConfigProperties[defaults=" + this.defaults.keySet() + ", tenants=" + this.tenants.keySet()
				+ ", roles=" + this.roles.keySet() + ", labels=" + this.labels.keySet() + ", layers=" + this.layers
				+ ", unknownTenant=" + this.unknownTenant + ", order=" + this.order + "]";
	}

	/**
	 * Action when the tenant of a workspace has no entry and other tenants have one.
	 */
	enum UnknownTenant {

		/**
		 * Fail the workspace.
		 */
		FAIL,

		/**
		 * Set the variables of the other layers.
		 */
		IGNORE

	}

}
