package io.provisionhook.runtime.docker;

import java.util.Map;
import java.util.stream.Stream;

import com.github.dockerjava.api.command.CreateContainerCmd;

import io.provisionhook.workspace.runtime.WorkspaceLaunch;

/**
 * Delivers all variables as part of the container's configuration.
 */
final class EnvironmentSecretDelivery implements SecretDeliveryStrategy {

	private final ContainerClient containers;

	EnvironmentSecretDelivery(ContainerClient containers) {
		this.containers = containers;
	}

	@Override
	public PreparedStart prepare(WorkspaceLaunch launch, ContainerSettings settings, ContainerImage image,
			CreateContainerCmd command) {
		Map<String, String> environment = launch.environment();
		Stream<String> variables = environment.entrySet()
			.stream()
			.map((variable) -> variable.getKey() + "=" + variable.getValue());
		command.withEnv(Stream.concat(variables, image.removedFrom(environment)).toList());
		return this.containers::start;
	}

}
