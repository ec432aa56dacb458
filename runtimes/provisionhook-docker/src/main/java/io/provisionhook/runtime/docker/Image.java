package io.provisionhook.runtime.docker;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.ContainerConfig;
import org.jspecify.annotations.Nullable;

/**
 * An image that an engine has.
 *
 * @param name the name it was asked for by
 * @param environment the variables that it sets
 * @param entrypoint the program that it runs and its first arguments, maybe none
 * @param command what it runs otherwise, or gives to the entry point
 */
record Image(String name, Map<String, String> environment, List<String> entrypoint, List<String> command) {

	/**
	 * What the engine sets if the image does not.
	 */
	static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

	static Image of(String name, InspectImageResponse inspection) {
		ContainerConfig config = inspection.getConfig();
		Map<String, String> environment = new LinkedHashMap<>();
		environment.put("PATH", DEFAULT_PATH);
		for (String variable : list((config != null) ? config.getEnv() : null)) {
			int equals = variable.indexOf('=');
			if (equals > 0) {
				environment.put(variable.substring(0, equals), variable.substring(equals + 1));
			}
		}
		return new Image(name, Collections.unmodifiableMap(environment),
				list((config != null) ? config.getEntrypoint() : null),
				list((config != null) ? config.getCmd() : null));
	}

	private static List<String> list(String @Nullable [] values) {
		return (values != null) ? List.of(values) : List.of();
	}

}
