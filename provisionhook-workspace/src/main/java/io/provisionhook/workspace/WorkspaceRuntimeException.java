package io.provisionhook.workspace;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if a workspace could not be stopped or removed, or if a call of the runtime or
 * the store exceeded its timeout or was interrupted. Other exceptions of a store are
 * thrown as they are.
 * <p>
 * The message contains no secret. The {@linkplain #getCause() cause} of a failed stop is
 * a redacted copy with the original stack trace; there is none if not all secrets of the
 * workspace are known.
 *
 * @since 0.1.0
 */
public final class WorkspaceRuntimeException extends RuntimeException {

	WorkspaceRuntimeException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
