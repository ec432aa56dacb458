package io.provisionhook.runtime.docker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import org.jspecify.annotations.Nullable;

import io.provisionhook.workspace.runtime.WorkspaceLaunch;

/**
 * Keeps secrets out of what the engine knows about a container. They are sent to the
 * input of a shell, which writes them to a file in memory, sources and removes that, and
 * then becomes the command.
 */
final class SecretsInFile implements SecretHandover {

	private static final String DIRECTORY = "/run/provisionhook";

	/**
	 * The first argument is a line that comes after the last secret: a host that dies
	 * before it has sent that must not leave a workspace with half of its secrets.
	 */
	private static final String SCRIPT = """
			(
			umask 077
			while IFS= read -r line; do
			[ "$line" = "$1" ] && exit 0
			printf '%%s\\n' "$line"
			done >%1$s/secrets
			exit 1
			) || { echo 'provisionhook: the secrets did not arrive' >&2; exit 125; }
			shift
			. %1$s/secrets
			: >%1$s/secrets
			rm -f %1$s/secrets
			exec "$@" </dev/null
			""".formatted(DIRECTORY);

	private static final int ROOM = 64 * 1024;

	private final EngineCalls calls;

	private final DockerClient client;

	private final Containers containers;

	private final SecretHandover withoutSecrets;

	SecretsInFile(EngineCalls calls, DockerClient client, Containers containers) {
		this.calls = calls;
		this.client = client;
		this.containers = containers;
		this.withoutSecrets = new SecretsInEnvironment(containers);
	}

	@Override
	public Prepared prepare(WorkspaceLaunch launch, ContainerSettings settings, Image image, CreateContainerCmd command)
			throws DockerEngineException {
		Map<String, String> secretVariables = secretsOf(launch, image);
		if (secretVariables.isEmpty()) {
			return this.withoutSecrets.prepare(launch, settings, image, command);
		}
		ShellVariables.requireKept(secretVariables.keySet());
		Map<String, String> others = new LinkedHashMap<>(launch.environment());
		others.keySet().removeAll(secretVariables.keySet());
		String end = "end-" + UUID.randomUUID();
		byte[] secrets = (exports(secretVariables) + end + "\n").getBytes(StandardCharsets.UTF_8);
		command.withEntrypoint("sh", "-c", SCRIPT, "sh", end)
			.withCmd(program(others, settings, image))
			.withEnv(Stream.concat(variables(others, true), image.removedFrom(launch.environment())).toList())
			.withLabels(ContainerLabels.withSecretsInFile(command.getLabels()))
			.withStdinOpen(true)
			.withStdInOnce(true)
			.withAttachStdin(true);
		HostConfig host = command.getHostConfig();
		if (host != null) {
			host.withTmpFs(Map.of(DIRECTORY, "rw,noexec,nosuid,nodev,mode=1777,size=" + (secrets.length + ROOM)));
		}
		return (containerId) -> start(containerId, secrets, image);
	}

	// What the image itself has can be read there anyway
	private static Map<String, String> secretsOf(WorkspaceLaunch launch, Image image) {
		Map<String, String> secrets = new TreeMap<>(launch.environment());
		secrets.keySet().retainAll(launch.secretNames());
		secrets.entrySet().removeAll(image.environment().entrySet());
		return secrets;
	}

	private static String exports(Map<String, String> secrets) {
		StringBuilder exports = new StringBuilder();
		secrets.forEach((name, value) -> exports.append(ShellVariables.export(name, value)));
		return exports.toString();
	}

	private static Stream<String> variables(Map<String, String> environment, boolean keptByShell) {
		return environment.entrySet()
			.stream()
			.filter((variable) -> ShellVariables.keep(variable.getKey()) == keptByShell)
			.map((variable) -> variable.getKey() + "=" + variable.getValue());
	}

	private static List<String> program(Map<String, String> environment, ContainerSettings settings, Image image)
			throws DockerEngineException {
		List<String> program = new ArrayList<>();
		List<String> lost = variables(environment, false).toList();
		if (!lost.isEmpty()) {
			program.addAll(List.of("env", "--"));
			program.addAll(lost);
		}
		List<String> entrypoint = settings.entrypoint();
		List<String> command = settings.command();
		List<String> own = new ArrayList<>((entrypoint != null) ? entrypoint : image.entrypoint());
		own.addAll((command != null) ? command : (entrypoint != null) ? List.of() : image.command());
		if (own.isEmpty()) {
			throw new DockerEngineException("image \"" + image.name() + "\" has no command, and none is configured");
		}
		program.addAll(own);
		return program;
	}

	private void start(String containerId, byte[] secrets, Image image)
			throws DockerEngineException, InterruptedException {
		SecretsInput input = new SecretsInput(secrets);
		try (EngineStream<Frame> attached = new EngineStream<>((frame) -> {
		})) {
			this.client.attachContainerCmd(containerId).withStdIn(input).withFollowStream(true).exec(attached);
			this.calls.await("attach to the container", attached.started());
			startShell(containerId, image);
			this.calls.await("give the container its secrets", input.sentOr(attached.ended()));
		}
	}

	private void startShell(String containerId, Image image) throws DockerEngineException, InterruptedException {
		try {
			this.containers.start(containerId);
		}
		catch (DockerEngineException ex) {
			@Nullable String program = StartRefusal.program(ex);
			if ("sh".equals(program)) {
				throw new DockerEngineException("image \"" + image.name()
						+ "\" has no \"sh\", without which secrets can't be handed over as a file");
			}
			throw ex;
		}
	}

}
