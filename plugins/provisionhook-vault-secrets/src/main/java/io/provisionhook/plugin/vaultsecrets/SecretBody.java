package io.provisionhook.plugin.vaultsecrets;

import java.util.Map;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The JSON object that a request sends. HTTP clients write bodies to debug logs, by way
 * of {@link #toString()}, which shows nothing.
 *
 * @param fields its members
 */
record SecretBody(@JsonValue Map<String, Object> fields) {

	@Override
	public String toString() {
		return "[redacted]";
	}

}
