package io.provisionhook.runtime.docker;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * A Docker engine refused something, could not do it or did not answer. The message says
 * what and, where there is one, the mend.
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
	 * Return whether the engine did not want to do it, rather than failed or was lost.
	 * @return whether it has refused
	 */
	boolean isRefusal() {
		return this.status >= 400 && this.status < 500;
	}

	boolean hasStatus(int status) {
		return this.status == status;
	}

}
