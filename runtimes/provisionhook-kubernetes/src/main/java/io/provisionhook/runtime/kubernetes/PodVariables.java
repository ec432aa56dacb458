package io.provisionhook.runtime.kubernetes;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.PrintableText;
import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

/**
 * The variables of a Pod. All values are in immutable Secrets, since a cluster shows the
 * Pod itself to many, and expands references such as {@code $(NAME)} in values that are
 * part of it. Keys begin with {@value #SECRET_KEY} for secret variables, with
 * {@value #KEY} for others. Immutable.
 */
final class PodVariables {

	/**
	 * Maximum number of variables. Each takes 250 bytes and twice its name in the Pod
	 * with its managed fields, and etcd takes requests of up to 1.5 MiB.
	 */
	static final int MAX_VARIABLES = 2500;

	/**
	 * Maximum size of all names of variables in bytes, for the same reason.
	 */
	static final int MAX_NAMES_SIZE = 300_000;

	/**
	 * Maximum size of the values of a Secret in bytes; the API takes 1 MiB.
	 */
	static final int MAX_SECRET_SIZE = 1_000_000;

	private static final String SECRET_KEY = "s";

	private static final String KEY = "v";

	// As of Kubernetes 1.20; later versions accept more
	private static final Pattern NAME = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]*");

	private final List<Map<String, String>> secrets = new ArrayList<>();

	private final List<EnvVar> references = new ArrayList<>();

	private final String podName;

	/**
	 * Create the variables of a Pod.
	 * @param launch the launch of the workspace
	 * @param settings the settings of the Pod
	 * @param podName the name of the Pod
	 * @throws KubernetesException if a Pod can't have these variables
	 */
	PodVariables(WorkspaceLaunch launch, PodSettings settings, String podName) throws KubernetesException {
		this.podName = podName;
		Map<String, String> environment = launch.environment();
		requireNames(environment.keySet());
		requireNoneRemoved(settings, environment.keySet());
		int size = 0;
		int index = 0;
		for (Map.Entry<String, String> variable : environment.entrySet()) {
			byte[] value = variable.getValue().getBytes(StandardCharsets.UTF_8);
			if (this.secrets.isEmpty() || size + value.length > MAX_SECRET_SIZE) {
				this.secrets.add(new LinkedHashMap<>());
				size = 0;
			}
			size += value.length;
			String key = (launch.secretNames().contains(variable.getKey()) ? SECRET_KEY : KEY) + index++;
			this.secrets.get(this.secrets.size() - 1).put(key, Base64.getEncoder().encodeToString(value));
			this.references.add(reference(variable.getKey(), secretName(this.secrets.size() - 1), key));
		}
	}

	private static void requireNames(Set<String> names) throws KubernetesException {
		List<String> refused = names.stream().filter((name) -> !NAME.matcher(name).matches()).toList();
		if (!refused.isEmpty()) {
			throw new KubernetesException("Kubernetes takes no variable named " + quoted(refused)
					+ "; letters, digits, \"-\", \"_\" and \".\" are possible, with no digit at the start");
		}
		if (names.size() > MAX_VARIABLES) {
			throw new KubernetesException(
					"a Pod can have up to " + MAX_VARIABLES + " variables, but there are " + names.size());
		}
		int size = names.stream().mapToInt(String::length).sum();
		if (size > MAX_NAMES_SIZE) {
			throw new KubernetesException("the names of the variables of a Pod can have up to " + MAX_NAMES_SIZE
					+ " characters in all, but they have " + size);
		}
	}

	private static void requireNoneRemoved(PodSettings settings, Set<String> names) throws KubernetesException {
		Map<String, String> base = settings.base();
		List<String> removed = (base != null) ? base.keySet().stream().filter((name) -> !names.contains(name)).toList()
				: List.of();
		if (!removed.isEmpty()) {
			throw new KubernetesException("Kubernetes can't remove variables that the image sets: " + quoted(removed)
					+ "; set them to an empty value instead");
		}
	}

	private static String quoted(List<String> names) {
		return names.stream().map((name) -> "\"" + PrintableText.of(name) + "\"").collect(Collectors.joining(", "));
	}

	private static EnvVar reference(String name, String secret, String key) {
		return new EnvVarBuilder().withName(name)
			.withNewValueFrom()
			.withNewSecretKeyRef(key, secret, false)
			.endValueFrom()
			.build();
	}

	private String secretName(int index) {
		return this.podName + "-" + index;
	}

	/**
	 * Return the names of the Secrets.
	 * @return the names
	 */
	Set<String> secretNames() {
		Set<String> names = new LinkedHashSet<>();
		for (int i = 0; i < this.secrets.size(); i++) {
			names.add(secretName(i));
		}
		return names;
	}

	/**
	 * Add references to the variables to a container. They come first, so that variables
	 * of the template can refer to them. A variable of the template that mutators have
	 * overridden or removed is left out.
	 * @param container the container
	 * @param removable the names of the variables that mutators could remove
	 */
	void addTo(Container container, Set<String> removable) {
		Set<String> names = new LinkedHashSet<>(removable);
		this.references.forEach((variable) -> names.add(variable.getName()));
		List<EnvVar> all = new ArrayList<>(this.references);
		container.getEnv().stream().filter((variable) -> !names.contains(variable.getName())).forEach(all::add);
		container.setEnv(all);
	}

	/**
	 * Return the Secrets of a Pod that was created.
	 * @param pod the Pod; a cluster removes its Secrets after it
	 * @param labels their labels
	 * @return the Secrets to create
	 */
	List<Secret> toSecrets(WorkspacePod pod, Map<String, String> labels) {
		List<Secret> result = new ArrayList<>();
		for (int i = 0; i < this.secrets.size(); i++) {
			result.add(new SecretBuilder().withNewMetadata()
				.withNamespace(pod.namespace())
				.withName(secretName(i))
				.withLabels(labels)
				.addNewOwnerReference()
				.withApiVersion("v1")
				.withKind("Pod")
				.withName(pod.name())
				.withUid(pod.uid())
				.endOwnerReference()
				.endMetadata()
				.withType("Opaque")
				.withImmutable(true)
				.withData(this.secrets.get(i))
				.build());
		}
		return result;
	}

	/**
	 * Read the values of the variables of a Pod.
	 * @param container the container of the Pod
	 * @param secrets the Secrets of the Pod
	 * @param redactor receives those of secret variables
	 * @return values by name
	 */
	static Map<String, String> read(Container container, List<Secret> secrets, SecretRedactor redactor) {
		Map<String, Map<String, String>> data = new LinkedHashMap<>();
		secrets.forEach((secret) -> data.put(secret.getMetadata().getName(), secret.getData()));
		Map<String, String> values = new LinkedHashMap<>();
		for (EnvVar variable : container.getEnv()) {
			SecretKeySelector key = (variable.getValueFrom() != null) ? variable.getValueFrom().getSecretKeyRef()
					: null;
			String value = (key != null) ? valueOf(data.get(key.getName()), key.getKey()) : null;
			if (key != null && value != null) {
				values.put(variable.getName(), value);
				if (key.getKey().startsWith(SECRET_KEY)) {
					redactor.add(value);
				}
			}
		}
		return values;
	}

	private static @Nullable String valueOf(@Nullable Map<String, String> data, String key) {
		String encoded = (data != null) ? data.get(key) : null;
		return (encoded != null) ? new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8) : null;
	}

}
