package io.provisionhook.plugin.gcpsecretmanager;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link GcpCredentialsResolver}.
 */
class GcpCredentialsResolverTests {

	private static final Duration PLENTY = Duration.ofSeconds(60);

	private static final ServiceAccount ACCOUNT = ServiceAccount.create();

	private static final GoogleCredentials TOKEN = GoogleCredentials
		.create(AccessToken.newBuilder().setTokenValue("ya29.token").build());

	private final GcpCredentialsResolver none = new GcpCredentialsResolver(() -> {
		throw new IOException("Your default credentials were not found");
	}, PLENTY);

	@Test
	void fileIsReadAndScoped() {
		Resource file = resource(ACCOUNT.json("http://127.0.0.1/token"));
		GoogleCredentials credentials = this.none.resolve(file);
		assertThat(credentials).isInstanceOfSatisfying(ServiceAccountCredentials.class, (account) -> {
			assertThat(account.getScopes()).containsExactly("https://www.googleapis.com/auth/cloud-platform");
			assertThat(account.getClientEmail()).isEqualTo(ServiceAccount.EMAIL);
		});
		assertThat(this.none.projectOf(credentials)).isEqualTo("acme-project");
	}

	@Test
	void fileThatIsNotThereIsNamed() {
		assertThatExceptionOfType(PluginConfigurationException.class)
			.isThrownBy(() -> this.none.resolve(new ClassPathResource("missing.json")))
			.withMessage("Configuration property 'provisionhook.gcp-secret-manager.credentials': class path resource"
					+ " [missing.json] can't be read as Google credentials")
			.withNoCause();
	}

	@Test
	void fileThatHasSomethingElseIsNotQuoted() {
		for (String text : new String[] { "hunter2-hunter2", "{}", "{\"type\":\"hunter2-hunter2\"}",
				ACCOUNT.json("http://127.0.0.1/token").replace("BEGIN PRIVATE", "BEGIN NO") }) {
			assertThatExceptionOfType(PluginConfigurationException.class)
				.isThrownBy(() -> this.none.resolve(resource(text)))
				.withMessage("Configuration property 'provisionhook.gcp-secret-manager.credentials': Byte array"
						+ " resource [test] can't be read as Google credentials")
				.withNoCause();
		}
	}

	@Test
	void usualPlacesAreLookedAtWithoutFile() {
		assertThat(new GcpCredentialsResolver(() -> TOKEN, PLENTY).resolve(null)).isSameAs(TOKEN);
		assertThat(this.none.projectOf(TOKEN)).isNull();
	}

	@Test
	void withoutCredentialsSaysWhereToPutThem() {
		PluginConfigurationException failure = catchThrowableOfType(PluginConfigurationException.class,
				() -> this.none.resolve(null));
		assertThat(failure)
			.hasMessage("Configuration property 'provisionhook.gcp-secret-manager.credentials': it is not set, and"
					+ " there are no application default credentials");
		assertThat(failure.getAction()).isEqualTo("Set the property or the environment variable"
				+ " GOOGLE_APPLICATION_CREDENTIALS to a file with credentials, attach a service account to the machine"
				+ " or the pod, or run 'gcloud auth application-default login' on a developer's machine.");
	}

	@Test
	void placeThatDoesNotAnswerIsNotWaitedForLong() {
		GcpCredentialsResolver hanging = new GcpCredentialsResolver(() -> {
			new CountDownLatch(1).await();
			return TOKEN;
		}, Duration.ofMillis(200));
		assertThatExceptionOfType(PluginConfigurationException.class).isThrownBy(() -> hanging.resolve(null));
	}

	@Test
	void interruptionIsKept() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> this.none.resolve(null))
			.withMessage("Interrupted while looking for Google credentials");
		assertThat(Thread.interrupted()).isTrue();
	}

	private static Resource resource(String text) {
		return new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8), "test");
	}

}
