package io.provisionhook.runtime.docker;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

import com.github.dockerjava.api.command.CreateContainerCmd;

import io.provisionhook.Env;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

/**
 * Creates and starts the container of a workspace, and removes it if its start fails.
 */
final class ContainerStarter {

	private static final int MAX_ATTEMPTS = 3;

	private final ContainerClient containers;

	private final CreateCommandFactory commands;

	private final SecretDeliveryStrategy secretDelivery;

	private final ContainerRedactors redactors;

	private final ContainerTracker tracker;

	ContainerStarter(ContainerClient containers, CreateCommandFactory commands, SecretDeliveryStrategy secretDelivery,
			ContainerRedactors redactors, ContainerTracker tracker) {
		this.containers = containers;
		this.commands = commands;
		this.secretDelivery = secretDelivery;
		this.redactors = redactors;
		this.tracker = tracker;
	}

	CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch, ContainerSettings settings, ContainerImage image)
			throws DockerEngineException, InterruptedException {
		String launchId = UUID.randomUUID().toString();
		CreateContainerCmd command = this.commands.create(launch, launchId, settings, image);
		SecretDeliveryStrategy.PreparedStart prepared = this.secretDelivery.prepare(launch, settings, image, command);
		launch.progress().begin("look for an earlier container");
		makeRoom(launch);
		launch.progress().begin("create container");
		ContainerTracker.TrackedContainer container = this.tracker.track(launch.workspaceId(), launchId);
		boolean started = false;
		try {
			String id = create(launch, container, command);
			start(id, launch, settings, image, prepared);
			this.tracker.requestCleanup();
			CompletionStage<WorkspaceExit> exit = container.exit();
			started = true;
			return exit;
		}
		finally {
			if (!started) {
				this.tracker.abandon(container);
			}
		}
	}

	private void start(String id, WorkspaceLaunch launch, ContainerSettings settings, ContainerImage image,
			SecretDeliveryStrategy.PreparedStart prepared) throws DockerEngineException, InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException("interrupted while the container was created");
		}
		launch.redactor().addAll(Env.onTopOf(image.base()).redactor());
		this.redactors.put(id, launch.redactor());
		launch.progress().begin("start container");
		try {
			prepared.start(id);
		}
		catch (DockerEngineException ex) {
			throw EngineExceptionTranslator.explainStart(ex, image.name(), settings.init());
		}
	}

	// A host that was suspended may start an earlier generation late
	private void makeRoom(WorkspaceLaunch launch) throws DockerEngineException, InterruptedException {
		String workspaceId = launch.workspaceId();
		for (WorkspaceContainer present : this.containers.findAll(workspaceId)) {
			if (present.generation() > launch.generation()) {
				throw new DockerEngineException(
						"workspace '" + workspaceId + "' was started again meanwhile, in container " + present.name()
								+ " of generation " + present.generation());
			}
			if (present.generation() > 0 && present.generation() < launch.generation()) {
				this.containers.remove(present.id());
			}
			else if (present.isRunning() || !this.containers.removeUnlessRunning(present.id())) {
				throw new DockerEngineException(
						"workspace '" + workspaceId + "' is running already, in container " + present.name());
			}
		}
	}

	private String create(WorkspaceLaunch launch, ContainerTracker.TrackedContainer container,
			CreateContainerCmd command) throws DockerEngineException, InterruptedException {
		for (int attempt = 1;; attempt++) {
			try {
				String id = this.containers.create(command, (lateId) -> this.tracker.onCreated(container, lateId));
				this.tracker.onCreated(container, id);
				return id;
			}
			catch (DockerEngineException ex) {
				boolean conflict = ex.hasStatus(DockerEngineException.CONFLICT);
				if (conflict && attempt < MAX_ATTEMPTS && isOfEarlierGeneration(launch)) {
					makeRoom(launch);
					continue;
				}
				if (ex.isRefusal()) {
					this.tracker.untrack(container);
				}
				throw conflict ? conflict(launch.workspaceId(), ex) : ex;
			}
		}
	}

	private boolean isOfEarlierGeneration(WorkspaceLaunch launch) throws DockerEngineException, InterruptedException {
		for (WorkspaceContainer present : this.containers.findAll(launch.workspaceId())) {
			if (present.generation() < launch.generation()) {
				return true;
			}
		}
		return false;
	}

	private DockerEngineException conflict(String workspaceId, DockerEngineException refusal)
			throws DockerEngineException, InterruptedException {
		String name = ContainerClient.nameOf(workspaceId);
		Optional<WorkspaceContainer> present = this.containers.inspect(name);
		if (present.isPresent() && !this.containers.isOf(workspaceId, present.get())) {
			return new DockerEngineException("the name " + name + " is taken by container " + present.get().id()
					+ ", which is not ours; remove or rename that");
		}
		return new DockerEngineException(
				"another process has started workspace '" + workspaceId + "' at the same time, in container " + name,
				DockerEngineException.CONFLICT, refusal);
	}

}
