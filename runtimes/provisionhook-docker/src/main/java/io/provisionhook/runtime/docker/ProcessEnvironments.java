package io.provisionhook.runtime.docker;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;

/**
 * Reads the variables of a running container from the process of its command, as those
 * can who may run programs in it.
 */
final class ProcessEnvironments {

	/**
	 * The command is the child that an init has had for longest: it is its first one, and
	 * its end is the end of the container.
	 */
	private static final String CHILD_OF_INIT = "read -r child others </proc/1/task/1/children; "
			+ "exec cat \"/proc/$child/environ\"";

	private final EngineCalls calls;

	private final DockerClient client;

	ProcessEnvironments(EngineCalls calls, DockerClient client) {
		this.calls = calls;
		this.client = client;
	}

	Map<String, String> read(WorkspaceContainer container) throws DockerEngineException, InterruptedException {
		String doing = "read the environment of container " + container.id();
		List<String> command = container.hasInit() ? List.of("sh", "-c", CHILD_OF_INIT)
				: List.of("cat", "/proc/1/environ");
		String id = this.calls.call(doing,
				() -> this.client.execCreateCmd(container.id())
					.withAttachStdout(true)
					.withCmd(command.toArray(new String[0]))
					.exec()
					.getId());
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		try (EngineStream<Frame> stream = new EngineStream<>((frame) -> add(frame, output))) {
			this.client.execStartCmd(id).exec(stream);
			this.calls.await(doing, stream.ended());
		}
		return parse(doing, output.toString(StandardCharsets.UTF_8));
	}

	private static void add(Frame frame, ByteArrayOutputStream output) {
		if (frame.getStreamType() == StreamType.STDOUT) {
			output.writeBytes(frame.getPayload());
		}
	}

	/**
	 * Take an environment apart.
	 * @param doing what it is for, to be told if it can't be done
	 * @param variables the variables, with NUL after each
	 * @return values by name
	 * @throws DockerEngineException if the last one may not be complete, since half a
	 * secret would not be found in the output
	 */
	static Map<String, String> parse(String doing, String variables) throws DockerEngineException {
		if (!variables.isEmpty() && !variables.endsWith("\0")) {
			throw new DockerEngineException("can't " + doing + ": the engine has not sent all of it");
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

}
