package io.provisionhook.runtime.docker;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.ContainerConfig;
import org.jspecify.annotations.Nullable;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.BaseEnvironment.Owner;

/**
 * An image of an engine, and its configuration for containers.
 *
 * @param name the name in the request
 * @param environment the variables of the image
 * @param entrypoint the entry point: a program and its first arguments; may be empty
 * @param command the arguments for the entry point, or a program and its arguments if
 * there is no entry point; may be empty
 */
record ContainerImage(String name, Map<String, String> environment, List<String> entrypoint, List<String> command) {

	/**
	 * Variables that an engine sets if the image does not.
	 */
	private static final Map<String, String> DEFAULTS = Map.of("PATH",
			"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

	/**
	 * Variables that an engine or its runtime sets by default: the host name of the
	 * container, and the home directory of the user in the image.
	 */
	private static final Set<String> UNKNOWN = Set.of("HOSTNAME", "HOME");

	static ContainerImage of(String name, InspectImageResponse inspection) {
		ContainerConfig config = inspection.getConfig();
		Map<String, String> environment = new LinkedHashMap<>();
		for (String variable : list((config != null) ? config.getEnv() : null)) {
			int equals = variable.indexOf('=');
			if (equals > 0) {
				environment.put(variable.substring(0, equals), variable.substring(equals + 1));
			}
		}
		return new ContainerImage(name, Collections.unmodifiableMap(environment),
				list((config != null) ? config.getEntrypoint() : null),
				list((config != null) ? config.getCmd() : null));
	}

	/**
	 * Return the variables of a container without any of ours.
	 * @return the base environment
	 */
	BaseEnvironment base() {
		return BaseEnvironment.EMPTY.with(Owner.PLATFORM, DEFAULTS)
			.with(Owner.IMAGE, this.environment)
			.withUnknownValues(UNKNOWN);
	}

	/**
	 * Return the variables of the engine and the image that a container must not have. A
	 * name without an equals sign removes the variable, see {@code Env} of
	 * {@code ContainerCreate} in the API of the engine.
	 * @param environment all variables of the container
	 * @return the names of the variables to remove
	 */
	Stream<String> removedFrom(Map<String, String> environment) {
		return base().values().keySet().stream().filter((name) -> !environment.containsKey(name));
	}

	private static List<String> list(String @Nullable [] values) {
		return (values != null) ? List.of(values) : List.of();
	}

}
