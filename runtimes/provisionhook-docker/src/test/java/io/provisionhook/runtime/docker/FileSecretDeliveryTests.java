package io.provisionhook.runtime.docker;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FileSecretDelivery}: the file, and containers that do not receive it.
 */
@Timeout(300)
@ExtendWith(DockerEngineExtension.class)
class FileSecretDeliveryTests {

	private final DockerEngine engine;

	FileSecretDeliveryTests(DockerEngine engine) {
		this.engine = engine;
	}

	@Test
	void startKeepsSecretsOutOfConfiguration() throws Exception {
		String script = "echo key $KEY; ls -A /run/provisionhook; umask; read line || echo no input; " + Dockers.SLEEP;
		try (DockerRuntime runtime = Dockers.shell(this.engine, script).secrets(SecretDelivery.FILE).build()) {
			runtime.start(Dockers.launch("w1", Map.of("KEY", "secret-key", "PLAIN", "plain"), "KEY"));
			Dockers.patiently()
				.untilAsserted(
						() -> assertThat(Dockers.output(runtime, "w1")).isEqualTo("key [redacted]\n0022\nno input\n"));
			assertThat(this.engine.inspect("provisionhook-w1")).contains("PLAIN=plain").doesNotContain("secret-key");
		}
	}

	@Test
	void startWithEnvironmentDeliveryHasSecretsInConfiguration() throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, Dockers.SLEEP).build()) {
			runtime.start(Dockers.launch("w1", Map.of("KEY", "secret-key"), "KEY"));
			assertThat(this.engine.inspect("provisionhook-w1")).contains("KEY=secret-key");
		}
	}

	@Test
	void startWithUserAndReadOnlyRootDeliversSecrets() throws Exception {
		ContainerSettings settings = Dockers.settings(this.engine, "[ \"$KEY\" = secret-key ]")
			.user("12:34")
			.readOnly(true)
			.build();
		try (DockerRuntime runtime = Dockers.on(this.engine, settings).secrets(SecretDelivery.FILE).build()) {
			assertThat(Dockers.run(runtime, Dockers.launch("w1", Map.of("KEY", "secret-key"), "KEY"))).isZero();
		}
	}

	@Test
	void runWhenCommandIsMissingEndsWithCodeOfShell() throws Exception {
		ContainerSettings settings = ContainerSettings.builder()
			.image(this.engine.images().busybox())
			.command(List.of("no-such-program"))
			.build();
		try (DockerRuntime runtime = Dockers.on(this.engine, settings).secrets(SecretDelivery.FILE).build()) {
			assertThat(Dockers.run(runtime, Dockers.launch("w1", Map.of("KEY", "secret-key"), "KEY"))).isEqualTo(127);
			assertThat(Dockers.output(runtime, "w1")).contains("no-such-program: not found");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "export KEY='half", "export KEY='secret-key'\nexport OTHER='x'\n" })
	void startWhenHostDiesBeforeLastSecretDoesNotRunCommand(String sent) throws Exception {
		EngineCallExecutor calls = new EngineCallExecutor(new EngineExceptionTranslator(this.engine.host()),
				Duration.ofSeconds(30));
		DockerClient client = this.engine.client();
		ContainerSettings settings = Dockers.settings(this.engine, "echo started").build();
		CreateContainerCmd command = client.createContainerCmd(settings.requiredImage())
			.withName("provisionhook-w1")
			.withLabels(this.engine.label())
			.withHostConfig(HostConfig.newHostConfig());
		new FileSecretDelivery(calls, client,
				new ContainerClient(calls, client, new ContainerLabels(this.engine.owner())))
			.prepare(Dockers.launch("w1", Map.of("KEY", "secret-key"), "KEY"), settings,
					new ContainerImage(settings.requiredImage(), Map.of(), List.of(), List.of()), command);
		String id = command.exec().getId();
		try (calls; EngineStream<Frame> host = new EngineStream<>((frame) -> {
		})) {
			client.attachContainerCmd(id)
				.withStdIn(new ByteArrayInputStream(sent.getBytes(StandardCharsets.UTF_8)))
				.withFollowStream(true)
				.exec(host);
			host.started().get(120, TimeUnit.SECONDS);
			client.startContainerCmd(id).exec();
		}
		assertThat(client.waitContainerCmd(id).exec(new WaitContainerResultCallback()).awaitStatusCode())
			.isEqualTo(125);
		assertThat(Dockers.rawLog(this.engine, id)).isEqualTo("provisionhook: the secrets did not arrive\n");
	}

}
