package io.provisionhook.plugin.gitcredentials;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import io.provisionhook.ProvisionContext;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * An OAuth client: its id, and its secret or the file that it is in.
 *
 * @param id the id
 * @param text the secret; {@code null} if it is in a file
 * @param file the file; {@code null} if there is none
 */
record OAuthApplication(String id, @Nullable String text, @Nullable SecretFile file) {

	static OAuthApplication of(String id, SecretValue secret) {
		return (secret instanceof SecretFile file) ? new OAuthApplication(id, null, file)
				: new OAuthApplication(id, ((LiteralSecret) secret).value(), null);
	}

	@Nullable Path locate(ProvisionContext context) {
		return (this.file != null) ? this.file.locate(context) : null;
	}

	/**
	 * Return the secret.
	 * @param path the file that it is in
	 * @return the secret
	 * @throws UpstreamException if it can't be read
	 */
	String secret(@Nullable Path path) throws UpstreamException {
		if (this.file != null && path != null) {
			return this.file.read(path);
		}
		return String.valueOf(this.text);
	}

	@Override
	public String toString() {
		return "OAuthApplication[id=" + this.id + "]";
	}

}
