package io.provisionhook.runtime.docker;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.github.dockerjava.api.exception.DockerException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the program in what an engine says about one that it could not run.
 */
final class StartRefusal {

	private static final Pattern PROGRAM = Pattern.compile("exec: \"([^\"]*)\": (.*?)(: unknown)?$");

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

	static DockerEngineException explain(DockerEngineException failure, String image) {
		Matcher program = PROGRAM.matcher(messageOf(failure));
		return program.find() ? new DockerEngineException(
				"program \"" + program.group(1) + "\" of image \"" + image + "\" can't be run: " + program.group(2))
				: failure;
	}

	private static String messageOf(DockerEngineException failure) {
		return (failure.getCause() instanceof DockerException refusal) ? EngineErrors.messageOf(refusal) : "";
	}

}
