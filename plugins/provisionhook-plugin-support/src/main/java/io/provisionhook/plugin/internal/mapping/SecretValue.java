package io.provisionhook.plugin.internal.mapping;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Env;
import io.provisionhook.Lease;

/**
 * What a variable gets. {@link #toString()} does not show it.
 *
 * @param text the value
 * @param lease until when it is good, {@code null} if the store does not say
 */
record SecretValue(String text, @Nullable Lease lease) {

	void put(Env env, String variable) {
		if (this.lease != null) {
			env.putSecret(variable, this.text, this.lease);
		}
		else {
			env.putSecret(variable, this.text);
		}
	}

	@Override
	public String toString() {
		return "SecretValue[redacted]";
	}

}
