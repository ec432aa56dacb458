package io.provisionhook.runtime.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;

import io.provisionhook.workspace.runtime.WorkspaceLaunch;

/**
 * Delivers the variables of a workspace to its container.
 */
@FunctionalInterface
interface SecretDeliveryStrategy {

	/**
	 * Add the variables to the command that creates the container.
	 * @param launch the workspace and its variables
	 * @param settings the settings of the container
	 * @param image the image of the container
	 * @param command the command that creates the container
	 * @return the start of the container, once it has been created
	 * @throws DockerEngineException if a variable can't be delivered this way
	 */
	PreparedStart prepare(WorkspaceLaunch launch, ContainerSettings settings, ContainerImage image,
			CreateContainerCmd command) throws DockerEngineException;

	/**
	 * Starts a created container.
	 */
	@FunctionalInterface
	interface PreparedStart {

		void start(String containerId) throws DockerEngineException, InterruptedException;

	}

}
