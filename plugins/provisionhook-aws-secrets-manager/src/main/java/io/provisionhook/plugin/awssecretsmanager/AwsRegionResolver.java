package io.provisionhook.plugin.awssecretsmanager;

import java.time.Duration;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.RemoteCalls;
import io.provisionhook.plugin.internal.upstream.RemoteFailure;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Resolves the region of the secrets, with a timeout, since the last place of the default
 * chain is a metadata service that exists on EC2 only.
 *
 * @param provider the region provider for an unset property
 * @param timeout maximum time of the provider
 */
record AwsRegionResolver(AwsRegionProvider provider, Duration timeout) {

	private static final String PROPERTY = AwsSecretsManagerProperties.PREFIX + ".region";

	private static final Pattern VALID = Pattern.compile("[a-z]+(?:-[a-z0-9]+)+");

	Region resolve(@Nullable String configured) {
		if (configured == null || configured.isBlank()) {
			return resolve();
		}
		if (!VALID.matcher(configured).matches()) {
			throw new PluginConfigurationException(PROPERTY, "'" + configured + "' is not the name of a region",
					"Set it to one such as eu-central-1.");
		}
		return Region.of(configured);
	}

	private Region resolve() {
		try {
			return new RemoteCalls("AWS", "aws-region-", 1).call(this.provider::getRegion,
					Deadline.within("AWS", this.timeout));
		}
		catch (RemoteFailure | UpstreamException | SdkClientException ex) {
			throw new PluginConfigurationException(PROPERTY,
					"it is not set, and the AWS SDK found no region in its usual places",
					"Set the property or the environment variable AWS_REGION, or add a region to the AWS profile.");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while looking for the AWS region", ex);
		}
	}

}
