package io.provisionhook.runtime.kubernetes.autoconfigure;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.provisionhook.runtime.kubernetes.KubernetesRuntime;

/**
 * Auto-configuration for the age of the watch of Pods as a gauge.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KubernetesRuntimeAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(KubernetesRuntime.class)
public final class KubernetesMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "provisionhookKubernetesMetrics")
	MeterBinder provisionhookKubernetesMetrics(KubernetesRuntime runtime) {
		return (registry) -> TimeGauge
			.builder("provisionhook.kubernetes.watch.age", runtime, TimeUnit.MILLISECONDS,
					(watched) -> watched.watchAge().map((age) -> (double) age.toMillis()).orElse(0.0))
			.description("Time since the last proof that the watch of Pods works")
			.register(registry);
	}

}
