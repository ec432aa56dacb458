package io.provisionhook.runtime.docker.autoconfigure;

import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClientLogEnvironmentPostProcessor}.
 */
class ClientLogEnvironmentPostProcessorTests {

	private static final String HTTP = "com.github.dockerjava.zerodep.shaded.org.apache.hc.client5.http.";

	@Test
	void whoeverAsksForItByNameGetsIt() {
		assertThat(loggerOf("wire", "--logging.level." + HTTP + "wire=debug").isDebugEnabled()).isTrue();
	}

	private static Logger loggerOf(String name, String argument) {
		SpringApplication application = new SpringApplication(NoBeans.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setLogStartupInfo(false);
		try (ConfigurableApplicationContext context = application.run(argument, "--spring.main.banner-mode=off")) {
			assertThat(context.isActive()).isTrue();
			return LoggerFactory.getLogger(HTTP + name);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class NoBeans {

	}

}
