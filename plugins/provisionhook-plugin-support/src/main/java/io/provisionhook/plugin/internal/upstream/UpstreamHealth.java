package io.provisionhook.plugin.internal.upstream;

import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Remembers how the calls to a remote system went, so that its health can be told without
 * a call that costs quota. Thread-safe.
 *
 * @since 0.1.0
 */
public final class UpstreamHealth {

	private final AtomicReference<Calls> calls = new AtomicReference<>(new Calls(null, null, null));

	/**
	 * A call got what it asked for.
	 */
	public void succeeded() {
		this.calls.updateAndGet((before) -> new Calls(Instant.now(), before.lastFailure(), null));
	}

	/**
	 * A call did not get what it asked for. Only if the system is at fault does that say
	 * anything about its health; otherwise the system has answered, and nothing more is
	 * known.
	 * @param failure what happened
	 */
	public void failed(UpstreamException failure) {
		Objects.requireNonNull(failure, "'failure' must not be null");
		if (failure.isSystemAtFault()) {
			this.calls.updateAndGet((before) -> new Calls(before.lastSuccess(), Instant.now(), failure.getMessage()));
		}
	}

	Calls calls() {
		return this.calls.get();
	}

	/**
	 * What is known.
	 *
	 * @param lastSuccess when a call succeeded for the last time
	 * @param lastFailure when the system was at fault for the last time
	 * @param error what the last call ended in, {@code null} if it was a success
	 */
	record Calls(@Nullable Instant lastSuccess, @Nullable Instant lastFailure, @Nullable String error) {
	}

}
