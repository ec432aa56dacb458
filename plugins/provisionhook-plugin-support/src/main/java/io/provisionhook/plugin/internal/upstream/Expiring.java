package io.provisionhook.plugin.internal.upstream;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Something that a remote system gave for a while, such as a token. All times are by the
 * clock of this application. Immutable; does not show a secret as text.
 *
 * @since 0.1.0
 */
public interface Expiring {

	/**
	 * Return when it expires.
	 * @return the time, {@code null} if that is not known
	 */
	@Nullable Instant expiresAt();

	/**
	 * Return from when on to look for another one.
	 * @return the time
	 */
	Instant refreshAt();

	/**
	 * Return until when it is better than nothing.
	 * @return the time, {@code null} if there is no limit
	 */
	@Nullable Instant usableUntil();

}
