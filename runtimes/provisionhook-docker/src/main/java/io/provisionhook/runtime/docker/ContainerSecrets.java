package io.provisionhook.runtime.docker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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

	private static final Logger logger = System.getLogger(ContainerSecrets.class.getName());

	private final Map<String, SecretRedactor> redactors = new ConcurrentHashMap<>();

	private final ProcessEnvironments processes;

	ContainerSecrets(ProcessEnvironments processes) {
		this.processes = processes;
	}

	void remember(String containerId, WorkspaceLaunch launch) {
		this.redactors.put(containerId, redactor(launch.environment(), launch.secretNames()));
	}

	/**
	 * Read the secrets of a container while it runs, since that can't be done later. If
	 * it can't be done now, its log won't be shown.
	 * @param container the container
	 * @throws InterruptedException if the caller is interrupted
	 */
	void learn(WorkspaceContainer container) throws InterruptedException {
		try {
			redactorFor(container);
		}
		catch (DockerEngineException ex) {
			logger.log(Level.WARNING, ex.getMessage());
		}
	}

	void forget(String containerId) {
		this.redactors.remove(containerId);
	}

	/**
	 * Return what takes the secrets of a container out of its output.
	 * @param container the container
	 * @return the redactor
	 * @throws DockerEngineException if a secret of it is not known
	 * @throws InterruptedException if the caller is interrupted
	 */
	SecretRedactor redactorFor(WorkspaceContainer container) throws DockerEngineException, InterruptedException {
		SecretRedactor known = this.redactors.get(container.id());
		return (known != null) ? known : read(container);
	}

	private SecretRedactor read(WorkspaceContainer container) throws DockerEngineException, InterruptedException {
		Set<String> names = ContainerLabels.secretNames(container.labels());
		if (names == null) {
			throw unknown(container);
		}
		Map<String, String> environment = environmentOf(container);
		if (!environment.keySet().containsAll(names)) {
			throw unknown(container);
		}
		SecretRedactor redactor = redactor(environment, names);
		this.redactors.put(container.id(), redactor);
		return redactor;
	}

	private Map<String, String> environmentOf(WorkspaceContainer container)
			throws DockerEngineException, InterruptedException {
		if (!ContainerLabels.hasSecretsInFile(container.labels())) {
			return container.environment();
		}
		return container.isRunning() ? this.processes.read(container.id()) : Map.of();
	}

	private static DockerEngineException unknown(WorkspaceContainer container) {
		return new DockerEngineException("the log of container " + container.id()
				+ " can't be shown, since its secrets are not known any more and could be in it");
	}

	private static SecretRedactor redactor(Map<String, String> environment, Set<String> secretNames) {
		return SecretRedactor.of(secretNames.stream().map(environment::get).filter(Objects::nonNull).toList());
	}

}
