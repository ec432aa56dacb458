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
 * Finds the credentials of the host application and the project that goes with them, in a
 * limited time: the last place to look is a service that there is at Google only.
 *
 * @param usual looks in the usual places
 * @param limit the time there is
 */
record HostCredentials(Callable<GoogleCredentials> usual, Duration limit) {

	private static final String PROPERTY = GcpSecretManagerProperties.PREFIX + ".credentials";

	private static final List<String> SCOPES = List.of("https://www.googleapis.com/auth/cloud-platform");

	/**
	 * Find credentials.
	 * @param file the file that has them; {@code null} for the usual places
	 * @return the credentials, fit for the service
	 * @throws PluginConfigurationException if there are none
	 */
	GoogleCredentials find(@Nullable Resource file) {
		GoogleCredentials found = (file != null) ? read(file) : look();
		return found.createScopedRequired() ? found.createScoped(SCOPES) : found;
	}

	private static GoogleCredentials read(Resource file) {
		try (InputStream content = file.getInputStream()) {
			return GoogleCredentials.fromStream(content);
		}
		catch (IOException | RuntimeException ex) {
			throw new PluginConfigurationException(PROPERTY,
					file.getDescription() + " can't be read as Google credentials",
					"Let it be the JSON file of a service account or of an external account, readable for the host.");
		}
	}

	private GoogleCredentials look() {
		GoogleCredentials found = call(this.usual);
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
	 * Find the project that credentials belong to.
	 * @param credentials the credentials
	 * @return the project, {@code null} if they belong to none
	 */
	@Nullable String projectOf(Credentials credentials) {
		return (credentials instanceof GoogleCredentials google) ? call(google::getProjectId) : null;
	}

	private <T> @Nullable T call(Callable<T> call) {
		try {
			return new RemoteCalls("Google", SecretManagerReader.THREADS, 1).call(call,
					Deadline.within("Google", this.limit));
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
