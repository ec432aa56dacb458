package io.provisionhook.runtime.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

import io.provisionhook.workspace.runtime.WorkspaceExit;

/**
 * A Pod and its state, as the API server has sent it. Immutable.
 */
final class WorkspacePod {

	/**
	 * Exit code of a workspace whose container has none.
	 */
	static final int UNKNOWN_CODE = -1;

	private static final int FIRST_SIGNAL_CODE = 128;

	private static final Map<Integer, String> SIGNALS = Map.of(1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 4, "SIGILL", 6,
			"SIGABRT", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 13, "SIGPIPE", 15, "SIGTERM");

	private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

	// The kubelet gives up at once for these
	private static final Set<String> FINAL = Set.of("InvalidImageName", "ErrImageNeverPull",
			"CreateContainerConfigError", "CreateContainerError", "RunContainerError");

	private static final Set<String> PULL_ERRORS = Set.of("ErrImagePull", "ImagePullBackOff", "RegistryUnavailable",
			"ImageInspectError");

	// The kubelet reports them as an exit, but no program has run
	private static final Set<String> START_ERRORS = Set.of("ContainerCannotRun", "StartError");

	private final Pod pod;

	WorkspacePod(Pod pod) {
		this.pod = pod;
	}

	/**
	 * Return a copy that takes less memory.
	 * @return a copy without the variables of containers
	 */
	WorkspacePod withoutVariables() {
		Pod copy = new PodBuilder(this.pod).editMetadata().withManagedFields(List.of()).endMetadata().build();
		copy.getSpec().getContainers().forEach((container) -> container.setEnv(List.of()));
		return new WorkspacePod(copy);
	}

	private ObjectMeta metadata() {
		return this.pod.getMetadata();
	}

	String namespace() {
		return metadata().getNamespace();
	}

	String name() {
		return metadata().getName();
	}

	String uid() {
		return metadata().getUid();
	}

	String created() {
		return String.valueOf(metadata().getCreationTimestamp());
	}

	@Nullable String launchId() {
		return PodLabels.launchId(metadata());
	}

	@Nullable String workspaceId() {
		return PodLabels.workspaceId(metadata());
	}

	long generation() {
		return PodLabels.generation(metadata());
	}

	Set<String> secrets() {
		return PodLabels.secrets(metadata());
	}

	/**
	 * Return what identifies the Pod to a reader.
	 * @return kind, namespace and name
	 */
	String description() {
		return "Pod " + namespace() + "/" + name();
	}

	/**
	 * Return the node that the Pod runs on.
	 * @return the name of the node; {@code null} if it is not scheduled
	 */
	@Nullable String node() {
		return this.pod.getSpec().getNodeName();
	}

	String onNode() {
		String node = node();
		return (node != null) ? " on node \"" + node + "\"" : "";
	}

	long gracePeriodSeconds() {
		return Objects.requireNonNullElse(this.pod.getSpec().getTerminationGracePeriodSeconds(), 30L);
	}

	Container container() {
		String name = PodLabels.container(metadata());
		return this.pod.getSpec()
			.getContainers()
			.stream()
			.filter((container) -> container.getName().equals(name))
			.findFirst()
			.orElseGet(() -> PodSettings.containerOf(this.pod));
	}

	private PodStatus status() {
		return Objects.requireNonNullElseGet(this.pod.getStatus(), PodStatus::new);
	}

	private @Nullable ContainerStatus containerStatus() {
		String name = container().getName();
		return status().getContainerStatuses()
			.stream()
			.filter((container) -> name.equals(container.getName()))
			.findFirst()
			.orElse(null);
	}

	private static @Nullable ContainerStateTerminated terminated(@Nullable ContainerStatus status) {
		ContainerState state = (status != null) ? status.getState() : null;
		return (state != null) ? state.getTerminated() : null;
	}

	private static @Nullable ContainerStateWaiting waiting(ContainerStatus status) {
		return (status.getState() != null) ? status.getState().getWaiting() : null;
	}

	boolean isBeingDeleted() {
		return metadata().getDeletionTimestamp() != null;
	}

	boolean hasEnded() {
		return ENDED.contains(String.valueOf(status().getPhase())) || terminated(containerStatus()) != null;
	}

	/**
	 * Return whether the program of the workspace runs.
	 * @return {@code false} if it was not started or has ended
	 */
	boolean isRunning() {
		ContainerStatus status = containerStatus();
		return !hasEnded() && status != null && status.getState() != null && status.getState().getRunning() != null;
	}

	/**
	 * Return whether the program of the workspace was started.
	 * @return {@code true} also if it has ended
	 */
	boolean hasStarted() {
		ContainerStateTerminated terminated = terminated(containerStatus());
		return isRunning() || (terminated != null && !START_ERRORS.contains(String.valueOf(terminated.getReason())));
	}

	/**
	 * Return why the program can't be started any more.
	 * @return the reason as a sentence; {@code null} if it was started or may still be
	 */
	@Nullable String startFailure() {
		ContainerStatus status = containerStatus();
		ContainerStateTerminated terminated = terminated(status);
		if (hasStarted()) {
			return null;
		}
		if (terminated != null) {
			return "program of image \"" + container().getImage() + "\" can't be run: "
					+ text(terminated.getMessage(), terminated.getReason());
		}
		if (ENDED.contains(String.valueOf(status().getPhase()))) {
			String initFailure = initFailure();
			return (initFailure != null) ? initFailure
					: description() + " has failed" + onNode() + ": " + text(reasonOf(status()), "no reason given");
		}
		return containerStatuses().map(this::finalReason).filter(Objects::nonNull).findFirst().orElse(null);
	}

