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
 * Sends requests to an endpoint and reads JSON responses. No call takes longer than the
 * timeout of the endpoint. Redirects are not followed. Thread-safe.
 *
 * @since 0.1.0
 */
public final class JsonClient {

	private final Endpoint endpoint;

	private final RestClient client;

	private final RemoteCalls calls;

	/**
	 * Create a client.
	 * @param endpoint the endpoint
	 * @param client the HTTP client, see {@link #connect}
	 * @param calls limits the number and the time of the calls
	 */
	public JsonClient(Endpoint endpoint, RestClient client, RemoteCalls calls) {
		this.endpoint = endpoint;
		this.client = client;
		this.calls = calls;
	}

	/**
	 * Create an HTTP client for an endpoint.
	 * @param endpoint the endpoint
	 * @param bundle the SSL bundle; {@code null} for the defaults of the JDK
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
	 * Return the endpoint.
	 * @return the endpoint
	 */
	public Endpoint endpoint() {
		return this.endpoint;
	}

	/**
	 * Send a request.
	 * @param method the HTTP method
	 * @param path the path below the URL of the endpoint
	 * @param headers sets the headers
	 * @param body the body; {@code null} if there is none
	 * @param deadline the deadline of the caller
	 * @return the response with any status
	 * @throws RemoteFailure if there is no response; see {@link Endpoint#failure}
	 * @throws UpstreamException if too many calls are in progress
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
