package io.provisionhook.runtime.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

import com.github.dockerjava.core.DockerClientConfig;
import com.google.common.hash.Hashing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.provisionhook.runtime.docker.test.Commands;
import io.provisionhook.runtime.docker.test.OwnDockerEngine;
import io.provisionhook.testsupport.InstalledTool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EngineConnection}: an engine that lets only those in who have a
 * certificate.
 */
@Timeout(300)
class EngineCertificateTests {

	private static final Pattern ADDRESS = Pattern.compile("API listen on 127\\.0\\.0\\.1:([1-9]\\d*)");

	@TempDir
	private Path directory;

	private Path certificates;

	@BeforeEach
	void makeCertificates() throws IOException {
		InstalledTool.need("openssl");
		this.certificates = Files.createDirectory(this.directory.resolve("certificates"));
		String script = """
				openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=authority -keyout ca-key.pem -out ca.pem
				for who in server client; do
				openssl req -newkey rsa:2048 -nodes -subj /CN=$who -keyout $who-key.pem -out $who.csr
				echo "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=${who}Auth" > $who.ext
				openssl x509 -req -in $who.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial -extfile $who.ext -out $who.pem
				done
				""";
		Commands.run("sh", "-ec", "cd " + this.certificates + "\n" + script);
	}

	@Test
	void contextWithCertificatesLeadsToEngine() throws Exception {
		Path data = Files.createDirectory(this.directory.resolve("e"));
		try (OwnDockerEngine engine = OwnDockerEngine.start(data, "--host=tcp://127.0.0.1:0", "--tlsverify",
				"--tlscacert=" + this.certificates.resolve("ca.pem"),
				"--tlscert=" + this.certificates.resolve("server.pem"),
				"--tlskey=" + this.certificates.resolve("server-key.pem"))) {
			int port = portOf(engine);
			assertThat(ask(context(port, true))).isEqualTo(engine.client().infoCmd().exec().getId());
			assertThatExceptionOfType(DockerEngineException.class).isThrownBy(() -> ask(context(port, false)))
				.withMessageContaining("Client sent an HTTP request to an HTTPS server");
		}
	}

	private String ask(DockerClientConfig config) throws DockerEngineException, InterruptedException {
		try (EngineConnection connection = new EngineConnection(config, Duration.ofSeconds(5), Duration.ofSeconds(30));
				EngineCallExecutor calls = new EngineCallExecutor(new EngineExceptionTranslator(connection.host()),
						Duration.ofSeconds(30))) {
			return calls.call("say who it is", () -> connection.client().infoCmd().exec().getId());
		}
	}

	private DockerClientConfig context(int port, boolean withCertificates) throws IOException {
		Path home = Files.createTempDirectory(this.directory, "home");
		String hash = Hashing.sha256().hashString("lab", StandardCharsets.UTF_8).toString();
		Files.writeString(Files.createDirectories(home.resolve(".docker/contexts/meta/" + hash)).resolve("meta.json"),
				"{\"Name\": \"lab\", \"Endpoints\": {\"docker\": {\"Host\": \"tcp://127.0.0.1:" + port + "\"}}}");
		if (withCertificates) {
			Path tls = Files.createDirectories(home.resolve(".docker/contexts/tls/" + hash + "/docker"));
			Files.copy(this.certificates.resolve("ca.pem"), tls.resolve("ca.pem"));
			Files.copy(this.certificates.resolve("client.pem"), tls.resolve("cert.pem"));
			Files.copy(this.certificates.resolve("client-key.pem"), tls.resolve("key.pem"));
		}
		return new EngineAddressResolver(Map.of(), home).resolve(null, "lab");
	}

	private static int portOf(OwnDockerEngine engine) {
		return Dockers.patiently()
			.until(() -> ADDRESS.matcher(engine.log()).results().toList(), (addresses) -> !addresses.isEmpty())
			.stream()
			.mapToInt((address) -> Integer.parseInt(address.group(1)))
			.findFirst()
			.orElseThrow();
	}

}
