package io.provisionhook.plugin.awssecretsmanager;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link AwsRegionResolver}.
 */
class AwsRegionResolverTests {

	private static final Duration PLENTY = Duration.ofSeconds(60);

	private static final AwsRegionProvider NONE = () -> {
		throw SdkClientException.create("Unable to load region from any of the providers in the chain");
	};

	@Test
	void configuredRegionNeedsNoOtherPlace() {
		assertThat(new AwsRegionResolver(NONE, PLENTY).resolve("eu-central-1")).isEqualTo(Region.EU_CENTRAL_1);
	}

	@Test
	void resolverLooksInTheUsualPlacesOtherwise() {
		assertThat(new AwsRegionResolver(() -> Region.US_GOV_EAST_1, PLENTY).resolve(null))
			.isEqualTo(Region.US_GOV_EAST_1);
		assertThat(new AwsRegionResolver(() -> Region.US_GOV_EAST_1, PLENTY).resolve(""))
			.isEqualTo(Region.US_GOV_EAST_1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "EU Central", "eu", "eu-central-1.example.org", "eu-central-1/", "-" })
	void textThatIsNoRegionIsRefused(String region) {
		assertThatExceptionOfType(PluginConfigurationException.class)
			.isThrownBy(() -> new AwsRegionResolver(NONE, PLENTY).resolve(region))
			.withMessage("Configuration property 'provisionhook.aws-secrets-manager.region': '" + region
					+ "' is not the name of a region");
	}

	@Test
	void withoutRegionSaysWhereToSetOne() {
		PluginConfigurationException failure = catchThrowableOfType(PluginConfigurationException.class,
				() -> new AwsRegionResolver(NONE, PLENTY).resolve(null));
		assertThat(failure)
			.hasMessage("Configuration property 'provisionhook.aws-secrets-manager.region': it is not set, and the AWS"
					+ " SDK found no region in its usual places");
		assertThat(failure.getAction())
			.isEqualTo("Set the property or the environment variable AWS_REGION, or add a region to the AWS profile.");
	}

	@Test
	void placeThatDoesNotAnswerIsNotWaitedForLong() {
		AwsRegionProvider hanging = () -> {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return Region.EU_CENTRAL_1;
		};
		assertThatExceptionOfType(PluginConfigurationException.class)
			.isThrownBy(() -> new AwsRegionResolver(hanging, Duration.ofMillis(200)).resolve(null));
	}

	@Test
	void interruptionIsKept() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> new AwsRegionResolver(() -> Region.EU_CENTRAL_1, PLENTY).resolve(null))
			.withMessage("Interrupted while looking for the AWS region");
		assertThat(Thread.interrupted()).isTrue();
	}

}
