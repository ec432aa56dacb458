package io.provisionhook.plugin.internal.upstream;

import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Health of a remote system, from the results of the calls that are made anyway. So a
 * health check costs no quota. Thread-safe.
 *
 * @since 0.1.0
 */
public final class UpstreamHealth {

	private final AtomicReference<Calls> calls = new AtomicReference<>(new Calls(null, null, null));

	/**
	 * Record a successful call.
	 */
	public void succeeded() {
		this.calls.updateAndGet((before) -> new Calls(Instant.now(), before.lastFailure(), null));
	}

	/**
	 * Record a failed call. Ignored if the failure is specific to the request, which says
	 * nothing about the health of the system.
	 * @param failure the failure
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
	 * The recorded results.
	 *
	 * @param lastSuccess the time of the last success; {@code null} if there is none
	 * @param lastFailure the time of the last failure; {@code null} if there is none
	 * @param error message of the failure; {@code null} if the last call succeeded
	 */
	record Calls(@Nullable Instant lastSuccess, @Nullable Instant lastFailure, @Nullable String error) {
	}

}
