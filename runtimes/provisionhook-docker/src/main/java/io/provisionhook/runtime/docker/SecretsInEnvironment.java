package io.provisionhook.runtime.docker;

import java.util.Map;
import java.util.stream.Stream;

import com.github.dockerjava.api.command.CreateContainerCmd;

import io.provisionhook.workspace.runtime.WorkspaceLaunch;

/**
 * Has the engine set all variables.
 */
final class SecretsInEnvironment implements SecretHandover {

	private final Containers containers;

	SecretsInEnvironment(Containers containers) {
		this.containers = containers;
	}

	@Override
	public Prepared prepare(WorkspaceLaunch launch, ContainerSettings settings, Image image,
			CreateContainerCmd command) {
		Map<String, String> environment = launch.environment();
		Stream<String> variables = environment.entrySet()
			.stream()
			.map((variable) -> variable.getKey() + "=" + variable.getValue());
		command.withEnv(Stream.concat(variables, image.removedFrom(environment)).toList());
		return this.containers::start;
	}

}
