package io.provisionhook.runtime.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Kubeconfigs of API servers of tests.
 */
final class Kubeconfigs {

	private Kubeconfigs() {
	}

	static Path of(String server) {
		return of(server, "any", "agents");
	}

	static Path of(String server, String token, String namespace) {
		try {
			Path file = Files.createTempFile("kubeconfig-", ".yaml");
			file.toFile().deleteOnExit();
			return Files.writeString(file, """
					apiVersion: v1
					kind: Config
					clusters: [{name: test, cluster: {server: "%s"}}]
					users: [{name: test, user: {token: "%s"}}]
					contexts: [{name: test, context: {cluster: test, user: test, namespace: "%s"}}]
					current-context: test
					""".formatted(server, token, namespace));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
