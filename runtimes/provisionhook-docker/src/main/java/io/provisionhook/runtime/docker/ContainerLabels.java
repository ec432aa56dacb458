package io.provisionhook.runtime.docker;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import io.provisionhook.workspace.runtime.WorkspaceLaunch;

/**
 * Labels of the containers of one owner. The owner label keeps host applications that
 * share an engine from removing each other's containers as orphans.
 */
final class ContainerLabels {

	static final String PREFIX = "io.provisionhook.";

	private static final String WORKSPACE = PREFIX + "workspace";

	private static final String GENERATION = PREFIX + "generation";

	private static final String OWNER = PREFIX + "owner";

	private static final String LAUNCH = PREFIX + "launch";

	private static final String SECRETS = PREFIX + "secrets";

	private static final String SECRETS_IN_FILE = PREFIX + "secrets-in-file";

	private static final String SEPARATOR = "\n";

	private final String owner;

	ContainerLabels(String owner) {
		this.owner = owner;
	}

	static void requireFree(Collection<String> names) {
		names.stream().filter((name) -> name.startsWith(PREFIX)).findFirst().ifPresent((name) -> {
			throw new IllegalArgumentException("Label \"" + name + "\" must not start with " + PREFIX);
		});
	}

	Map<String, String> of(WorkspaceLaunch launch, String launchId, Map<String, String> others) {
		Map<String, String> labels = new LinkedHashMap<>(others);
		labels.put(WORKSPACE, launch.workspaceId());
		labels.put(GENERATION, String.valueOf(launch.generation()));
		labels.put(OWNER, this.owner);
		labels.put(LAUNCH, launchId);
		labels.put(SECRETS, String.join(SEPARATOR, new TreeSet<>(launch.secretNames())));
		labels.put(SECRETS_IN_FILE, "false");
		return labels;
	}

	/**
	 * Return the filter for all containers of this owner.
	 * @return values by label
	 */
	Map<String, String> ours() {
		return Map.of(OWNER, this.owner);
	}

	/**
	 * Return the filter for the containers of a workspace.
	 * @param workspaceId the id of the workspace
	 * @return values by label
	 */
	Map<String, String> ofWorkspace(String workspaceId) {
		return Map.of(OWNER, this.owner, WORKSPACE, workspaceId);
	}

	/**
	 * Return the launch id of a container, which is unique unless labels are copied.
	 * @param labels the labels of a container or an image
	 * @return the launch id; {@code null} if there is none
	 */
	static @Nullable String launchId(@Nullable Map<String, String> labels) {
		return (labels != null) ? labels.get(LAUNCH) : null;
	}

	/**
	 * Return the generation of a container.
	 * @param labels the labels of the container
	 * @return the generation; 0 for a container of a release that had none
	 */
	static long generation(Map<String, String> labels) {
		try {
			return Long.parseLong(labels.getOrDefault(GENERATION, "0"));
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

	/**
	 * Return the workspace id of a container.
	 * @param labels the labels of the container
	 * @return the workspace id; {@code null} if the container has another owner
	 */
	@Nullable String workspaceId(Map<String, String> labels) {
		return this.owner.equals(labels.get(OWNER)) ? labels.get(WORKSPACE) : null;
	}

	/**
	 * Add the label that says that secrets are delivered as a file.
	 * @param labels the labels of the container
	 * @return the labels with the added label
	 */
	static Map<String, String> withSecretsInFile(@Nullable Map<String, String> labels) {
		Map<String, String> result = new LinkedHashMap<>(Objects.requireNonNullElse(labels, Map.of()));
		result.put(SECRETS_IN_FILE, "true");
		return result;
	}

	static boolean hasSecretsInFile(Map<String, String> labels) {
		return "true".equals(labels.get(SECRETS_IN_FILE));
	}

	/**
	 * Return the names of the secret variables of a container. Names have no line breaks.
	 * @param labels the labels of the container
	 * @return the names; {@code null} if the label is missing
	 */
	static @Nullable Set<String> secretNames(Map<String, String> labels) {
		String names = labels.get(SECRETS);
		if (names == null) {
			return null;
		}
		return names.isEmpty() ? Set.of() : Set.of(names.split(SEPARATOR, -1));
	}

}
