package io.provisionhook.plugin.awssecretsmanager;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.utils.IoUtils;

/**
 * The credentials of the host application: those of its own provider if it has one, else
 * what the AWS SDK finds in its usual places. Only in the latter case is closing it our
 * business. Thread-safe.
 */
final class HostCredentials implements AutoCloseable {

	private final AwsCredentialsProvider provider;

	private final @Nullable AutoCloseable closeable;

	private HostCredentials(AwsCredentialsProvider provider, @Nullable AutoCloseable closeable) {
		this.provider = provider;
		this.closeable = closeable;
	}

	static HostCredentials of(@Nullable AwsCredentialsProvider provider) {
		if (provider != null) {
			return new HostCredentials(provider, null);
		}
		DefaultCredentialsProvider usual = DefaultCredentialsProvider.builder().build();
		return new HostCredentials(usual, usual);
	}

	AwsCredentials resolve() {
		return this.provider.resolveCredentials();
	}

	@Override
	public void close() {
		IoUtils.closeQuietlyV2(this.closeable, null);
	}

}
