package io.provisionhook.plugin.gcpsecretmanager;

import java.time.Clock;

import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.core.FixedCredentialsProvider;
import com.google.cloud.secretmanager.v1.SecretManagerServiceClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import io.provisionhook.credential.CredentialSource;
import io.provisionhook.plugin.internal.mapping.MappedCredentialSource;
import io.provisionhook.plugin.internal.test.MappedCredentialSourceContract;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GcpCredentialSourceAutoConfiguration}.
 */
class GcpCredentialSourceAutoConfigurationTests extends MappedCredentialSourceContract {

	private final GoogleStandIn google = new GoogleStandIn();

	GcpCredentialSourceAutoConfigurationTests() {
		super("gcp-secret-manager", "provisionhookGcpSecretManager", GcpSecretReader.class, "{tenant}-git#token");
	}

	@AfterEach
	void stop() {
		this.google.close();
	}

	@Override
	protected ApplicationContextRunner install(ApplicationContextRunner runner) {
		return runner
			.withConfiguration(AutoConfigurations.of(GcpSecretManagerAutoConfiguration.class,
					GcpCredentialSourceAutoConfiguration.class, GcpSecretManagerHealthAutoConfiguration.class))
			.withBean(CredentialsProvider.class, () -> FixedCredentialsProvider.create(this.google.credentials()))
			.withPropertyValues(property("endpoint=" + this.google.uri()));
	}

	@Override
	protected MappedCredentialSource createSource(ApplicationContext context, Clock clock) {
		return GcpCredentialSourceAutoConfiguration.create(context.getBean(GcpSecretManagerProperties.class),
				context.getBean(GcpSecretReader.class), context.getBean(UpstreamHealth.class), clock);
	}

	@Override
	protected void store(String json) {
		this.google.put("projects/acme-project/secrets/acme-git/versions/latest", json);
	}

	@Override
	protected void storeFails() {
		this.google.answer(GoogleStandIn.error(500, "INTERNAL"));
	}

	@Override
	protected long calls() {
		return this.google.calls().size();
	}

	@Override
	protected Refused missing() {
		return new Refused("missing#token", "Google Secret Manager: secret 'missing'");
	}

	@Override
	protected Refused mistaken() {
		return new Refused("key?versoin=1", "unknown parameter 'versoin'; there is 'version'");
	}

	@Test
	void withoutTheClientThereIsNothing() {
		withHost().withClassLoader(new FilteredClassLoader(SecretManagerServiceClient.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CredentialSource.class));
	}

}
