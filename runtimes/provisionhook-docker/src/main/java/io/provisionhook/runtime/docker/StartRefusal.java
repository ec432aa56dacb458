package io.provisionhook.runtime.docker;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.github.dockerjava.api.exception.DockerException;

/**
 * Finds the program in what an engine says about one that it could not run.
 */
final class StartRefusal {

	private static final Pattern PROGRAM = Pattern.compile("exec: \"([^\"]*)\": (.*?)(: unknown)?$");

	private StartRefusal() {
	}

	static DockerEngineException explain(DockerEngineException failure, String image) {
		if (!(failure.getCause() instanceof DockerException refusal)) {
			return failure;
		}
		String message = EngineErrors.messageOf(refusal);
		Matcher program = PROGRAM.matcher(message);
		if (!program.find()) {
			return failure;
		}
		return new DockerEngineException(
				"program \"" + program.group(1) + "\" of image \"" + image + "\" can't be run: " + program.group(2));
	}

}
