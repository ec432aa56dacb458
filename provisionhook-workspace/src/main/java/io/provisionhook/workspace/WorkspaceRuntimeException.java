package io.provisionhook.workspace;

import org.jspecify.annotations.Nullable;

/**
 * The runtime could not do what was asked. The message and the {@linkplain #getCause()
 * cause} are redacted. The cause prints like the runtime's own exception; there is none
 * if the secrets of the workspace may not all be known.
 *
 * @since 0.1.0
 */
public final class WorkspaceRuntimeException extends RuntimeException {

	WorkspaceRuntimeException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
