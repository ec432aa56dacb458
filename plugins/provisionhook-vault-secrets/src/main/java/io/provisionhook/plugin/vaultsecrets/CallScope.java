package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;
import java.util.function.Consumer;

import io.provisionhook.ProvisionContext;
import io.provisionhook.plugin.internal.upstream.Deadline;

/**
 * On whose behalf Vault is called. Thread-safe.
 *
 * @param deadline until when somebody waits
 * @param secrets told of the secrets that turn up
 */
record CallScope(Deadline deadline, Consumer<String> secrets) {

	/**
	 * Create the scope of a fetch.
	 * @param context what is known about the workspace
	 * @return a scope that ends at its deadline
	 */
	static CallScope of(ProvisionContext context) {
		return new CallScope(Deadline.within("Vault", context.remaining()), context::redact);
	}

	/**
	 * Create the scope of work that no workspace waits for.
	 * @param time how long it may take from now on
	 * @return a scope
	 */
	static CallScope within(Duration time) {
		return new CallScope(Deadline.within("Vault", time), (secret) -> {
		});
	}

	void redact(String secret) {
		this.secrets.accept(secret);
	}

}
