package io.provisionhook.plugin.tenantconfig;

import java.util.stream.Stream;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.ConfigurableEnvironment;

import io.provisionhook.VariableRules;
import io.provisionhook.plugin.internal.configuration.ConfigurationKeys;

/**
 * Auto-configuration for the mutator that sets variables by tenant, role and label.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@Conditional(OnLayerCondition.class)
@EnableConfigurationProperties(TenantConfigProperties.class)
public final class TenantConfigAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "provisionhookTenantConfigMutator")
	TenantConfigMutator provisionhookTenantConfigMutator(TenantConfigProperties properties,
			ObjectProvider<VariableRules> rules, ConfigurableEnvironment environment) {
		Stream.of("defaults", "tenants", "roles", "labels")
			.forEach(
					(map) -> ConfigurationKeys.requireDistinct(environment, TenantConfigProperties.PREFIX + "." + map));
		new TenantConfigPropertiesValidator(rules.getIfAvailable(() -> VariableRules.DEFAULT)).validate(properties);
		return new TenantConfigMutator(properties);
	}

}
