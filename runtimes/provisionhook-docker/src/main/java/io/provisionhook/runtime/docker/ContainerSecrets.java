package io.provisionhook.runtime.docker;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.workspace.WorkspaceLaunch;

/**
 * Knows the secrets of containers, to take them out of their output. Those of a container
 * that an earlier host application started are read from the container. Thread-safe.
 */
final class ContainerSecrets {

	private final Map<String, SecretRedactor> redactors = new ConcurrentHashMap<>();

	void remember(String containerId, WorkspaceLaunch launch) {
		this.redactors.put(containerId, redactor(launch.environment(), launch.secretNames()));
	}

	void forget(String containerId) {
		this.redactors.remove(containerId);
	}

	/**
	 * Return what takes the secrets of a container out of its output.
	 * @param container the container
	 * @return the redactor
	 * @throws DockerEngineException if a secret of it is not known
	 */
	SecretRedactor redactorFor(WorkspaceContainer container) throws DockerEngineException {
		SecretRedactor known = this.redactors.get(container.id());
		return (known != null) ? known : read(container, container.environment());
	}

	private static SecretRedactor read(WorkspaceContainer container, Map<String, String> environment)
			throws DockerEngineException {
		Set<String> names = ContainerLabels.secretNames(container.labels());
		if (names == null || !environment.keySet().containsAll(names)) {
			throw new DockerEngineException("the log of container " + container.id()
					+ " can't be shown, since its secrets are not known any more and could be in it");
		}
		return redactor(environment, names);
	}

	private static SecretRedactor redactor(Map<String, String> environment, Set<String> secretNames) {
		return SecretRedactor.of(secretNames.stream().map(environment::get).filter(Objects::nonNull).toList());
	}

}
