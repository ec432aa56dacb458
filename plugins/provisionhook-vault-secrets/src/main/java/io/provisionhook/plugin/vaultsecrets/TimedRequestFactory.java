package io.provisionhook.plugin.vaultsecrets;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;

/**
 * Gives each request the time that the thread which makes it has set. A client of its own
 * for each time would do too, but costs more than all else that we do. Thread-safe.
 */
final class TimedRequestFactory implements ClientHttpRequestFactory {

	private final HttpClient http;

	// Of an instance, since it is empty again once the request has been made
	@SuppressWarnings("ThreadLocalUsage")
	private final ThreadLocal<@Nullable Duration> time = new ThreadLocal<>();

	TimedRequestFactory(HttpClient http) {
		this.http = http;
	}

	/**
	 * Set how long the requests of this thread may take.
	 * @param time the time of each, {@code null} once there are no more
	 */
	void setTime(@Nullable Duration time) {
		if (time != null) {
			this.time.set(time);
		}
		else {
			this.time.remove();
		}
	}

	@Override
	public ClientHttpRequest createRequest(URI uri, HttpMethod method) throws IOException {
		JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory(this.http);
		Duration limit = this.time.get();
		if (limit != null) {
			factory.setReadTimeout(limit);
		}
		return factory.createRequest(uri, method);
	}

}
