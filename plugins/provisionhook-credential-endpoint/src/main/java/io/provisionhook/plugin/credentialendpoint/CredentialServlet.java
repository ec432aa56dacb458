package io.provisionhook.plugin.credentialendpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

import jakarta.servlet.AsyncContext;
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
	protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
		EndpointRequest asked = new EndpointRequest(request.getMethod(), request.getContentType(),
				Collections.list(request.getHeaders("Authorization")), readBody(request), request.getRemoteAddr());
		AsyncContext async = request.startAsync();
		// The endpoint has a timeout of its own
		async.setTimeout(0);
		this.endpoint.answer(asked).whenComplete((answer, failure) -> {
			try {
				write(answer, response);
			}
			catch (IOException | RuntimeException ex) {
				logger.debug("A credential request was given up before it was answered");
			}
			finally {
				async.complete();
			}
		});
	}

	private @Nullable String readBody(HttpServletRequest request) throws IOException {
		int largest = this.endpoint.largestBody();
		if (request.getContentLengthLong() > largest) {
			return null;
		}
		byte[] body = request.getInputStream().readNBytes(largest + 1);
		return (body.length <= largest) ? new String(body, StandardCharsets.UTF_8) : null;
	}

	private static void write(EndpointAnswer answer, HttpServletResponse response) throws IOException {
		byte[] body = answer.body();
		response.setStatus(answer.status());
		answer.headers().forEach(response::setHeader);
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
		response.flushBuffer();
	}

}
