package io.provisionhook.runtime.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.github.dockerjava.core.DockerClientConfig;
import com.google.common.hash.Hashing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link EngineAddressResolver}.
 */
class EngineAddressResolverTests {

	@RegisterExtension
	final LogCapture warnings = new LogCapture();

	@TempDir
	private Path home;

	@Test
	void engineIsAtUsualSocketUnlessSaidOtherwise() {
		assertThat(find(Map.of(), null, null)).isEqualTo("unix:///var/run/docker.sock");
		assertThat(find(Map.of("DOCKER_HOST", " ", "DOCKER_CONTEXT", "", "DOCKER_CONFIG", ""), null, null))
			.isEqualTo("unix:///var/run/docker.sock");
	}

	@Test
	void variableSaysWhereItIs() {
		assertThat(find(Map.of("DOCKER_HOST", "tcp://127.0.0.1:2375"), null, null)).isEqualTo("tcp://127.0.0.1:2375");
	}

	@Test
	void contextSaysWhereItIs() throws IOException {
		context("lab", "unix:///lab.sock");
		context("office", "tcp://127.0.0.1:2375");
		assertThat(find(Map.of("DOCKER_CONTEXT", "lab"), null, null)).isEqualTo("unix:///lab.sock");
		Files.writeString(this.home.resolve(".docker/config.json"), "{\"currentContext\": \"office\"}");
		assertThat(find(Map.of(), null, null)).isEqualTo("tcp://127.0.0.1:2375");
		assertThat(find(Map.of("DOCKER_CONTEXT", "lab"), null, null)).isEqualTo("unix:///lab.sock");
		assertThat(find(Map.of("DOCKER_CONTEXT", "default"), null, null)).isEqualTo("unix:///var/run/docker.sock");
	}

	@Test
	void propertyCountsMoreThanVariableAndThatMoreThanContext() throws IOException {
		context("lab", "unix:///lab.sock");
		context("office", "unix:///office.sock");
		Map<String, String> variables = Map.of("DOCKER_HOST", "unix:///variable.sock", "DOCKER_CONTEXT", "lab");
		assertThat(find(variables, null, null)).isEqualTo("unix:///variable.sock");
		assertThat(find(variables, "unix:///property.sock", null)).isEqualTo("unix:///property.sock");
		assertThat(find(variables, null, "office")).isEqualTo("unix:///office.sock");
	}

	@Test
	void directoryOfConfigurationIsThatOfTheVariable() throws IOException {
		context("lab", "unix:///lab.sock");
		Path other = Files.move(this.home.resolve(".docker"), this.home.resolve("other"));
		assertThat(find(Map.of("DOCKER_CONFIG", other.toString()), null, "lab")).isEqualTo("unix:///lab.sock");
	}

	@Test
	void certificatesAreUsedWhereTheyAreMeantTo() throws IOException {
		context("lab", "tcp://127.0.0.1:2376");
		Files.createDirectories(this.home.resolve(".docker/contexts/tls/" + hash("lab") + "/docker"));
		Files.writeString(this.home.resolve(".docker/config.json"), "{\"currentContext\": \"lab\"}");
		assertThat(config(Map.of(), null, null).getSSLConfig()).isNotNull();
		assertThat(config(Map.of(), "tcp://127.0.0.1:2375", null).getSSLConfig()).isNull();
		Map<String, String> verify = Map.of("DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", this.home.toString());
		assertThat(config(verify, "tcp://127.0.0.1:2376", null).getSSLConfig()).isNotNull();
		assertThat(config(verify, "unix:///var/run/docker.sock", null).getSSLConfig()).isNull();
	}

	@Test
	void portIsTheUsualOneUnlessSaidOtherwise() throws IOException {
		Map<String, String> verify = Map.of("DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", this.home.toString());
		assertThat(find(Map.of(), "tcp://engine", null)).isEqualTo("tcp://engine:2375");
		assertThat(find(Map.of(), "tcp://[::1]", null)).isEqualTo("tcp://[::1]:2375");
		assertThat(find(verify, "tcp://engine", null)).isEqualTo("tcp://engine:2376");
		assertThat(find(verify, "tcp://[::1]:99", null)).isEqualTo("tcp://[::1]:99");
		assertThat(find(verify, "tcp://engine:99/path", null)).isEqualTo("tcp://engine:99/path");
	}

	@Test
	void certificatesThatAreOfNoUseAreRefused() throws IOException {
		Map<String, String> verify = Map.of("DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", "/no/such/directory");
		assertThatIllegalArgumentException().isThrownBy(() -> find(verify, "tcp://engine", null))
			.withMessage("The certificates of the Docker engine can't be used: Enabled TLS verification "
					+ "(DOCKER_TLS_VERIFY=1) but certificate path (DOCKER_CERT_PATH) '/no/such/directory' doesn't exist.");
		for (String file : List.of("ca.pem", "cert.pem", "key.pem")) {
			Files.writeString(this.home.resolve(file), "no certificate");
		}
		Map<String, String> broken = Map.of("DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", this.home.toString());
		assertThatIllegalArgumentException().isThrownBy(() -> find(broken, "tcp://engine", null))
			.withMessageStartingWith("The certificates of the Docker engine can't be used: ");
	}

	@Test
	void unknownContextIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> find(Map.of(), null, "nowhere"))
			.withMessage("Docker context \"nowhere\" is missing or can't be read in " + this.home.resolve(".docker")
					+ "; \"docker context ls\" lists the contexts");
	}

	@Test
	void configurationWhenItCanNotBeReadIsIgnored() throws IOException {
		context("lab", "unix:///lab.sock");
		Path file = Files.writeString(this.home.resolve(".docker/config.json"), "secret-password");
		for (String host : Arrays.asList(null, "tcp://engine:1")) {
			assertThat(find(Map.of(), host, null)).isEqualTo((host != null) ? host : "unix:///var/run/docker.sock");
			assertThat(find(Map.of(), host, "lab")).isEqualTo((host != null) ? host : "unix:///lab.sock");
		}
		assertThat(this.warnings.lines()).hasSize(4)
			.containsOnly("WARNING: " + file + " is ignored: it can't be read as JSON");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ssh://me@example.com", "https://example.com:2376", "example.com:2375",
			"/var/run/docker.sock", "tcp://a b", "unix:" })
	void addressOfAnotherKindIsRefused(String host) {
		assertThatIllegalArgumentException().isThrownBy(() -> find(Map.of(), host, null))
			.withMessage(
					"Docker host \"" + host + "\" can't be used; one that starts with unix://, npipe:// or tcp:// can");
	}

	private String find(Map<String, String> environment, @Nullable String host, @Nullable String context) {
		return config(environment, host, context).getDockerHost().toString();
	}

	private DockerClientConfig config(Map<String, String> environment, @Nullable String host,
			@Nullable String context) {
		return new EngineAddressResolver(environment, this.home).resolve(host, context);
	}

	private void context(String name, String host) throws IOException {
		Path directory = Files.createDirectories(this.home.resolve(".docker/contexts/meta/" + hash(name)));
		Files.writeString(directory.resolve("meta.json"), "{\"Name\": \"" + name
				+ "\", \"Metadata\": {}, \"Endpoints\": {\"docker\": {\"Host\": \"" + host + "\"}}}");
	}

	private static String hash(String name) {
		return Hashing.sha256().hashString(name, StandardCharsets.UTF_8).toString();
	}

}
