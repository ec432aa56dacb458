package io.provisionhook.runtime.docker;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.HostConfig;
import org.jspecify.annotations.Nullable;

import io.provisionhook.workspace.runtime.WorkspaceExit;

/**
 * State and configuration of a container, as of its inspection.
 */
final class WorkspaceContainer {

	private static final int KILLED = 137;

	private static final long MEGABYTE = 1024 * 1024;

	private static final Set<String> ENDED = Set.of("exited", "dead");

	private final InspectContainerResponse inspection;

	WorkspaceContainer(InspectContainerResponse inspection) {
		this.inspection = inspection;
	}

	static boolean isEnded(@Nullable String state) {
		return state != null && ENDED.contains(state.toLowerCase(Locale.ROOT));
	}

	String id() {
		return this.inspection.getId();
	}

	String name() {
		return this.inspection.getName().replaceFirst("^/", "");
	}

	@Nullable String imageId() {
		return this.inspection.getImageId();
	}

	Map<String, String> labels() {
		return Objects.requireNonNullElse(config().getLabels(), Map.of());
	}

	long generation() {
		return ContainerLabels.generation(labels());
	}

	boolean isRunning() {
		return Boolean.TRUE.equals(this.inspection.getState().getRunning());
	}

	/**
	 * Return whether the first process is the engine's init and the command its child.
	 * @return {@code false} if the command is the first process
	 */
	boolean hasInit() {
		HostConfig host = this.inspection.getHostConfig();
		return host != null && Boolean.TRUE.equals(host.getInit());
	}

	boolean isBeingRemoved() {
		return "removing".equals(this.inspection.getState().getStatus());
	}

	/**
	 * Return the exit of the command.
	 * @return the exit; {@code null} if the container was not started or has not ended
	 */
	@Nullable WorkspaceExit exit() {
		InspectContainerResponse.ContainerState state = this.inspection.getState();
		Long code = state.getExitCodeLong();
		if (!isEnded(state.getStatus()) || code == null) {
			return null;
		}
		boolean outOfMemory = Boolean.TRUE.equals(state.getOOMKilled());
		return new WorkspaceExit(code.intValue(), outOfMemory ? outOfMemory(code.intValue()) : null);
	}

	// The engine reports any process of the container that ran out of memory
	private String outOfMemory(int code) {
		HostConfig host = this.inspection.getHostConfig();
		Long bytes = (host != null) ? host.getMemory() : null;
		String limit = (bytes != null && bytes > 0) ? " (limit " + amount(bytes) + ")" : "";
		return ((code == KILLED) ? "out of memory" : "code " + code + " after a process ran out of memory") + limit;
	}

	private static String amount(long bytes) {
		return (bytes % MEGABYTE == 0) ? bytes / MEGABYTE + " MB" : bytes + " bytes";
	}

	/**
	 * Return the variables in its configuration, which each user of the engine can read.
	 * @return values by name
	 */
	Map<String, String> environment() {
		Map<String, String> environment = new LinkedHashMap<>();
		String[] variables = config().getEnv();
		Arrays.stream((variables != null) ? variables : new String[0]).forEach((variable) -> {
			int equals = variable.indexOf('=');
			if (equals > 0) {
				environment.put(variable.substring(0, equals), variable.substring(equals + 1));
			}
		});
		return environment;
	}

	private ContainerConfig config() {
		return this.inspection.getConfig();
	}

}
