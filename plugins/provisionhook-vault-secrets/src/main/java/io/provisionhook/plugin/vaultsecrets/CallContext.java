package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;
import java.util.function.Consumer;

import io.provisionhook.ProvisionContext;
import io.provisionhook.plugin.internal.upstream.Deadline;

/**
 * Deadline and redactor for calls to Vault. Thread-safe.
 *
 * @param deadline the deadline of the calls
 * @param redactor receives each secret of the calls
 */
record CallContext(Deadline deadline, Consumer<String> redactor) {

	/**
	 * Create the context for the provisioning of a workspace.
	 * @param context the context of the provisioning
	 * @return a context with the same deadline and redactor
	 */
	static CallContext of(ProvisionContext context) {
		return new CallContext(Deadline.within("Vault", context.remaining()), context::redact);
	}

	/**
	 * Create the context for calls without a workspace.
	 * @param time the time until the deadline
	 * @return the context
	 */
	static CallContext within(Duration time) {
		return new CallContext(Deadline.within("Vault", time), (secret) -> {
		});
	}

	void redact(String secret) {
		this.redactor.accept(secret);
	}

}
