package io.provisionhook.runtime.docker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.WaitContainerCmd;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.WaitContainerCondition;
import com.github.dockerjava.api.model.WaitResponse;
import org.jspecify.annotations.Nullable;

/**
 * Finds, creates, starts, stops and removes the containers of workspaces. Containers are
 * found by their labels and identified by their ids, as names can be changed. The name is
 * derived from the workspace, so that the engine itself refuses a second container for
 * it.
 */
final class ContainerClient {

	private static final Logger logger = System.getLogger(ContainerClient.class.getName());

	private final EngineCallExecutor calls;

	private final DockerClient client;

	private final ContainerLabels labels;

	// The id of an image is a digest of its content, so entries stay valid
	private final Map<String, String> launchIdsOfImages = new ConcurrentHashMap<>();

	ContainerClient(EngineCallExecutor calls, DockerClient client, ContainerLabels labels) {
		this.calls = calls;
		this.client = client;
		this.labels = labels;
	}

	static String nameOf(String workspaceId) {
		return "provisionhook-" + workspaceId;
	}

	/**
	 * Return the containers of a workspace, normally at most one.
	 * @param workspaceId the id of the workspace
	 * @return the containers, the newest first
	 * @throws DockerEngineException if the engine fails
	 * @throws InterruptedException if the caller is interrupted
	 */
	List<WorkspaceContainer> findAll(String workspaceId) throws DockerEngineException, InterruptedException {
		List<WorkspaceContainer> found = new ArrayList<>();
		String activity = "look for the container of workspace " + workspaceId;
		for (Container container : list(activity, this.labels.ofWorkspace(workspaceId))) {
			inspect(container.getId()).ifPresent(found::add);
		}
		return found;
	}

	/**
	 * Return the container of a workspace: one that runs, or else the newest.
	 * @param workspaceId the id of the workspace
	 * @return the container
	 * @throws DockerEngineException if the engine fails
	 * @throws InterruptedException if the caller is interrupted
	 */
	Optional<WorkspaceContainer> find(String workspaceId) throws DockerEngineException, InterruptedException {
		List<WorkspaceContainer> found = findAll(workspaceId);
		List<WorkspaceContainer> running = found.stream().filter(WorkspaceContainer::isRunning).toList();
		if (running.size() > 1) {
			logger.log(Level.WARNING, "Workspace {0} runs in more than one container: {1}", workspaceId,
					running.stream().map(WorkspaceContainer::name).collect(Collectors.joining(", ")));
		}
		return (running.isEmpty() ? found : running).stream().findFirst();
	}

	boolean isOf(String workspaceId, WorkspaceContainer container) throws DockerEngineException, InterruptedException {
		return workspaceId.equals(this.labels.workspaceId(container.labels()))
				&& isMadeByUs(container.labels(), container.imageId());
	}

	Optional<WorkspaceContainer> inspect(String container) throws DockerEngineException, InterruptedException {
		return Optional.ofNullable(unlessGone("look at container " + container,
				() -> new WorkspaceContainer(this.client.inspectContainerCmd(container).exec())));
	}

	/**
	 * Return all of our containers.
	 * @return the containers, the newest first
	 * @throws DockerEngineException if the engine fails
	 * @throws InterruptedException if the caller is interrupted
	 */
	List<Container> list() throws DockerEngineException, InterruptedException {
		return list("list its containers", this.labels.ours());
	}

	private List<Container> list(String activity, Map<String, String> labels)
			throws DockerEngineException, InterruptedException {
		List<Container> labelled = this.calls.call(activity,
				() -> this.client.listContainersCmd().withShowAll(true).withLabelFilter(labels).exec());
		Map<String, Container> oldestByLaunch = new LinkedHashMap<>();
		for (Container container : labelled) {
			if (isMadeByUs(container.getLabels(), container.getImageId())) {
				oldestByLaunch.put(String.valueOf(ContainerLabels.launchId(container.getLabels())), container);
			}
		}
		return List.copyOf(oldestByLaunch.values());
	}

	// An image that was committed from one of our containers has the labels of that
	// container, and so has each container of the image
	private boolean isMadeByUs(Map<String, String> labels, @Nullable String imageId)
			throws DockerEngineException, InterruptedException {
		String launchId = ContainerLabels.launchId(labels);
		return launchId != null && (imageId == null || !launchId.equals(launchIdOfImage(imageId)));
	}

	private String launchIdOfImage(String imageId) throws DockerEngineException, InterruptedException {
		String known = this.launchIdsOfImages.get(imageId);
		if (known == null) {
			InspectImageResponse image = unlessGone("look at image " + imageId,
					() -> this.client.inspectImageCmd(imageId).exec());
			ContainerConfig config = (image != null) ? image.getConfig() : null;
			String found = (config != null) ? ContainerLabels.launchId(config.getLabels()) : null;
			known = Objects.requireNonNullElse(found, "");
			this.launchIdsOfImages.put(imageId, known);
		}
		return known;
	}

	/**
	 * Create a container. Interruption does not end the call, since the id is needed to
	 * remove the container later.
	 * @param command the command that creates the container
	 * @param lateIds receives the id of a container that is created after the time limit
	 * @return the id of the container
	 * @throws DockerEngineException if it can't be created
	 */
	String create(CreateContainerCmd command, Consumer<String> lateIds) throws DockerEngineException {
		return this.calls.callUninterruptibly("create container " + command.getName(), () -> command.exec().getId(),
				lateIds);
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
	 * Remove a container, even if it runs, and wait for its removal.
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
	 * Remove a container unless it runs again, and wait for its removal.
	 * @param id the id of the container
	 * @return {@code false} if it runs
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
	 * Remove a container that could not be started, even if the caller is interrupted.
	 * @param id the id of the container
	 * @throws DockerEngineException if it can't be removed, or another removal has begun
	 */
	void removeUninterruptibly(String id) throws DockerEngineException {
		try {
			this.calls.callUninterruptibly("remove container " + id, () -> removeNow(id), (nothing) -> {
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

	// Another removal has begun
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

	private <T> @Nullable T unlessGone(String activity, Callable<T> call)
			throws DockerEngineException, InterruptedException {
		return unlessGone(activity, this.calls.timeout(), call);
	}

	private <T> @Nullable T unlessGone(String activity, Duration timeout, Callable<T> call)
			throws DockerEngineException, InterruptedException {
		try {
			return this.calls.call(activity, timeout, call);
		}
		catch (DockerEngineException ex) {
			if (ex.hasStatus(DockerEngineException.NOT_FOUND) || ex.hasStatus(DockerEngineException.NOT_MODIFIED)) {
				return null;
			}
			throw ex;
		}
	}

}
