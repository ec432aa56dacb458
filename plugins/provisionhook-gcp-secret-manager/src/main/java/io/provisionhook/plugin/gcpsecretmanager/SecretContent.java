package io.provisionhook.plugin.gcpsecretmanager;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

import com.google.cloud.secretmanager.v1.SecretPayload;

import io.provisionhook.plugin.internal.mapping.Secret;
import io.provisionhook.plugin.internal.mapping.SecretLocation;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Makes text of the bytes that the service stores.
 */
final class SecretContent {

	private SecretContent() {
	}

	static Secret read(SecretPayload payload, SecretLocation location) throws UpstreamException {
		if (payload.hasDataCrc32C()) {
			CRC32C sum = new CRC32C();
			sum.update(payload.getData().asReadOnlyByteBuffer());
			if (sum.getValue() != payload.getDataCrc32C()) {
				throw SecretManagerFailures.damaged(location);
			}
		}
		try {
			return Secret.ofText(
					StandardCharsets.UTF_8.newDecoder().decode(payload.getData().asReadOnlyByteBuffer()).toString());
		}
		catch (CharacterCodingException ex) {
			throw SecretManagerFailures.notText(location);
		}
	}

}