	private @Nullable String initFailure() {
		for (ContainerStatus status : status().getInitContainerStatuses()) {
			ContainerStateTerminated terminated = terminated(status);
			if (terminated != null && terminated.getExitCode() != 0) {
				return "init container \"" + status.getName() + "\" of " + description() + " has failed: "
						+ text(reasonOf(terminated), "exited with code " + terminated.getExitCode());
			}
		}
		return null;
	}

	private @Nullable String finalReason(ContainerStatus status) {
		ContainerStateWaiting waiting = waiting(status);
		String reason = (waiting != null) ? waiting.getReason() : null;
		if (waiting == null || reason == null || !FINAL.contains(reason)) {
			return null;
		}
		String message = text(waiting.getMessage(), reason);
		// The kubelet looks again later: for a Secret of ours, and for what it was not
		// yet
		// allowed to read
		if (message.contains("failed to sync")
				|| secrets().stream().anyMatch((secret) -> message.contains("\"" + secret + "\" not found"))) {
			return null;
		}
		return "container \"" + status.getName() + "\" of " + description() + " can't be created: "
				+ (message.startsWith(reason) ? message : reason + ": " + message);
	}

	/**
	 * Return why an image could not be pulled last. The kubelet tries again.
	 * @return the reason as a sentence; {@code null} if no pull has failed
	 */
	@Nullable String pullFailure() {
		return containerStatuses().filter((status) -> {
			ContainerStateWaiting waiting = waiting(status);
			return waiting != null && PULL_ERRORS.contains(String.valueOf(waiting.getReason()));
		}).findFirst().map((status) -> {
			ContainerStateWaiting waiting = Objects.requireNonNull(waiting(status));
			return "image \"" + status.getImage() + "\" of " + description() + " can't be pulled: "
					+ text(waiting.getMessage(), waiting.getReason());
		}).orElse(null);
	}

	boolean isScheduled() {
		return node() != null;
	}

	/**
	 * Return why no node takes the Pod.
	 * @return the scheduler's words; {@code null} if it has not spoken
	 */
	@Nullable String schedulingFailure() {
		return status().getConditions()
			.stream()
			.filter((condition) -> "PodScheduled".equals(condition.getType()) && "False".equals(condition.getStatus()))
			.map(PodCondition::getMessage)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	private Stream<ContainerStatus> containerStatuses() {
		List<ContainerStatus> all = new ArrayList<>(status().getInitContainerStatuses());
		all.addAll(status().getContainerStatuses());
		return all.stream();
	}

	/**
	 * Return whether the exit is all that there will be. A busy node may report the end
	 * of a Pod before that of its container.
	 * @return {@code false} if the exit code may follow
	 */
	boolean isExitComplete() {
		return terminated(containerStatus()) != null || status().getReason() != null;
	}

	/**
	 * Return the exit of the program.
	 * @return the exit; {@code null} if it has not ended
	 */
	@Nullable WorkspaceExit exit() {
		if (!hasEnded()) {
			return null;
		}
		ContainerStateTerminated terminated = terminated(containerStatus());
		String reason = reasonOf(status());
		if (terminated == null) {
			return new WorkspaceExit(UNKNOWN_CODE, text(reason, "the Pod has ended without an exit code"));
		}
		return new WorkspaceExit(terminated.getExitCode(),
				(terminated.getExitCode() != 0 && reason != null) ? reason : reasonOf(terminated));
	}

	// Evicted, DeadlineExceeded, NodeLost and others that end a Pod from outside
	private @Nullable String reasonOf(PodStatus status) {
		String reason = status.getReason();
		if (reason == null) {
			return null;
		}
		if (reason.equals("DeadlineExceeded")) {
			return "active deadline of " + this.pod.getSpec().getActiveDeadlineSeconds() + " s exceeded";
		}
		String message = status.getMessage();
		return (message != null && !message.isBlank()) ? reason + onNode() + ": " + message.strip() : reason + onNode();
	}

	private @Nullable String reasonOf(ContainerStateTerminated terminated) {
		int code = terminated.getExitCode();
		if ("OOMKilled".equals(terminated.getReason())) {
			return "out of memory" + memoryLimit();
		}
		int signal = (terminated.getSignal() != null && terminated.getSignal() > 0) ? terminated.getSignal()
				: code - FIRST_SIGNAL_CODE;
		String name = SIGNALS.get(signal);
		if (name != null) {
			return "code " + code + " (" + name + ")";
		}
		String reason = terminated.getReason();
		return (code != 0 && reason != null && !reason.equals("Error"))
				? reason + ": " + text(terminated.getMessage(), "code " + code) : null;
	}

	private String memoryLimit() {
		Map<String, Quantity> limits = (container().getResources() != null) ? container().getResources().getLimits()
				: null;
		Quantity memory = (limits != null) ? limits.get("memory") : null;
		return (memory != null) ? " (limit " + memory + ")" : "";
	}

	private static String text(@Nullable String text, @Nullable String otherwise) {
		return (text != null && !text.isBlank()) ? text.strip() : String.valueOf(otherwise);
	}

	@Override
	public String toString() {
		return description();
	}

}
