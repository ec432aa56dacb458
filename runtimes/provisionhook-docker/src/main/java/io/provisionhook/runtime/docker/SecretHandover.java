package io.provisionhook.runtime.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;

import io.provisionhook.workspace.runtime.WorkspaceLaunch;

/**
 * Gets the variables of a workspace into its container.
 */
@FunctionalInterface
interface SecretHandover {

	/**
	 * Complete the command that creates a container.
	 * @param launch the workspace and its variables
	 * @param settings how the container is made
	 * @param image the image of the container
	 * @param command the command
	 * @return what starts the container
	 * @throws DockerEngineException if the variables can't be handed over this way
	 */
	Prepared prepare(WorkspaceLaunch launch, ContainerSettings settings, Image image, CreateContainerCmd command)
			throws DockerEngineException;

	/**
	 * Starts a container that has been created.
	 */
	@FunctionalInterface
	interface Prepared {

		void start(String containerId) throws DockerEngineException, InterruptedException;

	}

}
