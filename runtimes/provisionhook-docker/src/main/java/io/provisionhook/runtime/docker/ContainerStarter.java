package io.provisionhook.runtime.docker;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

import com.github.dockerjava.api.command.CreateContainerCmd;

import io.provisionhook.Env;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

/**
 * Takes a workspace from its environment to a container that runs, or else leaves
 * nothing.
 */
final class ContainerStarter {

	private final Containers containers;

	private final ContainerSpec spec;

	private final SecretHandover handover;

	private final ContainerSecrets secrets;

	private final ContainerWatch watch;

	ContainerStarter(Containers containers, ContainerSpec spec, SecretHandover handover, ContainerSecrets secrets,
			ContainerWatch watch) {
		this.containers = containers;
		this.spec = spec;
		this.handover = handover;
		this.secrets = secrets;
		this.watch = watch;
	}

	CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch, ContainerSettings settings, Image image)
			throws DockerEngineException, InterruptedException {
		String launchId = UUID.randomUUID().toString();
		CreateContainerCmd command = this.spec.begin(launch, launchId, settings, image);
		SecretHandover.Prepared prepared = this.handover.prepare(launch, settings, image, command);
		launch.progress().begin("look for an earlier container");
		makeRoom(launch.workspaceId());
		launch.progress().begin("create container");
		ContainerWatch.Row row = this.watch.expect(launch.workspaceId(), launchId);
		boolean started = false;
		try {
			String id = create(launch.workspaceId(), row, command);
			start(id, launch, settings, image, prepared);
			this.watch.trimSoon();
			CompletionStage<WorkspaceExit> exit = row.exit();
			started = true;
			return exit;
		}
		finally {
			if (!started) {
				this.watch.abandon(row);
			}
		}
	}

	private void start(String id, WorkspaceLaunch launch, ContainerSettings settings, Image image,
			SecretHandover.Prepared prepared) throws DockerEngineException, InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException("interrupted while the container was created");
		}
		launch.redactor().addAll(Env.onTopOf(image.base()).redactor());
		this.secrets.remember(id, launch.redactor());
		launch.progress().begin("start container");
		try {
			prepared.start(id);
		}
		catch (DockerEngineException ex) {
			throw StartRefusal.explain(ex, image.name(), settings.init());
		}
	}

	private void makeRoom(String workspaceId) throws DockerEngineException, InterruptedException {
		for (WorkspaceContainer present : this.containers.findAll(workspaceId)) {
			if (present.isRunning() || !this.containers.removeUnlessRunning(present.id())) {
				throw new DockerEngineException(
						"workspace '" + workspaceId + "' is running already, in container " + present.name());
			}
		}
	}

	private String create(String workspaceId, ContainerWatch.Row row, CreateContainerCmd command)
			throws DockerEngineException, InterruptedException {
		try {
			String id = this.containers.create(command, (late) -> this.watch.created(row, late));
			this.watch.created(row, id);
			return id;
		}
		catch (DockerEngineException ex) {
			if (ex.isRefusal()) {
				this.watch.forget(row);
			}
			throw ex.hasStatus(DockerEngineException.CONFLICT) ? conflict(workspaceId, ex) : ex;
		}
	}

	private DockerEngineException conflict(String workspaceId, DockerEngineException refusal)
			throws DockerEngineException, InterruptedException {
		String name = Containers.nameOf(workspaceId);
		Optional<WorkspaceContainer> present = this.containers.inspect(name);
		if (present.isPresent() && !this.containers.isOf(workspaceId, present.get())) {
			return new DockerEngineException("the name " + name + " is taken by container " + present.get().id()
					+ ", which is not ours; remove or rename that");
		}
		return new DockerEngineException(
				"somebody else has started workspace '" + workspaceId + "' at the same time, in container " + name,
				DockerEngineException.CONFLICT, refusal);
	}

}
