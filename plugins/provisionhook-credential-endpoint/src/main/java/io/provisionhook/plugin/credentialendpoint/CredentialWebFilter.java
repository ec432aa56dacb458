package io.provisionhook.plugin.credentialendpoint;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * The endpoint in a reactive web server. Not a handler, so that codecs, CORS settings and
 * error handlers of the application do not change what it says.
 */
final class CredentialWebFilter implements WebFilter, Ordered, ApplicationContextAware {

	// Behind Spring Security, which is at -100, and before what has no order
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
		return isForEndpoint(exchange) ? answer(exchange) : chain.filter(exchange);
	}

	private boolean isForEndpoint(ServerWebExchange exchange) {
		// The filters of an application apply to a separate management port too
		return this.path.equals(exchange.getRequest().getPath().pathWithinApplication().value())
				&& (this.context == null || exchange.getApplicationContext() == this.context);
	}

	private Mono<Void> answer(ServerWebExchange exchange) {
		ServerHttpRequest request = exchange.getRequest();
		return readBody(request)
			.flatMap((body) -> Mono.fromCompletionStage(this.endpoint.answer(toRequest(request, body.orElse(null)))))
			.flatMap((answer) -> write(answer, exchange.getResponse()));
	}

	private Mono<Optional<String>> readBody(ServerHttpRequest request) {
		int largest = this.endpoint.largestBody();
		if (request.getHeaders().getContentLength() > largest) {
			return Mono.just(Optional.empty());
		}
		return DataBufferUtils.join(request.getBody(), largest).map((buffer) -> {
			String body = buffer.toString(StandardCharsets.UTF_8);
			DataBufferUtils.release(buffer);
			return Optional.of(body);
		})
			.defaultIfEmpty(Optional.of(""))
			.onErrorResume(DataBufferLimitException.class, (ex) -> Mono.just(Optional.empty()));
	}

	private static EndpointRequest toRequest(ServerHttpRequest request, @Nullable String body) {
		InetSocketAddress remote = request.getRemoteAddress();
		String remoteAddress = (remote != null && remote.getAddress() != null) ? remote.getAddress().getHostAddress()
				: null;
		return new EndpointRequest(request.getMethod().name(), request.getHeaders().getFirst("Content-Type"),
				request.getHeaders().getOrDefault("Authorization", List.of()), body, remoteAddress);
	}

	private static Mono<Void> write(EndpointAnswer answer, ServerHttpResponse response) {
		byte[] body = answer.body();
		response.setStatusCode(HttpStatusCode.valueOf(answer.status()));
		answer.headers().forEach(response.getHeaders()::set);
		response.getHeaders().setContentLength(body.length);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
	}

}
