package io.provisionhook.plugin.awssecretsmanager;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A version of a secret in the stand-in.
 *
 * @param name the name of the secret
 * @param version the id of the version
 * @param stage the stage of the version
 * @param text what is stored as text, if it is text
 * @param base64 what is stored as bytes, in base64, if it is bytes
 */
record StoredSecret(String name, String version, String stage, @Nullable String text, @Nullable String base64) {

	static final String CURRENT = "AWSCURRENT";

	static final String ARN_PREFIX = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:";

	static StoredSecret current(String name, String text) {
		return new StoredSecret(name, "11111111-1111-1111-1111-111111111111", CURRENT, text, null);
	}

	String arn() {
		return ARN_PREFIX + this.name + "-a1B2c3";
	}

	boolean isAt(String id) {
		return id.equals(this.name) || id.equals(arn()) || id.equals(ARN_PREFIX + this.name);
	}

	Map<String, String> json() {
		Map<String, String> json = new LinkedHashMap<>(
				Map.of("ARN", arn(), "Name", this.name, "VersionId", this.version));
		if (this.text != null) {
			json.put("SecretString", this.text);
		}
		if (this.base64 != null) {
			json.put("SecretBinary", this.base64);
		}
		return json;
	}

}
