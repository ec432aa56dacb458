package io.provisionhook.plugin.credentialendpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/**
 * The endpoint in a servlet container. Not a controller, so that converters, CORS
 * settings and error handlers of the application do not change its responses.
 */
final class CredentialServlet extends HttpServlet {

	private static final Log logger = LogFactory.getLog(CredentialServlet.class);

	private final transient CredentialEndpoint endpoint;

	CredentialServlet(CredentialEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	@Override
	protected void service(HttpServletRequest request, HttpServletResponse response) {
		HttpRequestData head = new HttpRequestData(request.getMethod(), request.getHeader("Content-Type"),
				request.getContentLengthLong(), Collections.list(request.getHeaders("Authorization")),
				request.getRemoteAddr());
		AsyncContext async = request.startAsync();
		// The endpoint has its own timeouts
		async.setTimeout(0);
		Exchange exchange = new Exchange(async, request, response, this.endpoint.maxBodySize());
		this.endpoint.handle(head, exchange::read).whenComplete((result, failure) -> exchange.write(result));
	}

	/**
	 * Adds the endpoint to the web server of a servlet application.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Servlet.class, ServletRegistrationBean.class })
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static class EndpointConfiguration {

		@Bean
		ServletRegistrationBean<CredentialServlet> provisionhookCredentialEndpointServlet(CredentialEndpoint endpoint,
				EndpointUrl url) {
			ServletRegistrationBean<CredentialServlet> registration = new ServletRegistrationBean<>(
					new CredentialServlet(endpoint), url.path());
			registration.setName("provisionhookCredentialEndpoint");
			return registration;
		}

		@Bean
		FilterRegistrationBean<BodyPreservingFilter> provisionhookCredentialEndpointBodyFilter(EndpointUrl url) {
			FilterRegistrationBean<BodyPreservingFilter> registration = new FilterRegistrationBean<>(
					new BodyPreservingFilter());
			registration.setName("credentialEndpointBody");
			registration.addUrlPatterns(url.path());
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return registration;
		}

	}

	/**
	 * Reads a request and writes the response without blocking, so that a slow client
	 * does not hold a thread.
	 */
	private static final class Exchange implements ReadListener, WriteListener {

		private final AsyncContext async;

		private final HttpServletRequest request;

		private final HttpServletResponse response;

		private final int maxBodySize;

		private final ByteArrayOutputStream received = new ByteArrayOutputStream();

		private final CompletableFuture<String> body = new CompletableFuture<>();

		private final AtomicBoolean completed = new AtomicBoolean();

		private volatile byte @Nullable [] unsent;

		private boolean flushed;

		Exchange(AsyncContext async, HttpServletRequest request, HttpServletResponse response, int maxBodySize) {
			this.async = async;
			this.request = request;
			this.response = response;
			this.maxBodySize = maxBodySize;
		}

		CompletableFuture<String> read() {
			try {
				this.request.getInputStream().setReadListener(this);
			}
			catch (IOException | RuntimeException ex) {
				this.body.completeExceptionally(ex);
			}
			return this.body;
		}

		@Override
		public void onDataAvailable() throws IOException {
			ServletInputStream input = this.request.getInputStream();
			byte[] buffer = new byte[1024];
			while (!this.body.isDone() && input.isReady() && !input.isFinished()) {
				int read = input.read(buffer);
				this.received.write(buffer, 0, Math.max(read, 0));
				if (this.received.size() > this.maxBodySize) {
					this.body.completeExceptionally(CredentialDeniedException.bodyTooLarge());
				}
			}
		}

		@Override
		public void onAllDataRead() {
			this.body.complete(this.received.toString(StandardCharsets.UTF_8));
		}

		void write(@Nullable HttpResponseData result) {
			if (result == null) {
				complete();
				return;
			}
			try {
				byte[] text = result.body();
				this.response.setStatus(result.status());
				result.headers().forEach(this::setHeader);
				this.response.setContentLength(text.length);
				this.unsent = text;
				this.response.getOutputStream().setWriteListener(this);
			}
			catch (IOException | RuntimeException ex) {
				onError(ex);
			}
		}

		// HTTP/2 ends a stream and not the connection, and clients reject the header
		private void setHeader(String name, String value) {
			if (!"Connection".equals(name) || this.request.getProtocol().startsWith("HTTP/1")) {
				this.response.setHeader(name, value);
			}
		}

		@Override
		public void onWritePossible() throws IOException {
			ServletOutputStream output = this.response.getOutputStream();
			while (output.isReady()) {
				byte[] text = this.unsent;
				if (text != null) {
					this.unsent = null;
					output.write(text);
				}
				else if (!this.flushed) {
					this.flushed = true;
					output.flush();
				}
				else {
					complete();
					return;
				}
			}
		}

		@Override
		public void onError(Throwable failure) {
			logger.debug("A credential request was given up before it was answered");
			this.body.cancel(false);
			complete();
		}

		private void complete() {
			if (this.completed.compareAndSet(false, true)) {
				this.async.complete();
			}
		}

	}

	/**
	 * Prevents later filters from reading the body of a request to the endpoint, which
	 * would block a thread as long as the client delays it: hides the form from them.
	 */
	static final class BodyPreservingFilter implements Filter {

		@Override
		public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
				throws IOException, ServletException {
			chain.doFilter(new RequestWithoutForm((HttpServletRequest) request), response);
		}

		private static final class RequestWithoutForm extends HttpServletRequestWrapper {

			RequestWithoutForm(HttpServletRequest request) {
				super(request);
			}

			@Override
			public @Nullable String getContentType() {
				return null;
			}

			@Override
			public @Nullable String getParameter(String name) {
				return null;
			}

			@Override
			public String @Nullable [] getParameterValues(String name) {
				return null;
			}

			@Override
			public Map<String, String[]> getParameterMap() {
				return Map.of();
			}

			@Override
			public Enumeration<String> getParameterNames() {
				return Collections.emptyEnumeration();
			}

		}

	}

}
