package io.provisionhook.plugin.awssecretsmanager;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

import io.provisionhook.plugin.internal.mapping.Secret;
import io.provisionhook.plugin.internal.mapping.SecretLocation;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Makes text of what the service stores as text or as bytes.
 */
final class SecretContent {

	private SecretContent() {
	}

	static Secret read(@Nullable String text, @Nullable SdkBytes bytes, SecretLocation location,
			SecretsManagerFailures failures) throws UpstreamException {
		if (text != null) {
			return Secret.ofText(text);
		}
		if (bytes == null) {
			throw failures.left(location);
		}
		try {
			return Secret.ofText(StandardCharsets.UTF_8.newDecoder().decode(bytes.asByteBuffer()).toString());
		}
		catch (CharacterCodingException ex) {
			throw failures.notText(location);
		}
	}

}
