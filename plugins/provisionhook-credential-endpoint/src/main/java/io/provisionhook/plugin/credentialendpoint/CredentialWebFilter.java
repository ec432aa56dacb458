package io.provisionhook.plugin.credentialendpoint;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * The endpoint in a reactive web server. Not a handler, so that codecs, CORS settings and
 * error handlers of the application do not change its responses.
 */
final class CredentialWebFilter implements WebFilter, Ordered, ApplicationContextAware {

	private static final Log logger = LogFactory.getLog(CredentialWebFilter.class);

	// After Spring Security, which is at -100, and before filters without an order
	private static final int ORDER = -90;

	private final CredentialEndpoint endpoint;

	private final String path;

	private @Nullable ApplicationContext context;

	CredentialWebFilter(CredentialEndpoint endpoint, String path) {
		this.endpoint = endpoint;
		this.path = path;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public void setApplicationContext(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		return isForEndpoint(exchange) ? handle(exchange) : chain.filter(exchange);
	}

	private boolean isForEndpoint(ServerWebExchange exchange) {
		// The filters of an application apply to a separate management port too
		return this.path.equals(exchange.getRequest().getPath().pathWithinApplication().value())
				&& (this.context == null || exchange.getApplicationContext() == this.context);
	}

	private Mono<Void> handle(ServerWebExchange exchange) {
		ServerHttpRequest request = exchange.getRequest();
		int maxBodySize = this.endpoint.maxBodySize();
		Disposable.Swap reading = Disposables.swap();
		return Mono
			.fromCompletionStage(
					() -> this.endpoint.handle(head(request), () -> readBody(request, maxBodySize, reading)))
			// The client has disconnected, and the server ends the exchange
			.onErrorResume(CancellationException.class, (ex) -> Mono.never())
			.flatMap((result) -> {
				// Before the response, after which a connection error would be logged
				reading.dispose();
				return write(result, exchange.getResponse());
			});
	}

	private static HttpRequestData head(ServerHttpRequest request) {
		InetSocketAddress remote = request.getRemoteAddress();
		String remoteAddress = (remote != null && remote.getAddress() != null) ? remote.getAddress().getHostAddress()
				: null;
		HttpHeaders headers = request.getHeaders();
		return new HttpRequestData(request.getMethod().name(), headers.getFirst("Content-Type"),
				headers.getContentLength(), headers.getOrDefault("Authorization", List.of()), remoteAddress);
	}

	private static CompletableFuture<String> readBody(ServerHttpRequest request, int maxBodySize,
			Disposable.Swap reading) {
		CompletableFuture<String> read = new CompletableFuture<>();
		reading.replace(DataBufferUtils.join(request.getBody(), maxBodySize).map((buffer) -> {
			String body = buffer.toString(StandardCharsets.UTF_8);
			DataBufferUtils.release(buffer);
			return body;
		})
			.defaultIfEmpty("")
			.onErrorMap(DataBufferLimitException.class, (ex) -> CredentialDeniedException.bodyTooLarge())
			.subscribe(read::complete, read::completeExceptionally));
		return read;
	}

	private static Mono<Void> write(HttpResponseData result, ServerHttpResponse response) {
		byte[] body = result.body();
		response.setStatusCode(HttpStatusCode.valueOf(result.status()));
		result.headers().forEach(response.getHeaders()::set);
		response.getHeaders().setContentLength(body.length);
		// The server may have responded already, since the request was malformed
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)))
			.doOnError((ex) -> logger.debug("A credential request was given up before it was answered"))
			.onErrorComplete();
	}

	/**
	 * Adds the endpoint to the web server of a reactive application.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ WebFilter.class, Mono.class })
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class EndpointConfiguration {

		@Bean
		CredentialWebFilter provisionhookCredentialEndpointWebFilter(CredentialEndpoint endpoint, EndpointUrl url) {
			return new CredentialWebFilter(endpoint, url.path());
		}

		@Bean
		BodyPreservingFilter provisionhookCredentialEndpointBodyFilter(CredentialWebFilter filter) {
			return new BodyPreservingFilter(filter);
		}

	}

	/**
	 * Prevents later filters from reading the body of a request to the endpoint, which
	 * would have no deadline: hides the form from them.
	 */
	static final class BodyPreservingFilter implements WebFilter, Ordered {

		private final CredentialWebFilter endpoint;

		private BodyPreservingFilter(CredentialWebFilter endpoint) {
			this.endpoint = endpoint;
		}

		@Override
		public int getOrder() {
			return HIGHEST_PRECEDENCE;
		}

		@Override
		public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
			return chain.filter(this.endpoint.isForEndpoint(exchange) ? new ExchangeWithoutForm(exchange) : exchange);
		}

	}

	private static final class ExchangeWithoutForm extends ServerWebExchangeDecorator {

		ExchangeWithoutForm(ServerWebExchange exchange) {
			super(exchange);
		}

		@Override
		public Mono<MultiValueMap<String, String>> getFormData() {
			return Mono.just(new LinkedMultiValueMap<>());
		}

	}

}
