package io.provisionhook.runtime.docker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.BaseEnvironment.Owner;
import io.provisionhook.Env;
import io.provisionhook.redaction.SecretRedactor;

/**
 * Knows the secrets of containers, to take them out of their output. Those of a container
 * that an earlier host application started are read from the container. Thread-safe.
 */
final class ContainerSecrets {

	private static final Logger logger = System.getLogger(ContainerSecrets.class.getName());

	private final Map<String, Known> known = new ConcurrentHashMap<>();

	private final ProcessEnvironments processes;

	ContainerSecrets(ProcessEnvironments processes) {
		this.processes = processes;
	}

	/**
	 * Remember the secrets of a container that is about to be started.
	 * @param containerId the id of the container
	 * @param redactor takes all of its secrets out
	 */
	void remember(String containerId, SecretRedactor redactor) {
		this.known.put(containerId, new Known(redactor, true));
	}

	/**
	 * Read the secrets of a container while it runs, since that can't be done later. If
	 * it can't be done now, its log won't be shown.
	 * @param container the container
	 * @param redactor is to take them out
	 * @throws InterruptedException if the caller is interrupted
	 */
	void learn(WorkspaceContainer container, SecretRedactor redactor) throws InterruptedException {
		this.known.put(container.id(), new Known(redactor, false));
		try {
			redactorFor(container);
		}
		catch (DockerEngineException ex) {
			logger.log(Level.WARNING, ex.getMessage());
		}
	}

	Set<String> containerIds() {
		return Set.copyOf(this.known.keySet());
	}

	void forget(String containerId) {
		this.known.remove(containerId);
	}

	/**
	 * Return what takes the secrets of a container out of its output.
	 * @param container the container
	 * @return the redactor
	 * @throws DockerEngineException if a secret of it is not known
	 * @throws InterruptedException if the caller is interrupted
	 */
	SecretRedactor redactorFor(WorkspaceContainer container) throws DockerEngineException, InterruptedException {
		Known current = this.known.get(container.id());
		SecretRedactor redactor = (current != null) ? current.redactor : SecretRedactor.of(Set.of());
		if (current == null || !current.complete) {
			addSecretsOf(container, redactor);
			remember(container.id(), redactor);
		}
		return redactor;
	}

	private void addSecretsOf(WorkspaceContainer container, SecretRedactor redactor)
			throws DockerEngineException, InterruptedException {
		Set<String> names = ContainerLabels.secretNames(container.labels());
		if (names == null) {
			throw unknown(container);
		}
		Map<String, String> environment = environmentOf(container);
		if (!environment.keySet().containsAll(names)) {
			throw unknown(container);
		}
		names.stream().map(environment::get).filter(Objects::nonNull).forEach(redactor::add);
		redactor.addAll(Env.onTopOf(BaseEnvironment.EMPTY.with(Owner.IMAGE, environment)).redactor());
	}

	private Map<String, String> environmentOf(WorkspaceContainer container)
			throws DockerEngineException, InterruptedException {
		if (!ContainerLabels.hasSecretsInFile(container.labels())) {
			return container.environment();
		}
		return container.isRunning() ? this.processes.read(container) : Map.of();
	}

	private static DockerEngineException unknown(WorkspaceContainer container) {
		return new DockerEngineException("the log of container " + container.id()
				+ " can't be shown, since its secrets are not known any more and could be in it");
	}

	/**
	 * What is known of the secrets of a container.
	 *
	 * @param redactor takes them out
	 * @param complete whether it knows all that the container was started with
	 */
	private record Known(SecretRedactor redactor, boolean complete) {
	}

}
