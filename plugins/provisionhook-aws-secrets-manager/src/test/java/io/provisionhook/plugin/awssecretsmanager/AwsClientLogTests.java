package io.provisionhook.plugin.awssecretsmanager;

import java.time.Duration;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the client logs when everything is logged.
 */
@ExtendWith(OutputCaptureExtension.class)
class AwsClientLogTests {

	private final SecretsManagerStandIn aws = new SecretsManagerStandIn().put("db", "first-password")
		.put("key", "first-key-value");

	private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final Level level = this.root.getLevel();

	@BeforeEach
	void logEverything() {
		this.root.setLevel(Level.TRACE);
	}

	@AfterEach
	void stop() {
		this.root.setLevel(this.level);
		this.aws.close();
	}

	@Test
	void clientLogsNoSecret(CapturedOutput output) throws Exception {
		AwsMutators.create(this.aws.uri(), Map.of("DB", "db", "KEY", "key?stage=AWSCURRENT"))
			.fetch(AwsMutators.context(Duration.ofSeconds(30)));

		assertThat(output).contains("Sending Request")
			.doesNotContain("first-password", "first-key-value", SecretsManagerStandIn.SIGNER.secretKey());
	}

}
