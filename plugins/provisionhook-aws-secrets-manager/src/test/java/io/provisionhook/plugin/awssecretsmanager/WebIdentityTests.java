package io.provisionhook.plugin.awssecretsmanager;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.provisionhook.plugin.internal.mapping.MappedSecretsMutator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the host's Kubernetes service account is taken for its identity.
 */
class WebIdentityTests {

	private static final SigV4Verifier SIGNER = new SigV4Verifier("ASIAROLE", "key-of-the-role", "token-of-the-role",
			"eu-central-1", "secretsmanager");

	@Test
	void tokenOfServiceAccountIsExchangedForCredentials(@TempDir Path directory) throws IOException {
		Path token = Files.writeString(directory.resolve("token"), "jwt-of-the-service-account");
		WireMockServer sts = new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
		sts.start();
		try (SecretsManagerStandIn aws = new SecretsManagerStandIn(SIGNER).put("key", "first-key-value")) {
			sts.stubFor(WireMock.post("/")
				.withFormParam("Action", WireMock.equalTo("AssumeRoleWithWebIdentity"))
				.withFormParam("RoleArn", WireMock.equalTo("arn:aws:iam::123456789012:role/provisioner"))
				.withFormParam("WebIdentityToken", WireMock.equalTo("jwt-of-the-service-account"))
				.willReturn(WireMock.okXml(answer())));
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(AwsSecretsManagerAutoConfiguration.class))
				.withPropertyValues("provisionhook.aws-secrets-manager.variables.KEY=key",
						"provisionhook.aws-secrets-manager.endpoint=" + aws.uri())
				.withSystemProperties("aws.region=eu-central-1", "aws.webIdentityTokenFile=" + token,
						"aws.roleArn=arn:aws:iam::123456789012:role/provisioner", "aws.roleSessionName=host",
						"aws.endpointUrlSts=http://127.0.0.1:" + sts.port())
				.run((context) -> assertThat(AwsMutators.values(context.getBean(MappedSecretsMutator.class),
						AwsMutators.context(Duration.ofSeconds(30))))
					.containsOnly(Map.entry("KEY", "first-key-value")));
		}
		finally {
			sts.stop();
		}
	}

	private static String answer() {
		return """
				<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
				  <AssumeRoleWithWebIdentityResult>
				    <Credentials>
				      <AccessKeyId>%s</AccessKeyId>
				      <SecretAccessKey>%s</SecretAccessKey>
				      <SessionToken>%s</SessionToken>
				      <Expiration>%s</Expiration>
				    </Credentials>
				  </AssumeRoleWithWebIdentityResult>
				</AssumeRoleWithWebIdentityResponse>
				""".formatted(SIGNER.accessKey(), SIGNER.secretKey(), SIGNER.sessionToken(),
				Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS));
	}

}
