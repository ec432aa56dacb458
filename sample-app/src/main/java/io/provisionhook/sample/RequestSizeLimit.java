package io.provisionhook.sample;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;

import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/**
 * Refuses a body that is too large before anybody parses it, whether or not the client
 * said how large it is.
 */
@ControllerAdvice
final class RequestSizeLimit extends RequestBodyAdviceAdapter {

	private final int limit;

	RequestSizeLimit(SampleProperties properties) {
		this.limit = Math.toIntExact(properties.maxRequestSize().toBytes());
	}

	@Override
	public boolean supports(MethodParameter parameter, Type targetType,
			Class<? extends HttpMessageConverter<?>> converterType) {
		return true;
	}

	@Override
	public HttpInputMessage beforeBodyRead(HttpInputMessage message, MethodParameter parameter, Type targetType,
			Class<? extends HttpMessageConverter<?>> converterType) throws IOException {
		if (message.getHeaders().getContentLength() > this.limit) {
			throw new RequestTooLargeException(this.limit);
		}
		byte[] body = message.getBody().readNBytes(this.limit);
		if (message.getBody().read() >= 0) {
			throw new RequestTooLargeException(this.limit);
		}
		return new BufferedMessage(message.getHeaders(), new ByteArrayInputStream(body));
	}

	/**
	 * A message whose body has been read already.
	 *
	 * @param headers the headers as they came
	 * @param body the body
	 */
	private record BufferedMessage(HttpHeaders headers, InputStream body) implements HttpInputMessage {

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

		@Override
		public InputStream getBody() {
			return this.body;
		}

	}

}
