package io.provisionhook.plugin.upstream;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Something that a remote system gave for a while, such as a token. Immutable; does not
 * show a secret as text.
 *
 * @since 0.1.0
 */
public interface Perishable {

	/**
	 * Return when it expires.
	 * @return the time, by the clock of this application; {@code null} if that is not
	 * known
	 */
	@Nullable Instant expiresAt();

	/**
	 * Return until when it is kept.
	 * @return the time, by the clock of this application; {@code null} if there is no
	 * limit. When it {@linkplain #expiresAt() expires} unless overridden
	 */
	default @Nullable Instant keptUntil() {
		return expiresAt();
	}

	/**
	 * Return whether there is no need to renew it.
	 * @param now the time
	 * @return whether it is good for long enough
	 */
	boolean isCurrent(Instant now);

	/**
	 * Return whether it is better than nothing.
	 * @param now the time
	 * @return whether it is good for a while
	 */
	boolean isOfUse(Instant now);

}
