package io.provisionhook.plugin.awssecretsmanager;

import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

import io.provisionhook.EnvMutator;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.test.FetchingEnvMutatorContract;

/**
 * Checks that the plugin keeps to what every plugin has to keep to.
 */
class AwsSecretsManagerContractTests extends FetchingEnvMutatorContract {

	private static final SigV4Verifier SIGNER = new SigV4Verifier("ASIATEMPORARY", "temporary-secret-key",
			"temporary-session-token", "eu-central-1", "secretsmanager");

	private final SecretsManagerStandIn aws = new SecretsManagerStandIn(SIGNER);

	@BeforeEach
	void fill() {
		for (int i = 0; i < 32; i++) {
			this.aws.put("prod/tenant-" + i + "/db", "{\"username\":\"application-" + i + "\",\"password\":\"password-"
					+ i + "\",\"unused\":\"unused-field-" + i + "\"}");
		}
		this.aws.put("key", "the-current-key")
			.put("plain", "the-plain-secret")
			.put(new StoredSecret("key", "22222222-2222-2222-2222-222222222222", "AWSPREVIOUS", "the-previous-key",
					null));
	}

	@AfterEach
	void stop() {
		this.aws.close();
	}

	@Override
	protected EnvMutator createMutator() {
		return AwsMutators.create(this.aws.uri(),
				StaticCredentialsProvider.create(AwsSessionCredentials.create(SIGNER.accessKey(), SIGNER.secretKey(),
						"temporary-session-token")),
				true, Map.of("DB_USER", "prod/{tenant}/db#username", "DB_PASSWORD", "prod/{tenant}/db#password", "KEY",
						"key", "PREVIOUS_KEY", "key?stage=AWSPREVIOUS", "PLAIN", "plain"));
	}

	@Override
	protected WorkspaceRequest request(int number) {
		return WorkspaceRequest.named("workspace-" + number).tenant("tenant-" + number).build();
	}

	@Override
	protected Collection<String> secrets() {
		return List.of(SIGNER.secretKey(), "hunter2-hunter2", "unused-field-0");
	}

	@Override
	protected void makeBackendFail() {
		this.aws.answer(SecretsManagerStandIn.error(500, "InternalServiceError"));
	}

	@Override
	protected void makeBackendHang() {
		this.aws.answer(SecretsManagerStandIn.noAnswer());
	}

}
