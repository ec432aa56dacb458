package io.provisionhook.sample.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogMessage;

/**
 * Serves the repository to clients with the current token.
 */
final class GitServlet extends HttpServlet {

	private static final Log logger = LogFactory.getLog(GitServlet.class);

	private final transient ShortLivedTokens tokens;

	private final transient GitRepository repository;

	GitServlet(ShortLivedTokens tokens, GitRepository repository) {
		this.tokens = tokens;
		this.repository = repository;
	}

	@Override
	protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
		String password = password(request.getHeader("Authorization"));
		if (password == null || !this.tokens.accepts(password)) {
			if (password != null) {
				logger.warn(LogMessage.format("Refused an expired token for %s", request.getPathInfo()));
			}
			response.setHeader("WWW-Authenticate", "Basic realm=\"sample\"");
			response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
			return;
		}
		write(this.repository.answer(variables(request), request.getInputStream()), response);
	}

	private static @Nullable String password(@Nullable String header) {
		if (header == null || !header.startsWith("Basic ")) {
			return null;
		}
		try {
			String login = new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8);
			return login.substring(login.indexOf(':') + 1);
		}
		catch (IllegalArgumentException ex) {
			return "";
		}
	}

	private static Map<String, String> variables(HttpServletRequest request) {
		Map<String, String> variables = new HashMap<>();
		variables.put("REMOTE_USER", "agent");
		variables.put("REQUEST_METHOD", request.getMethod());
		variables.put("PATH_INFO", Objects.requireNonNullElse(request.getPathInfo(), "/"));
		variables.put("QUERY_STRING", Objects.requireNonNullElse(request.getQueryString(), ""));
		variables.put("CONTENT_TYPE", Objects.requireNonNullElse(request.getContentType(), ""));
		variables.put("HTTP_CONTENT_ENCODING", header(request, "Content-Encoding"));
		variables.put("GIT_PROTOCOL", header(request, "Git-Protocol"));
		if (request.getContentLengthLong() >= 0) {
			variables.put("CONTENT_LENGTH", String.valueOf(request.getContentLengthLong()));
		}
		return variables;
	}

	private static String header(HttpServletRequest request, String name) {
		return Objects.requireNonNullElse(request.getHeader(name), "");
	}

	private static void write(byte[] answer, HttpServletResponse response) throws IOException {
		String text = new String(answer, StandardCharsets.ISO_8859_1);
		int end = text.indexOf("\r\n\r\n");
		for (String line : text.substring(0, Math.max(end, 0)).lines().toList()) {
			String[] header = line.split(": ", 2);
			if ("Status".equals(header[0])) {
				response.setStatus(Integer.parseInt(header[1].substring(0, 3)));
			}
			else {
				response.addHeader(header[0], header[1]);
			}
		}
		response.getOutputStream().write(answer, end + 4, answer.length - end - 4);
	}

}
