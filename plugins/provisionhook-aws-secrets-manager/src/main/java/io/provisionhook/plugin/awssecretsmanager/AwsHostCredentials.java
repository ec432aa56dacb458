package io.provisionhook.plugin.awssecretsmanager;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.utils.IoUtils;

/**
 * AWS credentials of the host application, from its own provider or else from the default
 * provider chain of the AWS SDK. Closes only the default provider. Thread-safe.
 */
final class AwsHostCredentials implements AutoCloseable {

	private final AwsCredentialsProvider provider;

	private final @Nullable AutoCloseable closeable;

	private AwsHostCredentials(AwsCredentialsProvider provider, @Nullable AutoCloseable closeable) {
		this.provider = provider;
		this.closeable = closeable;
	}

	static AwsHostCredentials of(@Nullable AwsCredentialsProvider provider) {
		if (provider != null) {
			return new AwsHostCredentials(provider, null);
		}
		DefaultCredentialsProvider defaults = DefaultCredentialsProvider.builder().build();
		return new AwsHostCredentials(defaults, defaults);
	}

	AwsCredentials resolve() {
		return this.provider.resolveCredentials();
	}

	@Override
	public void close() {
		IoUtils.closeQuietlyV2(this.closeable, null);
	}

}
