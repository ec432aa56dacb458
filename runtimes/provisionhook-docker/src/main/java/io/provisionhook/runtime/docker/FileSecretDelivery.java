package io.provisionhook.runtime.docker;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import org.jspecify.annotations.Nullable;

import io.provisionhook.workspace.runtime.WorkspaceLaunch;

/**
 * Delivers secrets as a file, so that they are not part of the container's configuration.
 * They are sent to the input of a shell, which writes them to a file in memory, sources
 * and removes the file, and replaces itself with the command.
 */
final class FileSecretDelivery implements SecretDeliveryStrategy {

	private static final String DIRECTORY = "/run/provisionhook";

	/**
	 * The first argument is the line that follows the last secret: if the host dies
	 * before it has sent this line, the workspace must not start with some of its
	 * secrets.
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

	private static final int EXTRA_SPACE = 64 * 1024;

	private final EngineCallExecutor calls;

	private final DockerClient client;

	private final ContainerClient containers;

	private final SecretDeliveryStrategy withoutSecrets;

	FileSecretDelivery(EngineCallExecutor calls, DockerClient client, ContainerClient containers) {
		this.calls = calls;
		this.client = client;
		this.containers = containers;
		this.withoutSecrets = new EnvironmentSecretDelivery(containers);
	}

	@Override
	public PreparedStart prepare(WorkspaceLaunch launch, ContainerSettings settings, ContainerImage image,
			CreateContainerCmd command) throws DockerEngineException {
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
			host.withTmpFs(
					Map.of(DIRECTORY, "rw,noexec,nosuid,nodev,mode=1777,size=" + (secrets.length + EXTRA_SPACE)));
		}
		return (containerId) -> start(containerId, secrets, image);
	}

	// Values of the image are readable in the image anyway
	private static Map<String, String> secretsOf(WorkspaceLaunch launch, ContainerImage image) {
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
			.filter((variable) -> ShellVariables.isKept(variable.getKey()) == keptByShell)
			.map((variable) -> variable.getKey() + "=" + variable.getValue());
	}

	private static List<String> program(Map<String, String> environment, ContainerSettings settings,
			ContainerImage image) throws DockerEngineException {
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

	private void start(String containerId, byte[] secrets, ContainerImage image)
			throws DockerEngineException, InterruptedException {
		SecretsInput input = new SecretsInput(secrets);
		try (EngineStream<Frame> attached = new EngineStream<>((frame) -> {
		})) {
			this.client.attachContainerCmd(containerId).withStdIn(input).withFollowStream(true).exec(attached);
			this.calls.await("attach to the container", attached.started());
			startShell(containerId, image);
			this.calls.await("give the container its secrets", input.sent(attached.ended()));
		}
	}

	private void startShell(String containerId, ContainerImage image)
			throws DockerEngineException, InterruptedException {
		try {
			this.containers.start(containerId);
		}
		catch (DockerEngineException ex) {
			@Nullable String program = EngineExceptionTranslator.programOf(ex);
			if ("sh".equals(program)) {
				throw new DockerEngineException("image \"" + image.name()
						+ "\" has no \"sh\", which the delivery of secrets as a file requires");
			}
			throw ex;
		}
	}

	/**
	 * Input of a container that knows when all of it has been sent.
	 */
	static final class SecretsInput extends InputStream {

		private final ByteArrayInputStream bytes;

		private final CompletableFuture<@Nullable Void> sent = new CompletableFuture<>();

		SecretsInput(byte[] bytes) {
			this.bytes = new ByteArrayInputStream(bytes);
		}

		@Override
		public int read() {
			return checkEnd(this.bytes.read());
		}

		@Override
		public int read(byte[] buffer, int offset, int length) {
			return checkEnd(this.bytes.read(buffer, offset, length));
		}

		// A reader that asks for more has sent the bytes before
		private int checkEnd(int result) {
			if (result < 0) {
				this.sent.complete(null);
			}
			return result;
		}

		/**
		 * Return a future for the end of sending.
		 * @param connection completed when the connection has ended
		 * @return completed when all has been sent; with a failure if the connection ends
		 * before
		 */
		CompletableFuture<@Nullable Void> sent(CompletableFuture<@Nullable Void> connection) {
			connection.minimalCompletionStage().handle((nothing, failure) -> connectionEnded(failure));
			return this.sent;
		}

		// A command that ends at once may do so before the client asks for more bytes
		private boolean connectionEnded(@Nullable Throwable failure) {
			if (failure == null && this.bytes.available() == 0) {
				return this.sent.complete(null);
			}
			return this.sent.completeExceptionally((failure != null) ? failure
					: new DockerEngineException("the container ended before it had its secrets"));
		}

	}

	/**
	 * Variables that keep their values in a shell. Most shells drop names that are not
	 * identifiers, and each shell has names with a special meaning.
	 */
	private static final class ShellVariables {

		private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

		private static final Pattern SPECIAL = Pattern.compile("IFS|OPT(IND|ARG|ERR)|P?PID|PS[0-4]|PWD|OLDPWD|LINENO"
				+ "|E?UID|GROUPS|SHLVL|_|RANDOM|SRANDOM|SECONDS|EPOCH.*|FUNCNAME|FUNCNEST|HIST.*|DIRSTACK|PIPESTATUS"
				+ "|BASH.*|SHELLOPTS|COMP_.*|COMPREPLY|COPROC|MAPFILE|READLINE_.*|REPLY|KSH_.*|TIMEFORMAT|TMOUT|MAIL.*"
				+ "|POSIXLY_CORRECT");

		private ShellVariables() {
		}

		static boolean isKept(String name) {
			return IDENTIFIER.matcher(name).matches() && !SPECIAL.matcher(name).matches();
		}

		static void requireKept(Set<String> secretNames) throws DockerEngineException {
			for (String name : secretNames) {
				if (!isKept(name)) {
					throw new DockerEngineException("secret variable \"" + name + "\" can't be delivered as a file, "
							+ "since a shell would not keep it; rename it, or deliver secrets as environment");
				}
			}
		}

		/**
		 * Return a statement that sets and exports a variable.
		 * @param name the name of the variable
		 * @param value the value of the variable
		 * @return the statement, with as many lines as the value
		 */
		static String export(String name, String value) {
			return "export " + name + "='" + value.replace("'", "'\\''") + "'\n";
		}

	}

}
