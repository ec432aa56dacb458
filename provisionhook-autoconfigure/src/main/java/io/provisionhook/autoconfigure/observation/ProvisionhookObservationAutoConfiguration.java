package io.provisionhook.autoconfigure.observation;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.provisionhook.RunObserver;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;

/**
 * Auto-configuration for observations of runs, fetches and mutators.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = ProvisionhookAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(ObservationRegistry.class)
@ConditionalOnBooleanProperty(name = "provisionhook.enabled", matchIfMissing = true)
public final class ProvisionhookObservationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(RunObserver.class)
	MicrometerRunObserver provisionhookRunObserver(ObservationRegistry registry,
			ObjectProvider<RunObservationConvention> runConvention,
			ObjectProvider<FetchObservationConvention> fetchConvention,
			ObjectProvider<MutatorObservationConvention> mutatorConvention) {
		return new MicrometerRunObserver(registry, runConvention.getIfAvailable(), fetchConvention.getIfAvailable(),
				mutatorConvention.getIfAvailable());
	}

}
