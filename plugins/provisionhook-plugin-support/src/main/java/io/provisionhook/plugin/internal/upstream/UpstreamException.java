package io.provisionhook.plugin.internal.upstream;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A remote system did not give what was asked for. The message begins with the system's
 * name, says what to do if that is known, and never quotes a secret or what the system
 * answered, unless the plugin knows that part of the answer to be free of secrets.
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
	 * Create an exception for what every other workspace would meet too: the system can't
	 * be reached, is overloaded, or does not accept our credentials.
	 * @param message what happened
	 * @param cause why, if its message is free of secrets
	 * @return the exception
	 */
	public static UpstreamException ofSystem(String message, @Nullable Throwable cause) {
		return new UpstreamException(message, true, cause);
	}

	/**
	 * Create an exception for what this workspace asked for: it is not there, or not for
	 * us.
	 * @param message what happened
	 * @param cause why, if its message is free of secrets
	 * @return the exception
	 */
	public static UpstreamException ofRequest(String message, @Nullable Throwable cause) {
		return new UpstreamException(message, false, cause);
	}

	/**
	 * Return whether other workspaces would meet this too.
	 * @return whether it is about the system as such
	 */
	public boolean isSystemAtFault() {
		return this.systemAtFault;
	}

}
