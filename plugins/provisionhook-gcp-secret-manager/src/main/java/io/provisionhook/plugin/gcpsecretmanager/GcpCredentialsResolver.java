package io.provisionhook.plugin.gcpsecretmanager;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

import com.google.auth.Credentials;
import com.google.auth.oauth2.GoogleCredentials;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.RemoteCalls;
import io.provisionhook.plugin.internal.upstream.RemoteFailure;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Resolves the Google credentials of the host application and their project, with a
 * timeout, since the last default place is a metadata service that exists at Google only.
 *
 * @param defaults returns the application default credentials
 * @param timeout maximum time of a call
 */
record GcpCredentialsResolver(Callable<GoogleCredentials> defaults, Duration timeout) {

	private static final String PROPERTY = GcpSecretManagerProperties.PREFIX + ".credentials";

	private static final List<String> SCOPES = List.of("https://www.googleapis.com/auth/cloud-platform");

	/**
	 * Resolve the credentials.
	 * @param file the file with the credentials; {@code null} for the defaults
	 * @return the credentials, with the scope of the service
	 * @throws PluginConfigurationException if there are none
	 */
	GoogleCredentials resolve(@Nullable Resource file) {
		GoogleCredentials found = (file != null) ? read(file) : resolveDefaults();
		return found.createScopedRequired() ? found.createScoped(SCOPES) : found;
	}

	private static GoogleCredentials read(Resource file) {
		try (InputStream content = file.getInputStream()) {
			return GoogleCredentials.fromStream(content);
		}
		catch (IOException | RuntimeException ex) {
			throw new PluginConfigurationException(PROPERTY,
					file.getDescription() + " can't be read as Google credentials",
					"Set it to the JSON file of a service account or an external account that the user of the application "
							+ "may read.");
		}
	}

	private GoogleCredentials resolveDefaults() {
		GoogleCredentials found = call(this.defaults);
		if (found == null) {
			throw new PluginConfigurationException(PROPERTY,
					"it is not set, and there are no application default credentials",
					"Set the property or the environment variable GOOGLE_APPLICATION_CREDENTIALS to a file with"
							+ " credentials, attach a service account to the machine or the pod, or run"
							+ " 'gcloud auth application-default login' on a developer's machine.");
		}
		return found;
	}

	/**
	 * Return the project of the credentials.
	 * @param credentials the credentials
	 * @return the project; {@code null} if there is none
	 */
	@Nullable String projectOf(Credentials credentials) {
		return (credentials instanceof GoogleCredentials google) ? call(google::getProjectId) : null;
	}

	private <T> @Nullable T call(Callable<T> call) {
		try {
			return new RemoteCalls("Google", GcpSecretReader.THREADS, 1).call(call,
					Deadline.within("Google", this.timeout));
		}
		catch (RemoteFailure | UpstreamException | RuntimeException ex) {
			return null;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while looking for Google credentials", ex);
		}
	}

}
