package io.provisionhook.runtime.docker;

import java.io.ByteArrayOutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.BaseEnvironment.Owner;
import io.provisionhook.Env;
import io.provisionhook.redaction.SecretRedactor;

/**
 * Redactors for the output of containers. The secrets of a container that an earlier host
 * application started are read from the container. Thread-safe.
 */
final class ContainerRedactors {

	private static final Logger logger = System.getLogger(ContainerRedactors.class.getName());

	/**
	 * The first child of the init is the command: the container ends when it ends.
	 */
	private static final String READ_ENVIRONMENT_BELOW_INIT = "read -r child others </proc/1/task/1/children; "
			+ "exec cat \"/proc/$child/environ\"";

	private final Map<String, Entry> entries = new ConcurrentHashMap<>();

	private final EngineCallExecutor calls;

	private final DockerClient client;

	ContainerRedactors(EngineCallExecutor calls, DockerClient client) {
		this.calls = calls;
		this.client = client;
	}

	/**
	 * Set the redactor of a container that is about to be started.
	 * @param containerId the id of the container
	 * @param redactor a redactor with all secrets of the container
	 */
	void put(String containerId, SecretRedactor redactor) {
		this.entries.put(containerId, new Entry(redactor, true));
	}

	/**
	 * Set the redactor of an adopted container, and add the secrets of the container to
	 * it. They can be read only while the container runs; if that fails, its log can't be
	 * shown later.
	 * @param container the container
	 * @param redactor the redactor for its output
	 * @throws InterruptedException if the caller is interrupted
	 */
	void restore(WorkspaceContainer container, SecretRedactor redactor) throws InterruptedException {
		this.entries.put(container.id(), new Entry(redactor, false));
		try {
			get(container);
		}
		catch (DockerEngineException ex) {
			logger.log(Level.WARNING, ex.getMessage());
		}
	}

	Set<String> containerIds() {
		return Set.copyOf(this.entries.keySet());
	}

	void remove(String containerId) {
		this.entries.remove(containerId);
	}

	/**
	 * Return the redactor for the output of a container.
	 * @param container the container
	 * @return the redactor
	 * @throws DockerEngineException if a secret of the container is not known
	 * @throws InterruptedException if the caller is interrupted
	 */
	SecretRedactor get(WorkspaceContainer container) throws DockerEngineException, InterruptedException {
		Entry current = this.entries.get(container.id());
		SecretRedactor redactor = (current != null) ? current.redactor : SecretRedactor.of(Set.of());
		if (current == null || !current.complete) {
			addSecretsOf(container, redactor);
			put(container.id(), redactor);
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
		return container.isRunning() ? readEnvironment(container) : Map.of();
	}

	private Map<String, String> readEnvironment(WorkspaceContainer container)
			throws DockerEngineException, InterruptedException {
		String activity = "read the environment of container " + container.id();
		List<String> command = container.hasInit() ? List.of("sh", "-c", READ_ENVIRONMENT_BELOW_INIT)
				: List.of("cat", "/proc/1/environ");
		String id = this.calls.call(activity,
				() -> this.client.execCreateCmd(container.id())
					.withAttachStdout(true)
					.withCmd(command.toArray(new String[0]))
					.exec()
					.getId());
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		try (EngineStream<Frame> stream = new EngineStream<>((frame) -> add(frame, output))) {
			this.client.execStartCmd(id).exec(stream);
			this.calls.await(activity, stream.ended());
		}
		return parseEnvironment(activity, output.toString(StandardCharsets.UTF_8));
	}

	private static void add(Frame frame, ByteArrayOutputStream output) {
		if (frame.getStreamType() == StreamType.STDOUT) {
			output.writeBytes(frame.getPayload());
		}
	}

	/**
	 * Parse the environment of a process.
	 * @param activity the activity, for error messages
	 * @param variables the variables, each followed by NUL
	 * @return values by name
	 * @throws DockerEngineException if the last variable may be incomplete: a part of a
	 * secret would not be found in the output
	 */
	static Map<String, String> parseEnvironment(String activity, String variables) throws DockerEngineException {
		if (!variables.isEmpty() && !variables.endsWith("\0")) {
			throw new DockerEngineException("can't " + activity + ": the engine has not sent all of it");
		}
		Map<String, String> environment = new LinkedHashMap<>();
		for (String variable : variables.split("\0", -1)) {
			int equals = variable.indexOf('=');
			if (equals > 0) {
				environment.put(variable.substring(0, equals), variable.substring(equals + 1));
			}
		}
		return environment;
	}

	private static DockerEngineException unknown(WorkspaceContainer container) {
		return new DockerEngineException("the log of container " + container.id()
				+ " can't be shown, since its secrets are not known any more and could be in it");
	}

	/**
	 * The redactor of a container.
	 *
	 * @param redactor the redactor
	 * @param complete whether it has all secrets that the container was started with
	 */
	private record Entry(SecretRedactor redactor, boolean complete) {
	}

}
