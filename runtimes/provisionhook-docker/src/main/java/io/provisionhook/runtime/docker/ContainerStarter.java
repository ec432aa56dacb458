package io.provisionhook.runtime.docker;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

import com.github.dockerjava.api.command.CreateContainerCmd;

import io.provisionhook.Env;
import io.provisionhook.workspace.WorkspaceExit;
import io.provisionhook.workspace.WorkspaceLaunch;

/**
 * Takes a workspace from its environment to a container that runs, or else leaves
 * nothing.
 */
final class ContainerStarter {

	private final Containers containers;

	private final ContainerSpec spec;

	private final SecretHandover handover;

	private final ContainerSecrets secrets;

	private final ExitWatch watch;

	private final RetainedContainers retained;

	ContainerStarter(Containers containers, ContainerSpec spec, SecretHandover handover, ContainerSecrets secrets,
			ExitWatch watch, RetainedContainers retained) {
		this.containers = containers;
		this.spec = spec;
		this.handover = handover;
		this.secrets = secrets;
		this.watch = watch;
		this.retained = retained;
	}

	CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch, ContainerSettings settings, Image image)
			throws DockerEngineException, InterruptedException {
		CreateContainerCmd command = this.spec.begin(launch, settings, image);
		SecretHandover.Prepared prepared = this.handover.prepare(launch, settings, image, command);
		launch.progress().begin("look for an earlier container");
		makeRoom(launch.workspaceId());
		launch.progress().begin("create container");
		String id = create(launch.workspaceId(), command);
		try {
			CompletionStage<WorkspaceExit> exit = start(id, launch, settings, image, prepared);
			this.retained.trimSoon(this.watch::expects);
			return exit;
		}
		catch (DockerEngineException | InterruptedException | RuntimeException | Error ex) {
			abandon(id, launch.workspaceId());
			throw ex;
		}
	}

	private CompletionStage<WorkspaceExit> start(String id, WorkspaceLaunch launch, ContainerSettings settings,
			Image image, SecretHandover.Prepared prepared) throws DockerEngineException, InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException("interrupted while the container was created");
		}
		launch.redactor().addAll(Env.onTopOf(image.base()).redactor());
		this.secrets.remember(id, launch.redactor());
		CompletionStage<WorkspaceExit> exit = this.watch.expect(id, launch.workspaceId());
		launch.progress().begin("start container");
		try {
			prepared.start(id);
		}
		catch (DockerEngineException ex) {
			throw StartRefusal.explain(ex, image.name(), settings.init());
		}
		return exit;
	}

	private void makeRoom(String workspaceId) throws DockerEngineException, InterruptedException {
		Optional<WorkspaceContainer> present = this.containers.findNamed(workspaceId);
		if (present.isPresent()) {
			requireOurs(workspaceId, present.get());
			if (present.get().isRunning() || !this.containers.removeUnlessRunning(present.get().id())) {
				throw new DockerEngineException("workspace '" + workspaceId + "' is running already, in container "
						+ Containers.nameOf(workspaceId));
			}
		}
	}

	private void requireOurs(String workspaceId, WorkspaceContainer present) throws DockerEngineException {
		if (!this.containers.isOf(workspaceId, present)) {
			throw new DockerEngineException("the name " + Containers.nameOf(workspaceId) + " is taken by container "
					+ present.id() + ", which is not ours; remove or rename that");
		}
	}

	private String create(String workspaceId, CreateContainerCmd command)
			throws DockerEngineException, InterruptedException {
		try {
			return this.containers.create(command, (id) -> abandon(id, workspaceId));
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
		this.secrets.forget(id);
		this.watch.abandon(id, workspaceId);
	}

}
