package io.provisionhook.plugin.opentelemetry;

import java.util.stream.Stream;

import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

import io.provisionhook.VariableRules;
import io.provisionhook.plugin.internal.configuration.ConfigurationKeys;

/**
 * Auto-configuration for the mutator that passes trace and telemetry settings to
 * workspaces.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(OpenTelemetryProperties.PREFIX + ".enabled")
@EnableConfigurationProperties(OpenTelemetryProperties.class)
public final class OpenTelemetryAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "provisionhookOpenTelemetryMutator")
	OpenTelemetryMutator provisionhookOpenTelemetryMutator(OpenTelemetryProperties properties,
			ObjectProvider<CurrentTrace> trace, ObjectProvider<VariableRules> rules,
			ConfigurableEnvironment environment) {
		Stream.of("resource-attributes", "headers", "variables")
			.forEach((map) -> ConfigurationKeys.requireDistinct(environment,
					OpenTelemetryProperties.PREFIX + "." + map));
		new OpenTelemetryPropertiesValidator(rules.getIfAvailable(() -> VariableRules.DEFAULT)).validate(properties);
		return new OpenTelemetryMutator(properties, trace.getIfAvailable(() -> CurrentTrace.NONE));
	}

	/**
	 * Trace context of hosts with Micrometer Tracing.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Tracer.class)
	static class MicrometerTracingConfiguration {

		@Bean
		MicrometerCurrentTrace provisionhookOpenTelemetryCurrentTrace(ObjectProvider<Tracer> tracer,
				ObjectProvider<Propagator> propagator) {
			return new MicrometerCurrentTrace(tracer.getIfAvailable(), propagator.getIfAvailable());
		}

	}

}
