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
 * An image that an engine has.
 *
 * @param name the name it was asked for by
 * @param environment the variables that it sets
 * @param entrypoint the program that it runs and its first arguments, maybe none
 * @param command what it runs otherwise, or gives to the entry point
 */
record Image(String name, Map<String, String> environment, List<String> entrypoint, List<String> command) {

	/**
	 * What an engine sets if the image does not.
	 */
	private static final Map<String, String> DEFAULTS = Map.of("PATH",
			"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

	/**
	 * What an engine or its runtime sets if nobody else does: the name of the machine,
	 * and the home directory that the image has for the user.
	 */
	private static final Set<String> UNKNOWN = Set.of("HOSTNAME", "HOME");

	static Image of(String name, InspectImageResponse inspection) {
		ContainerConfig config = inspection.getConfig();
		Map<String, String> environment = new LinkedHashMap<>();
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

	/**
	 * Return what a container of this image starts from.
	 * @return the environment
	 */
	BaseEnvironment base() {
		return BaseEnvironment.EMPTY.with(Owner.PLATFORM, DEFAULTS)
			.with(Owner.IMAGE, this.environment)
			.withUnknownValues(UNKNOWN);
	}

	/**
	 * Return the variables of the engine and the image that a container must not have. A
	 * name without an equals sign takes the variable away, see {@code Env} of
	 * {@code ContainerCreate} in the engine's API.
	 * @param environment the variables of the container, complete
	 * @return their names
	 */
	Stream<String> removedFrom(Map<String, String> environment) {
		return base().values().keySet().stream().filter((name) -> !environment.containsKey(name));
	}

	private static List<String> list(String @Nullable [] values) {
		return (values != null) ? List.of(values) : List.of();
	}

}
