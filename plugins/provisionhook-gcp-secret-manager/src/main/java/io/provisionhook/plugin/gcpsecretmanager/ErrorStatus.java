package io.provisionhook.plugin.gcpsecretmanager;

import java.util.Optional;

import com.google.api.client.http.HttpResponseException;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode.Code;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads from an answer which error it is. The client goes by the HTTP status, which is
 * the same for a version that is disabled as for a name that can't be.
 */
final class ErrorStatus {

	private static final JsonMapper JSON = new JsonMapper();

	private ErrorStatus() {
	}

	/**
	 * Read the status of an answer.
	 * @param failure what the client threw
	 * @return the status; empty if the service did not answer with one
	 */
	static Optional<Code> of(Throwable failure) {
		ApiException error = find(ApiException.class, failure);
		if (error == null) {
			return Optional.empty();
		}
		HttpResponseException answer = find(HttpResponseException.class, failure);
		Code code = error.getStatusCode().getCode();
		return (answer != null) ? Optional.of(read(answer.getContent(), code))
				: Optional.of(code).filter((own) -> own == Code.DEADLINE_EXCEEDED);
	}

	private static Code read(@Nullable String content, Code byHttpStatus) {
		try {
			return (content != null)
					? Code.valueOf(JSON.readTree(content).path("error").path("status").asString(byHttpStatus.name()))
					: byHttpStatus;
		}
		catch (JacksonException | IllegalArgumentException ex) {
			return byHttpStatus;
		}
	}

	static <T extends Throwable> @Nullable T find(Class<T> type, Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (type.isInstance(cause)) {
				return type.cast(cause);
			}
		}
		return null;
	}

}
