package io.provisionhook.plugin.credentialendpoint;

import java.time.Clock;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Lets tests of another plugin set the clock by which the tokens of workspaces expire.
 */
public final class EndpointClock {

	private EndpointClock() {
	}

	/**
	 * Set the clock.
	 * @param clock the clock
	 * @param context the application, before it is refreshed
	 */
	public static void set(Clock clock, ConfigurableApplicationContext context) {
		context.getBeanFactory()
			.registerSingleton("endpointTime",
					new EndpointTime(clock, EndpointTime.SYSTEM.nanoTime(), EndpointTime.SYSTEM.timeouts()));
	}

}
