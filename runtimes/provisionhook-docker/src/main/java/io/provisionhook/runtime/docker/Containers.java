package io.provisionhook.runtime.docker;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.WaitContainerCmd;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.WaitContainerCondition;
import com.github.dockerjava.api.model.WaitResponse;
import org.jspecify.annotations.Nullable;

/**
 * The containers of our workspaces. Each is called after its workspace, so that the
 * engine itself refuses to have two for one.
 */
final class Containers {

	private final EngineCalls calls;

	private final DockerClient client;

	private final ContainerLabels labels;

	Containers(EngineCalls calls, DockerClient client, ContainerLabels labels) {
		this.calls = calls;
		this.client = client;
		this.labels = labels;
	}

	static String nameOf(String workspaceId) {
		return "provisionhook-" + workspaceId;
	}

	/**
	 * Return whatever has the name of a workspace's container.
	 * @param workspaceId the id of the workspace
	 * @return the container, maybe not one of ours
	 * @throws DockerEngineException if that can't be found out
	 * @throws InterruptedException if the caller is interrupted
	 */
	Optional<WorkspaceContainer> findNamed(String workspaceId) throws DockerEngineException, InterruptedException {
		return inspect(nameOf(workspaceId));
	}

	Optional<WorkspaceContainer> find(String workspaceId) throws DockerEngineException, InterruptedException {
		return findNamed(workspaceId).filter((container) -> isOf(workspaceId, container));
	}

	boolean isOf(String workspaceId, WorkspaceContainer container) {
		return workspaceId.equals(this.labels.workspaceId(container.labels()));
	}

	Optional<WorkspaceContainer> inspect(String container) throws DockerEngineException, InterruptedException {
		return Optional.ofNullable(unlessGone("look at container " + container,
				() -> new WorkspaceContainer(this.client.inspectContainerCmd(container).exec())));
	}

	List<Container> list() throws DockerEngineException, InterruptedException {
		return this.calls.call("list its containers",
				() -> this.client.listContainersCmd().withShowAll(true).withLabelFilter(this.labels.ours()).exec());
	}

	/**
	 * Create a container. That is not cut short by interruption, since a container that
	 * is there, or will be, has to be known to be removed.
	 * @param command what to create
	 * @param late given the id of a container that is created when it isn't waited for
	 * any more
	 * @return the id of the container
	 * @throws DockerEngineException if it can't be created
	 */
	String create(CreateContainerCmd command, Consumer<String> late) throws DockerEngineException {
		return this.calls.finish("create container " + command.getName(), () -> command.exec().getId(), late);
	}

	void start(String id) throws DockerEngineException, InterruptedException {
		this.calls.call("start the container", () -> this.client.startContainerCmd(id).exec());
	}

	void stop(String id, Duration gracePeriod) throws DockerEngineException, InterruptedException {
		int seconds = Math.toIntExact(gracePeriod.plusMillis(999).toSeconds());
		unlessGone("stop container " + id, this.calls.timeout().plusSeconds(seconds),
				() -> this.client.stopContainerCmd(id).withTimeout(seconds).exec());
	}

	/**
	 * Remove a container, even if it runs, and return when it has gone.
	 * @param id the id of the container
	 * @throws DockerEngineException if it can't be removed
	 * @throws InterruptedException if the caller is interrupted
	 */
	void remove(String id) throws DockerEngineException, InterruptedException {
		try {
			unlessGone("remove container " + id, this.calls.timeout(), () -> removeNow(id));
		}
		catch (DockerEngineException ex) {
			if (!ex.hasStatus(DockerEngineException.CONFLICT)) {
				throw ex;
			}
			awaitRemoval(id);
		}
	}

	/**
	 * Remove a container unless it runs, which it does if somebody has started it since
	 * it was looked at, and return when it has gone.
	 * @param id the id of the container
	 * @return whether it has gone
	 * @throws DockerEngineException if it can't be removed
	 * @throws InterruptedException if the caller is interrupted
	 */
	boolean removeUnlessRunning(String id) throws DockerEngineException, InterruptedException {
		try {
			unlessGone("remove container " + id,
					() -> this.client.removeContainerCmd(id).withRemoveVolumes(true).exec());
		}
		catch (DockerEngineException ex) {
			if (!ex.hasStatus(DockerEngineException.CONFLICT)) {
				throw ex;
			}
			if (inspect(id).map((container) -> !container.isBeingRemoved()).orElse(false)) {
				return false;
			}
			awaitRemoval(id);
		}
		return true;
	}

	/**
	 * Remove a container that could not be started, also for a caller who is interrupted.
	 * @param id the id of the container
	 * @throws DockerEngineException if it can't be removed, or somebody else has begun to
	 */
	void removeDespiteInterruption(String id) throws DockerEngineException {
		try {
			this.calls.finish("remove container " + id, () -> removeNow(id), (nothing) -> {
			});
		}
		catch (DockerEngineException ex) {
			if (!ex.hasStatus(DockerEngineException.NOT_FOUND)) {
				throw ex;
			}
		}
	}

	private boolean removeNow(String id) {
		this.client.removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec();
		return true;
	}

	// Somebody else has begun to remove it
	private void awaitRemoval(String id) throws DockerEngineException, InterruptedException {
		EngineStream<WaitResponse> removal = new EngineStream<>((response) -> {
		});
		WaitContainerCmd command = this.client.waitContainerCmd(id).withCondition(WaitContainerCondition.REMOVED);
		try (removal) {
			command.exec(removal);
			this.calls.await("remove container " + id, removal.ended());
		}
		catch (DockerEngineException ex) {
			if (!ex.hasStatus(DockerEngineException.NOT_FOUND)) {
				throw ex;
			}
		}
	}

	private <T> @Nullable T unlessGone(String doing, Callable<T> call)
			throws DockerEngineException, InterruptedException {
		return unlessGone(doing, this.calls.timeout(), call);
	}

	private <T> @Nullable T unlessGone(String doing, Duration timeout, Callable<T> call)
			throws DockerEngineException, InterruptedException {
		try {
			return this.calls.call(doing, timeout, call);
		}
		catch (DockerEngineException ex) {
			if (ex.hasStatus(DockerEngineException.NOT_FOUND) || ex.hasStatus(DockerEngineException.NOT_MODIFIED)) {
				return null;
			}
			throw ex;
		}
	}

}
