package io.provisionhook.runtime.docker;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.github.dockerjava.api.exception.DockerException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the program in what an engine says about one that it could not run. An engine
 * that starts an init says so of the init alone: that finds out about the command.
 */
final class StartRefusal {

	private static final Pattern PROGRAM = Pattern.compile("exec: \"([^\"]*)\": (.*?)(: unknown)?$");

	private static final String INIT = "docker-init";

	private StartRefusal() {
	}

	/**
	 * Return which program could not be run.
	 * @param failure what the engine said
	 * @return the program; {@code null} if it was something else
	 */
	static @Nullable String program(DockerEngineException failure) {
		Matcher program = PROGRAM.matcher(messageOf(failure));
		return program.find() ? program.group(1) : null;
	}

	static DockerEngineException explain(DockerEngineException failure, String image, boolean init) {
		String message = messageOf(failure);
		if (init && message.contains(INIT)) {
			return new DockerEngineException("the Docker engine can't run its init, \"" + INIT
					+ "\"; install that on the engine's machine, or set provisionhook.docker.init=false: " + message);
		}
		Matcher program = PROGRAM.matcher(message);
		return program.find() ? new DockerEngineException(
				"program \"" + program.group(1) + "\" of image \"" + image + "\" can't be run: " + program.group(2))
				: failure;
	}

	private static String messageOf(DockerEngineException failure) {
		return (failure.getCause() instanceof DockerException refusal) ? EngineErrors.messageOf(refusal) : "";
	}

}
