package io.provisionhook.plugin.internal.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.web.client.RestClient;

import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.RemoteCalls;
import io.provisionhook.plugin.internal.upstream.RemoteFailure;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Sends requests to an endpoint and reads JSON. An answer takes no longer than the
 * endpoint's timeout. Redirects are not followed. Thread-safe.
 *
 * @since 0.1.0
 */
public final class JsonClient {

	private final Endpoint endpoint;

	private final RestClient client;

	private final RemoteCalls calls;

	/**
	 * Create a client.
	 * @param endpoint where requests go
	 * @param client sends them, as {@linkplain #connect made for an endpoint}
	 * @param calls limits their number and time
	 */
	public JsonClient(Endpoint endpoint, RestClient client, RemoteCalls calls) {
		this.endpoint = endpoint;
		this.client = client;
		this.calls = calls;
	}

	/**
	 * Create what sends requests to an endpoint.
	 * @param endpoint where requests go
	 * @param bundle certificates to trust; {@code null} for those of the JDK
	 * @return a client that does not follow redirects
	 */
	public static RestClient connect(Endpoint endpoint, @Nullable SslBundle bundle) {
		ClientHttpRequestFactory requests = ClientHttpRequestFactoryBuilder.jdk()
			.withHttpClientCustomizer((client) -> client.version(HttpClient.Version.HTTP_1_1))
			.build(HttpClientSettings.ofSslBundle(bundle)
				.withRedirects(HttpRedirects.DONT_FOLLOW)
				.withTimeouts(endpoint.timeout().dividedBy(2), endpoint.timeout()));
		return RestClient.builder()
			.requestFactory(requests)
			.configureMessageConverters((converters) -> converters
				.withStringConverter(new StringHttpMessageConverter(StandardCharsets.UTF_8)))
			.build();
	}

	/**
	 * Return where requests go.
	 * @return the endpoint
	 */
	public Endpoint endpoint() {
		return this.endpoint;
	}

	/**
	 * Send a request.
	 * @param method the HTTP method
	 * @param path path below the endpoint's URL
	 * @param headers sets the headers
	 * @param body body; {@code null} if there is none
	 * @param deadline until when somebody waits for the answer
	 * @return the answer, whatever its status
	 * @throws RemoteFailure if there is none; {@link Endpoint#failure} says what to make
	 * of it
	 * @throws UpstreamException if there are too many requests
	 * @throws InterruptedException if the thread is interrupted, which cancels the
	 * request
	 */
	public JsonResponse send(HttpMethod method, String path, Consumer<HttpHeaders> headers, @Nullable String body,
			Deadline deadline) throws RemoteFailure, UpstreamException, InterruptedException {
		RestClient.RequestBodySpec request = this.client.method(method)
			.uri(URI.create(this.endpoint.url() + path))
			.headers(headers);
		if (body != null) {
			request.body(body);
		}
		return this.calls.call(() -> JsonResponse.of(request), this.endpoint.timeout(), deadline);
	}

}
