package io.provisionhook.integration.plugin;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An application that has all plugins.
 */
@SpringBootApplication(proxyBeanMethods = false)
class HostApplication {

	static ConfigurableApplicationContext start(String... arguments) {
		return application().run(arguments);
	}

	static SpringApplicationBuilder application() {
		// What is logged at the start names the folder, which may be called anything
		return new SpringApplicationBuilder(HostApplication.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false);
	}

}
