package io.provisionhook.workspace;

/**
 * Thrown if a handler does not accept tasks any more, because the host application is
 * stopping, or for now, because its lease in the store is over.
 *
 * @since 0.1.0
 */
public final class WorkspaceHandlerClosedException extends IllegalStateException {

	WorkspaceHandlerClosedException() {
		this("The host application is stopping");
	}

	WorkspaceHandlerClosedException(String message) {
		super(message);
	}

}
