package io.provisionhook.runtime.docker;

import java.io.IOException;
import java.time.Duration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.core.DockerClientConfig;

/**
 * Puts into words what went wrong with an engine.
 */
final class EngineErrors {

	private final String host;

	EngineErrors(String host) {
		this.host = host;
	}

	/**
	 * Describe a failed call.
	 * @param doing what was to be done, such as {@code create container w1}
	 * @param failure what the client threw
	 * @return an exception that says so
	 */
	DockerEngineException of(String doing, Throwable failure) {
		if (failure instanceof DockerEngineException explained) {
			return explained;
		}
		if (failure instanceof DockerException refusal) {
			return new DockerEngineException(refusal(doing, messageOf(refusal)), refusal.getHttpStatus(), refusal);
		}
		if (failure instanceof DockerClientException) {
			return new DockerEngineException("can't " + doing + ": " + failure.getMessage(), 0, failure);
		}
		Throwable root = rootOf(failure);
		if (root instanceof JsonProcessingException) {
			// Its message may quote what the engine has sent, and that may be a secret
			return new DockerEngineException(
					"can't " + doing + ": the answer of the Docker engine at " + this.host + " can't be read as JSON");
		}
		if (root instanceof IOException) {
			return new DockerEngineException("the Docker engine at " + this.host + " can't be reached: "
					+ reasonOf(root) + "; is it running, and may this user talk to it?", 0, failure);
		}
		return new DockerEngineException("can't " + doing + ": " + reasonOf(root), 0, failure);
	}

	private String refusal(String doing, String message) {
		if (message.startsWith("client version ")) {
			return "the Docker engine at " + this.host + " does not speak our version of its API: " + message;
		}
		return "the Docker engine can't " + doing + ": " + message;
	}

	DockerEngineException late(String doing, Duration timeout, String why) {
		return new DockerEngineException("the Docker engine at " + this.host + " did not " + doing + " within "
				+ timeout.toMillis() + " ms; " + why);
	}

	/**
	 * Return what an engine says about its refusal.
	 * @param refusal the refusal
	 * @return its message, without what is around it
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
