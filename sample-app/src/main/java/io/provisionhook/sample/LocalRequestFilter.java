package io.provisionhook.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Keeps web pages of others out of an application that trusts everybody who can reach it:
 * a page that a browser of this machine shows can send requests to it, or have its own
 * name resolved to this machine and read the answers. So a request has to be for a name
 * of this machine, and not be sent by a page of another origin.
 * <p>
 * Workspaces request credentials under the name that containers have for this machine.
 * They may, since that is answered only to those who have a token.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class LocalRequestFilter extends OncePerRequestFilter {

	private static final Pattern HOST = Pattern.compile("([^:\\[\\]]*|\\[[0-9a-f:.]+])(?::\\d{0,5})?");

	private static final Pattern LOOPBACK = Pattern.compile("localhost|127(?:\\.(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");

	private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

	private final Set<String> allowedHosts;

	private final String credentialPath;

	private final HandlerExceptionResolver exceptionResolver;

	LocalRequestFilter(SampleProperties properties,
			@Value("${provisionhook.credential-endpoint.path:/provisionhook/credentials}") String credentialPath,
			@Qualifier("handlerExceptionResolver") HandlerExceptionResolver exceptionResolver) {
		this.allowedHosts = properties.allowedHosts()
			.stream()
			.map((host) -> host.toLowerCase(Locale.ROOT))
			.collect(Collectors.toUnmodifiableSet());
		this.credentialPath = credentialPath;
		this.exceptionResolver = exceptionResolver;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (!isForThisMachine(request) && !isForCredentials(request)) {
			refuse(request, response, "The host of the request must be localhost, or one of sample.allowed-hosts");
		}
		else if (!isOfOwnOrigin(request)) {
			refuse(request, response, "The request must not be sent by a page of another origin");
		}
		else {
			chain.doFilter(request, response);
		}
	}

	private void refuse(HttpServletRequest request, HttpServletResponse response, String detail) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.FORBIDDEN, detail);
		this.exceptionResolver.resolveException(request, response, null,
				new ErrorResponseException(HttpStatus.FORBIDDEN, problem, null));
	}

	private boolean isForThisMachine(HttpServletRequest request) {
		List<String> hosts = headers(request, HttpHeaders.HOST);
		Matcher host = HOST.matcher((hosts.size() == 1) ? hosts.get(0) : "");
		return host.matches() && (isLoopback(host.group(1)) || this.allowedHosts.contains(host.group(1)));
	}

	private static boolean isLoopback(String host) {
		if (!host.startsWith("[")) {
			return LOOPBACK.matcher(host).matches();
		}
		try {
			// An address in brackets is not looked up
			return InetAddress.getByName(host).isLoopbackAddress();
		}
		catch (IOException ex) {
			return false;
		}
	}

	// What the servlet is mapped to exactly, so that no other one can be meant
	private boolean isForCredentials(HttpServletRequest request) {
		return request.getServletPath().equals(this.credentialPath) && request.getPathInfo() == null;
	}

	private static boolean isOfOwnOrigin(HttpServletRequest request) {
		String own = request.getScheme() + "://" + request.getHeader(HttpHeaders.HOST);
		return headers(request, HttpHeaders.ORIGIN).stream().allMatch(own::equalsIgnoreCase)
				&& OWN_SITES.containsAll(headers(request, "Sec-Fetch-Site"));
	}

	private static List<String> headers(HttpServletRequest request, String name) {
		return Collections.list(request.getHeaders(name))
			.stream()
			.map((value) -> value.toLowerCase(Locale.ROOT))
			.toList();
	}

}
