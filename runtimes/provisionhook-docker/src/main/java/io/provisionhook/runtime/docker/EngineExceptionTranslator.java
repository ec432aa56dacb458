package io.provisionhook.runtime.docker;

import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.core.DockerClientConfig;
import org.jspecify.annotations.Nullable;

/**
 * Translates exceptions of the client library to {@link DockerEngineException}s with
 * messages for operators.
 */
final class EngineExceptionTranslator {

	private static final Pattern PROGRAM = Pattern.compile("exec: \"([^\"]*)\": (.*?)(: unknown)?$");

	private static final String INIT = "docker-init";

	private final String host;

	EngineExceptionTranslator(String host) {
		this.host = host;
	}

	/**
	 * Translate the failure of a call.
	 * @param activity the activity that failed, such as {@code create container w1}
	 * @param failure the exception of the client library
	 * @return the translated exception
	 */
	DockerEngineException translate(String activity, Throwable failure) {
		if (failure instanceof DockerEngineException translated) {
			return translated;
		}
		if (failure instanceof DockerException refusal) {
			return new DockerEngineException(refusal(activity, messageOf(refusal)), refusal.getHttpStatus(), refusal);
		}
		if (failure instanceof DockerClientException) {
			return new DockerEngineException("can't " + activity + ": " + failure.getMessage(), 0, failure);
		}
		Throwable root = rootOf(failure);
		if (root instanceof JsonProcessingException) {
			// Its message may quote the answer of the engine, and with it a secret
			return new DockerEngineException("can't " + activity + ": the answer of the Docker engine at " + this.host
					+ " can't be read as JSON");
		}
		if (root instanceof IOException) {
			return new DockerEngineException("the Docker engine at " + this.host + " can't be reached: "
					+ reasonOf(root) + "; is it running, and may this user talk to it?", 0, failure);
		}
		return new DockerEngineException("can't " + activity + ": " + reasonOf(root), 0, failure);
	}

	private String refusal(String activity, String message) {
		if (message.startsWith("client version ")) {
			return "the Docker engine at " + this.host + " does not speak our version of its API: " + message;
		}
		return "the Docker engine can't " + activity + ": " + message;
	}

	DockerEngineException timeout(String activity, Duration timeout, String hint) {
		return new DockerEngineException("the Docker engine at " + this.host + " did not " + activity + " within "
				+ timeout.toMillis() + " ms; " + hint);
	}

	/**
	 * Return the message of an engine from a failed request.
	 * @param refusal the failed request
	 * @return the message alone, without status and JSON
	 */
	static String messageOf(DockerException refusal) {
		String text = String.valueOf(refusal.getMessage());
		String body = text.substring(text.indexOf(": ") + 2).strip();
		try {
			return DockerClientConfig.getDefaultObjectMapper().readTree(body).path("message").asText(body);
		}
		catch (JsonProcessingException ex) {
			return body;
		}
	}

	/**
	 * Return the program that an engine could not run.
	 * @param failure the failed start of a container
	 * @return the name of the program; {@code null} if the start failed otherwise
	 */
	static @Nullable String programOf(DockerEngineException failure) {
		Matcher program = PROGRAM.matcher(engineMessageOf(failure));
		return program.find() ? program.group(1) : null;
	}

	/**
	 * Explain the failed start of a container if its program could not be run. With an
	 * init as first process the engine reports failures of the init only, as the init
	 * runs the command.
	 * @param failure the failed start
	 * @param image the name of the image
	 * @param init whether the container has an init
	 * @return an exception that names the program; the failure itself if it has another
	 * cause
	 */
	static DockerEngineException explainStart(DockerEngineException failure, String image, boolean init) {
		String message = engineMessageOf(failure);
		if (init && message.contains(INIT)) {
			return new DockerEngineException("the Docker engine can't run its init, \"" + INIT
					+ "\"; install that on the engine's machine, or set provisionhook.docker.init=false: " + message);
		}
		Matcher program = PROGRAM.matcher(message);
		return program.find() ? new DockerEngineException(
				"program \"" + program.group(1) + "\" of image \"" + image + "\" can't be run: " + program.group(2))
				: failure;
	}

	private static String engineMessageOf(DockerEngineException failure) {
		return (failure.getCause() instanceof DockerException refusal) ? messageOf(refusal) : "";
	}

	private static Throwable rootOf(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		return root;
	}

	private static String reasonOf(Throwable root) {
		String message = root.getMessage();
		return (message != null) ? message.replaceFirst("^Connect to .* failed: ", "")
				: root.getClass().getSimpleName();
	}

}
