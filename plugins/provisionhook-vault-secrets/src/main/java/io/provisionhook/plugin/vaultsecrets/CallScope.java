package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.provisionhook.ProvisionContext;

/**
 * On whose behalf Vault is called: how much time there is, and where to declare the
 * secrets that turn up. Thread-safe.
 */
final class CallScope {

	private final Supplier<Duration> remaining;

	private final Consumer<String> secrets;

	/**
	 * Create a scope.
	 * @param remaining tells how much time there is, zero if there is none
	 * @param secrets told of the secrets that turn up
	 */
	CallScope(Supplier<Duration> remaining, Consumer<String> secrets) {
		this.remaining = remaining;
		this.secrets = secrets;
	}

	/**
	 * Create the scope of a fetch.
	 * @param context what is known about the workspace
	 * @return a scope that ends at its deadline
	 */
	static CallScope of(ProvisionContext context) {
		return new CallScope(context::remaining, context::redact);
	}

	/**
	 * Create the scope of work that no workspace waits for.
	 * @param time how long it may take from now on
	 * @return a scope
	 */
	static CallScope within(Duration time) {
		long deadline = System.nanoTime() + time.toNanos();
		return new CallScope(() -> Duration.ofNanos(Math.max(deadline - System.nanoTime(), 0)), (secret) -> {
		});
	}

	Duration remaining() {
		return this.remaining.get();
	}

	boolean isOver() {
		return remaining().isZero();
	}

	void redact(String secret) {
		this.secrets.accept(secret);
	}

}
