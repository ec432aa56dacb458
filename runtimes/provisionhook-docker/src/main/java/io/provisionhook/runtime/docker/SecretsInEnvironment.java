package io.provisionhook.runtime.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;

import io.provisionhook.workspace.WorkspaceLaunch;

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
		command.withEnv(launch.environment()
			.entrySet()
			.stream()
			.map((variable) -> variable.getKey() + "=" + variable.getValue())
			.toList());
		return this.containers::start;
	}

}
