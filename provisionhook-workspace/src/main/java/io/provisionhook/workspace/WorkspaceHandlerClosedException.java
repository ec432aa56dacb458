package io.provisionhook.workspace;

/**
 * Thrown if a handler does not accept tasks any more, because the host application is
 * stopping.
 *
 * @since 0.1.0
 */
public final class WorkspaceHandlerClosedException extends IllegalStateException {

	WorkspaceHandlerClosedException() {
		super("The host application is stopping");
	}

}
