package io.provisionhook.plugin.tenantconfig;

import java.util.List;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an operator configures of the plugin.
 *
 * @param defaults Variables of every workspace.
 * @param tenants Variables by tenant.
 * @param roles Variables by role.
 * @param labels Variables by the key and the value of a label.
 * @param layers Layers in their order, of which the last one wins: tenants, roles and
 * labels.KEY for each label. Needed only for another order than this one, or if several
 * labels set one variable.
 * @param unknownTenant What becomes of a workspace whose tenant has no entry although
 * others have.
 * @param order Place of the mutator among the others, the lowest first.
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
	 * What becomes of a workspace whose tenant has no entry although others have.
	 */
	enum UnknownTenant {

		/**
		 * The workspace fails.
		 */
		FAIL,

		/**
		 * The workspace gets what is not for tenants.
		 */
		IGNORE

	}

}
