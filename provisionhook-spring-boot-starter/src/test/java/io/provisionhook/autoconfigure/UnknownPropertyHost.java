package io.provisionhook.autoconfigure;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * Starts the application of {@link UnknownPropertyApplicationTests} in a process of its
 * own, since environment variables are those of a process.
 */
public final class UnknownPropertyHost {

	private UnknownPropertyHost() {
	}

	/**
	 * Start the application and end it.
	 * @param arguments its arguments
	 */
	public static void main(String[] arguments) {
		new SpringApplicationBuilder(UnknownPropertyApplicationTests.Application.class).web(WebApplicationType.NONE)
			.run(arguments)
			.close();
	}

}
