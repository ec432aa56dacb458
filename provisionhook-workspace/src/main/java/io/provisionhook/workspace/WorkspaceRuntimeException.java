package io.provisionhook.workspace;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if a call of the runtime or the store failed. The message and the
 * {@linkplain #getCause() cause} are redacted. The stack trace of the cause is that of
 * the original exception. There is no cause if not all secrets of the workspace are
 * known.
 *
 * @since 0.1.0
 */
public final class WorkspaceRuntimeException extends RuntimeException {

	WorkspaceRuntimeException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
