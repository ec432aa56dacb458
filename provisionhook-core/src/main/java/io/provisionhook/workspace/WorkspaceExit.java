package io.provisionhook.workspace;

/**
 * How a started workspace ended.
 *
 * @param code the exit code; 0 if all is well
 * @since 0.1.0
 */
public record WorkspaceExit(int code) {
}
