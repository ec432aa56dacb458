package io.provisionhook.sample;

import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

import io.provisionhook.workspace.WorkspaceHandlerClosedException;
import io.provisionhook.workspace.WorkspaceNotFoundException;
import io.provisionhook.workspace.WorkspaceRuntimeException;
import io.provisionhook.workspace.WorkspaceStateException;

/**
 * Answers every error with a problem detail (RFC 9457). What Spring MVC itself finds
 * wrong is worded in {@code messages.properties}.
 */
@RestControllerAdvice
final class ApiExceptionHandler extends ResponseEntityExceptionHandler {

	@ExceptionHandler
	ProblemDetail handle(InvalidRequestException ex) {
		return problem(HttpStatus.BAD_REQUEST, ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail handle(WorkspaceNotFoundException ex) {
		return problem(HttpStatus.NOT_FOUND, ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail handle(WorkspaceStateException ex) {
		return problem(HttpStatus.CONFLICT, ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail handle(WorkspaceHandlerClosedException ex) {
		return problem(HttpStatus.SERVICE_UNAVAILABLE, ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail handle(RequestTooLargeException ex) {
		return problem(HttpStatus.CONTENT_TOO_LARGE, ex.getMessage());
	}

	// Logged without its cause, in which the runtime may quote a secret
	@ExceptionHandler
	ProblemDetail handle(WorkspaceRuntimeException ex) {
		this.logger.error(ex.getMessage());
		return problem(HttpStatus.INTERNAL_SERVER_ERROR, ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail handleUnexpected(Exception ex) {
		this.logger.error("Request failed", ex);
		return problem(HttpStatus.INTERNAL_SERVER_ERROR, "The log of the application says what went wrong");
	}

	private static ProblemDetail problem(HttpStatus status, @Nullable String detail) {
		return ProblemDetail.forStatusAndDetail(status, detail);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleHttpRequestMethodNotSupported(
			HttpRequestMethodNotSupportedException ex, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		ex.getBody()
			.setDetail("Method " + ex.getMethod() + " is not possible here, only "
					+ headers.getAllow().stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", ")));
		return handleExceptionInternal(ex, ex.getBody(), headers, status, request);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(HttpMessageNotReadableException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		ProblemDetail body = ProblemDetail.forStatusAndDetail(status, UnreadableBody.describe(ex.getCause()));
		return handleExceptionInternal(ex, body, headers, status, request);
	}

}
