package io.provisionhook.benchmarks.startup;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A small web application with actuator that starts and ends. It knows nothing of the
 * hook.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class StartUpApplication {

	/**
	 * Start the application, and end it.
	 * @param args arguments of the application
	 */
	public static void main(String[] args) {
		try (ConfigurableApplicationContext context = SpringApplication.run(StartUpApplication.class, args)) {
			context.getId();
		}
	}

}
