package io.provisionhook.plugin.gitcredentials;

import io.provisionhook.ProvisionContext;

/**
 * A secret that is a property.
 *
 * @param value the secret
 */
record LiteralSecret(String value) implements SecretValue {

	@Override
	public String get(ProvisionContext context) {
		return this.value;
	}

	@Override
	public String toString() {
		return "LiteralSecret[redacted]";
	}

}
