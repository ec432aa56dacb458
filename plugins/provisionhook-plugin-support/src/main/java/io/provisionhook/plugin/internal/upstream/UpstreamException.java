package io.provisionhook.plugin.internal.upstream;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a remote system does not return the requested value. The message starts
 * with the name of the system, and names an action if there is one. It quotes no secret,
 * and no part of a response that could contain one.
 *
 * @since 0.1.0
 */
public final class UpstreamException extends Exception {

	private final boolean systemAtFault;

	private UpstreamException(String message, boolean systemAtFault, @Nullable Throwable cause) {
		super(Objects.requireNonNull(message, "'message' must not be null"), cause);
		this.systemAtFault = systemAtFault;
	}

	/**
	 * Create an exception for a failure that affects all workspaces: the system is
	 * unreachable, overloaded, or rejects the credentials of the host.
	 * @param message the message
	 * @param cause the cause, free of secrets; {@code null} if there is none
	 * @return the exception
	 */
	public static UpstreamException ofSystem(String message, @Nullable Throwable cause) {
		return new UpstreamException(message, true, cause);
	}

	/**
	 * Create an exception for a failure that is specific to the request: the value does
	 * not exist, or access to it is denied.
	 * @param message the message
	 * @param cause the cause, free of secrets; {@code null} if there is none
	 * @return the exception
	 */
	public static UpstreamException ofRequest(String message, @Nullable Throwable cause) {
		return new UpstreamException(message, false, cause);
	}

	/**
	 * Return whether the failure affects all workspaces.
	 * @return {@code false} if it is specific to the request
	 */
	public boolean isSystemAtFault() {
		return this.systemAtFault;
	}

}
