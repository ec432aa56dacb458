package io.provisionhook.workspace;

/**
 * The runtime could not do what was asked. The message is redacted; the
 * {@linkplain #getCause() cause} is the runtime's own exception, untouched.
 *
 * @since 0.1.0
 */
public final class WorkspaceRuntimeException extends RuntimeException {

	WorkspaceRuntimeException(String message, Throwable cause) {
		super(message, cause);
	}

}
