package io.provisionhook.runtime.docker;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * Exception for a Docker engine that refuses a request, fails, or does not answer in
 * time. The message names the request and, where known, a remedy.
 *
 * @since 0.1.0
 */
public final class DockerEngineException extends IOException {

	static final int NOT_MODIFIED = 304;

	static final int NOT_FOUND = 404;

	static final int CONFLICT = 409;

	private final int status;

	DockerEngineException(String message) {
		this(message, 0, null);
	}

	DockerEngineException(String message, int status, @Nullable Throwable cause) {
		super(message, cause);
		this.status = status;
	}

	/**
	 * Return whether the engine has refused the request, so that it has had no effect.
	 * @return {@code false} if the engine failed or did not answer
	 */
	boolean isRefusal() {
		return this.status >= 400 && this.status < 500;
	}

	boolean hasStatus(int status) {
		return this.status == status;
	}

}
