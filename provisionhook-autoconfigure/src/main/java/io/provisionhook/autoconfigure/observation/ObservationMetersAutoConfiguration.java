package io.provisionhook.autoconfigure.observation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.MeterObservationHandler;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationPredicate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the meters that Micrometer creates from the observations: their
 * descriptions and their initial values.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ProvisionhookObservationAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, MeterObservationHandler.class, MicrometerRunObserver.class })
public final class ObservationMetersAutoConfiguration {

	@Bean
	static MeterDescriptionFilter provisionhookMeterDescriptionFilter() {
		return new MeterDescriptionFilter();
	}

	@Bean
	@ConditionalOnMissingBean({ RunObservationConvention.class, FetchObservationConvention.class,
			MutatorObservationConvention.class })
	TimerInitializer provisionhookTimerInitializer(MeterRegistry meters,
			ObjectProvider<ObservationPredicate> predicates, ObjectProvider<ObservationFilter> filters) {
		return new TimerInitializer(meters, predicates.orderedStream().toList(), filters.orderedStream().toList());
	}

}
