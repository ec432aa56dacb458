package io.provisionhook.plugin.credentialendpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint in a servlet container. Not a controller, so that converters, CORS
 * settings and error handlers of the application do not change what it says.
 */
final class CredentialServlet extends HttpServlet {

	private static final Log logger = LogFactory.getLog(CredentialServlet.class);

	private final transient CredentialEndpoint endpoint;

	CredentialServlet(CredentialEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	@Override
	protected void service(HttpServletRequest request, HttpServletResponse response) {
		EndpointRequest head = new EndpointRequest(request.getMethod(), request.getHeader("Content-Type"),
				request.getContentLengthLong(), Collections.list(request.getHeaders("Authorization")),
				request.getRemoteAddr());
		AsyncContext async = request.startAsync();
		// The endpoint has timeouts of its own
		async.setTimeout(0);
		Exchange exchange = new Exchange(async, request, response, this.endpoint.largestBody());
		this.endpoint.answer(head, exchange::read).whenComplete((answer, failure) -> exchange.write(answer));
	}

	/**
	 * Reads a request and writes the answer whenever the connection is ready for it, so
	 * that no client holds a thread however slow it is.
	 */
	private static final class Exchange implements ReadListener, WriteListener {

		private final AsyncContext async;

		private final HttpServletRequest request;

		private final HttpServletResponse response;

		private final int largestBody;

		private final ByteArrayOutputStream received = new ByteArrayOutputStream();

		private final CompletableFuture<String> body = new CompletableFuture<>();

		private final AtomicBoolean completed = new AtomicBoolean();

		private volatile byte @Nullable [] unsent;

		private boolean flushed;

		Exchange(AsyncContext async, HttpServletRequest request, HttpServletResponse response, int largestBody) {
			this.async = async;
			this.request = request;
			this.response = response;
			this.largestBody = largestBody;
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
				if (this.received.size() > this.largestBody) {
					this.body.completeExceptionally(Rejection.bodyTooLarge());
				}
			}
		}

		@Override
		public void onAllDataRead() {
			this.body.complete(this.received.toString(StandardCharsets.UTF_8));
		}

		void write(@Nullable EndpointAnswer answer) {
			if (answer == null) {
				complete();
				return;
			}
			try {
				byte[] text = answer.body();
				this.response.setStatus(answer.status());
				answer.headers().forEach(this::setHeader);
				this.response.setContentLength(text.length);
				this.unsent = text;
				this.response.getOutputStream().setWriteListener(this);
			}
			catch (IOException | RuntimeException ex) {
				onError(ex);
			}
		}

		// HTTP/2 ends a stream and not the connection, and clients refuse the header
		// there
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

}
