package io.provisionhook.runtime.kubernetes;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import org.jspecify.annotations.Nullable;

import io.provisionhook.workspace.runtime.WorkspaceLaunch;

/**
 * Labels and annotations of the Pods and Secrets of one owner. Labels select, annotations
 * hold what labels can't. Immutable.
 */
final class PodLabels {

	static final String PREFIX = "provisionhook.io/";

	static final String MANAGED_BY = "app.kubernetes.io/managed-by";

	static final String MANAGER = "provisionhook";

	private static final String WORKSPACE = PREFIX + "workspace";

	private static final String GENERATION = PREFIX + "generation";

	private static final String OWNER = PREFIX + "owner";

	private static final String TENANT = PREFIX + "tenant";

	private static final String NAME = PREFIX + "name";

	private static final String LAUNCH = PREFIX + "launch";

	private static final String CONTAINER = PREFIX + "container";

	private static final String SECRETS = PREFIX + "secrets";

	private static final String SEPARATOR = ",";

	private static final Pattern LABEL_VALUE = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

	private final String owner;

	/**
	 * Create labels.
	 * @param owner the owner
	 * @throws IllegalArgumentException if it can't be the value of a label
	 */
	PodLabels(String owner) {
		if (!isLabelValue(owner)) {
			throw new IllegalArgumentException("\"" + owner
					+ "\" can't be the value of a label: up to 63 letters, digits, \"-\", \"_\" and \".\" are"
					+ " possible, with a letter or digit at both ends");
		}
		this.owner = owner;
	}

	String owner() {
		return this.owner;
	}

	static boolean isLabelValue(String text) {
		return LABEL_VALUE.matcher(text).matches();
	}

	/**
	 * Require that a template has none of our labels and annotations.
	 * @param metadata the metadata of the template
	 * @throws IllegalArgumentException if it has one
	 */
	static void requireNone(@Nullable ObjectMeta metadata) {
		if (metadata != null) {
			Stream.of(copyOf(metadata.getLabels()), copyOf(metadata.getAnnotations()))
				.flatMap((entries) -> entries.keySet().stream())
				.filter((key) -> key.startsWith(PREFIX))
				.findFirst()
				.ifPresent((key) -> {
					throw new IllegalArgumentException("\"" + key + "\" must not begin with " + PREFIX);
				});
		}
	}

	/**
	 * Add the labels and annotations of a Pod.
	 * @param metadata the metadata of the Pod
	 * @param launch the launch of the workspace
	 * @param launchId an id of this launch
	 * @param container the name of the container that runs the workspace
	 * @param secrets the names of the Secrets of the Pod
	 */
	void addTo(ObjectMeta metadata, WorkspaceLaunch launch, String launchId, String container, Set<String> secrets) {
		String tenant = launch.request().tenant();
		Map<String, String> labels = copyOf(metadata.getLabels());
		labels.putAll(ofSecret(launch));
		if (tenant != null && isLabelValue(tenant)) {
			labels.put(TENANT, tenant);
		}
		metadata.setLabels(labels);
		Map<String, String> annotations = copyOf(metadata.getAnnotations());
		annotations.put(NAME, launch.request().name());
		annotations.put(LAUNCH, launchId);
		annotations.put(CONTAINER, container);
		annotations.put(SECRETS, String.join(SEPARATOR, secrets));
		if (tenant != null) {
			annotations.put(TENANT, tenant);
		}
		metadata.setAnnotations(annotations);
	}

	Map<String, String> ofSecret(WorkspaceLaunch launch) {
		Map<String, String> labels = new LinkedHashMap<>(ofWorkspace(launch.workspaceId()));
		labels.put(GENERATION, String.valueOf(launch.generation()));
		return labels;
	}

	/**
	 * Return the selector of all Pods of this owner.
	 * @return values by label
	 */
	Map<String, String> ours() {
		return Map.of(MANAGED_BY, MANAGER, OWNER, this.owner);
	}

	/**
	 * Return the selector of the Pods of a workspace.
	 * @param workspaceId the id of the workspace
	 * @return values by label
	 */
	Map<String, String> ofWorkspace(String workspaceId) {
		return Map.of(MANAGED_BY, MANAGER, OWNER, this.owner, WORKSPACE, workspaceId);
	}

	/**
	 * Return the workspace of a Pod.
	 * @param metadata the metadata of the Pod
	 * @return its id; {@code null} if it is none of ours
	 */
	static @Nullable String workspaceId(ObjectMeta metadata) {
		return copyOf(metadata.getLabels()).get(WORKSPACE);
	}

	static long generation(ObjectMeta metadata) {
		try {
			return Long.parseLong(copyOf(metadata.getLabels()).getOrDefault(GENERATION, "0"));
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

	static @Nullable String launchId(ObjectMeta metadata) {
		return copyOf(metadata.getAnnotations()).get(LAUNCH);
	}

	static @Nullable String container(ObjectMeta metadata) {
		return copyOf(metadata.getAnnotations()).get(CONTAINER);
	}

	/**
	 * Return the Secrets of a Pod.
	 * @param metadata the metadata of the Pod
	 * @return their names
	 */
	static Set<String> secrets(ObjectMeta metadata) {
		String names = copyOf(metadata.getAnnotations()).getOrDefault(SECRETS, "");
		return names.isEmpty() ? Set.of() : Set.of(names.split(SEPARATOR, -1));
	}

	private static Map<String, String> copyOf(@Nullable Map<String, String> entries) {
		return (entries != null) ? new LinkedHashMap<>(entries) : new LinkedHashMap<>();
	}

}
