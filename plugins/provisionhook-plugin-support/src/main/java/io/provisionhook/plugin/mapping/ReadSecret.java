package io.provisionhook.plugin.mapping;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.provisionhook.plugin.upstream.Expiring;

/**
 * A secret as it was at some time. Immutable.
 *
 * @param secret the secret; {@code null} if it has a lease, so that it is of no use to
 * those who share it
 * @param readAt when it was read
 */
record ReadSecret(@Nullable Secret secret, Instant readAt) implements Expiring {

	// What a rotation takes to reach workspaces; long enough for a burst of questions to
	// be one read
	static final Duration CURRENT = Duration.ofSeconds(30);

	// Through a restart of the store, and not as long as it takes to notice that a token
	// which was withdrawn is still handed out
	static final Duration OF_USE = Duration.ofMinutes(10);

	@Override
	public @Nullable Instant expiresAt() {
		return null;
	}

	@Override
	public Instant refreshAt() {
		return this.readAt.plus(CURRENT);
	}

	@Override
	public Instant usableUntil() {
		return this.readAt.plus(OF_USE);
	}

}
