package io.provisionhook.runtime.kubernetes;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * Exception for a cluster that refuses a request, fails or does not answer in time, and
 * for a Pod that can't be started or stopped. The message names the step, the object and
 * the reason.
 *
 * @since 0.1.0
 */
public final class KubernetesException extends IOException {

	static final int NOT_FOUND = 404;

	static final int CONFLICT = 409;

	static final int GONE = 410;

	private final int status;

	KubernetesException(String message) {
		this(message, 0, null);
	}

	KubernetesException(String message, int status, @Nullable Throwable cause) {
		super(message, cause);
		this.status = status;
	}

	/**
	 * Return whether the cluster has refused the request, so that it has had no effect.
	 * @return {@code false} if the cluster failed or did not answer
	 */
	boolean isRefusal() {
		return this.status >= 400 && this.status < 500;
	}

	boolean hasStatus(int status) {
		return this.status == status;
	}

}
