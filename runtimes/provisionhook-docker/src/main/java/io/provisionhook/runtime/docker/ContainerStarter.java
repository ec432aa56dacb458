package io.provisionhook.runtime.docker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import com.github.dockerjava.api.command.CreateContainerCmd;

import io.provisionhook.workspace.WorkspaceExit;
import io.provisionhook.workspace.WorkspaceLaunch;

/**
 * Takes a workspace from its environment to a container that runs, or else leaves
 * nothing.
 */
final class ContainerStarter {

	private static final Logger logger = System.getLogger(ContainerStarter.class.getName());

	private final Containers containers;

	private final ContainerSpec spec;

	private final SecretHandover handover;

	private final ContainerSecrets secrets;

	private final ExitWatch watch;

	ContainerStarter(Containers containers, ContainerSpec spec, SecretHandover handover, ContainerSecrets secrets,
			ExitWatch watch) {
		this.containers = containers;
		this.spec = spec;
		this.handover = handover;
		this.secrets = secrets;
		this.watch = watch;
	}

	CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch, ContainerSettings settings, Image image)
			throws DockerEngineException, InterruptedException {
		CreateContainerCmd command = this.spec.begin(launch, settings, image);
		SecretHandover.Prepared prepared = this.handover.prepare(launch, settings, image, command);
		makeRoom(launch.workspaceId());
		String id = create(launch.workspaceId(), command);
		try {
			return start(id, launch, image, prepared);
		}
		catch (DockerEngineException | InterruptedException | RuntimeException | Error ex) {
			abandon(id, launch.workspaceId());
			throw ex;
		}
	}

	private CompletionStage<WorkspaceExit> start(String id, WorkspaceLaunch launch, Image image,
			SecretHandover.Prepared prepared) throws DockerEngineException, InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException("interrupted while the container was created");
		}
		this.secrets.remember(id, launch);
		CompletionStage<WorkspaceExit> exit = this.watch.expect(id, launch.workspaceId());
		try {
			prepared.start(id);
		}
		catch (DockerEngineException ex) {
			throw StartRefusal.explain(ex, image.name());
		}
		return exit;
	}

	private void makeRoom(String workspaceId) throws DockerEngineException, InterruptedException {
		Optional<WorkspaceContainer> present = this.containers.findNamed(workspaceId);
		if (present.isPresent()) {
			requireEnded(workspaceId, present.get());
			this.containers.remove(present.get().id());
		}
	}

	private void requireEnded(String workspaceId, WorkspaceContainer present) throws DockerEngineException {
		if (!this.containers.isOf(workspaceId, present)) {
			throw new DockerEngineException("the name " + Containers.nameOf(workspaceId) + " is taken by container "
					+ present.id() + ", which is not ours; remove or rename that");
		}
		if (present.isRunning()) {
			throw new DockerEngineException("workspace '" + workspaceId + "' is running already, in container "
					+ Containers.nameOf(workspaceId));
		}
	}

	private String create(String workspaceId, CreateContainerCmd command)
			throws DockerEngineException, InterruptedException {
		try {
			return this.containers.create(command);
		}
		catch (DockerEngineException ex) {
			if (ex.hasStatus(DockerEngineException.CONFLICT)) {
				throw new DockerEngineException("somebody else has started workspace '" + workspaceId
						+ "' at the same time, in container " + Containers.nameOf(workspaceId),
						DockerEngineException.CONFLICT, ex);
			}
			throw ex;
		}
	}

	private void abandon(String id, String workspaceId) {
		this.watch.forget(id);
		this.secrets.forget(id);
		try {
			this.containers.removeDespiteInterruption(id);
		}
		catch (DockerEngineException | RuntimeException ex) {
			logger.log(Level.WARNING, "Container {0} of workspace {1} was not started and could not be removed: {2}",
					id, workspaceId, ex.getMessage());
		}
	}

}
