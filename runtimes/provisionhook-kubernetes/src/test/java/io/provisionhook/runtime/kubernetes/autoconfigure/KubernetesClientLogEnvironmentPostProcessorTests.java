package io.provisionhook.runtime.kubernetes.autoconfigure;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KubernetesClientLogEnvironmentPostProcessor}.
 */
class KubernetesClientLogEnvironmentPostProcessorTests {

	private static final String CLIENT = "io.fabric8.kubernetes.client";

	private static final String REQUESTS = CLIENT + ".http.HttpLoggingInterceptor";

	@AfterEach
	void logLess() {
		LoggingSystem system = LoggingSystem.get(getClass().getClassLoader());
		system.setLogLevel(CLIENT, null);
		system.setLogLevel(REQUESTS, LogLevel.OFF);
	}

	@Test
	void logOfRequestsWhenClientLogsEverythingIsOff() {
		assertThat(logger("--logging.level." + CLIENT + "=trace").isErrorEnabled()).isFalse();
	}

	@Test
	void logOfRequestsWhenConfiguredByNameIsOn() {
		assertThat(logger("--logging.level." + REQUESTS + "=trace").isTraceEnabled()).isTrue();
	}

	private static Logger logger(String argument) {
		SpringApplication application = new SpringApplication(NoBeans.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setLogStartupInfo(false);
		try (ConfigurableApplicationContext context = application.run(argument, "--spring.main.banner-mode=off")) {
			assertThat(context.isActive()).isTrue();
			return LoggerFactory.getLogger(REQUESTS);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class NoBeans {

	}

}
