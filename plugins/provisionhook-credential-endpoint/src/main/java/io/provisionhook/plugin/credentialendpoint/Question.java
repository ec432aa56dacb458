package io.provisionhook.plugin.credentialendpoint;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

import io.provisionhook.credential.CredentialHost;

/**
 * What a well-formed request asks for. Nothing about it has been proved.
 *
 * @param host the host
 * @param rejected whether the host did not accept the credential, which is to be
 * forgotten
 * @param digest the digest of the secret that was not accepted; empty if there is none
 */
record Question(CredentialHost host, boolean rejected, String digest) {

	private static final String HOST = "host";

	private static final String PROTOCOL = "protocol";

	private static final String ACTION = "action";

	private static final String DIGEST = "digest";

	private static final Set<String> NAMES = Set.of(HOST, PROTOCOL, ACTION, DIGEST);

	private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([^ ]+)");

	private static final int LONGEST_HEADER = EndpointRequest.LONGEST_TOKEN + 16;

	/**
	 * Check and read the head of a request.
	 * @param request the request
	 * @param largestBody the number of bytes that the body can have
	 * @return the token, empty if there is none
	 * @throws Rejection if it is malformed
	 */
	static String token(EndpointRequest request, int largestBody) throws Rejection {
		if (!"POST".equals(request.method())) {
			throw Rejection.malformed(405, "method not allowed");
		}
		requireSmall(request.authorization());
		if (request.contentLength() > largestBody) {
			throw Rejection.bodyTooLarge();
		}
		requireForm(request.contentType());
		return readToken(request.authorization());
	}

	/**
	 * Read the body of a request.
	 * @param body the body
	 * @return what it asks for
	 * @throws Rejection if it is malformed
	 */
	static Question of(String body) throws Rejection {
		Map<String, String> form = readForm(body);
		return new Question(readHost(form), isRejected(form), readDigest(form));
	}

	private static void requireSmall(List<String> authorization) throws Rejection {
		if (authorization.stream().anyMatch((header) -> header.length() > LONGEST_HEADER)) {
			throw Rejection.malformed(400, "authorization header too large");
		}
		if (authorization.size() > 1) {
			throw Rejection.malformed(400, "more than one authorization header");
		}
	}

	private static void requireForm(@Nullable String contentType) throws Rejection {
		try {
			MimeType type = MimeTypeUtils.parseMimeType((contentType != null) ? contentType : "");
			if ("application".equalsIgnoreCase(type.getType())
					&& "x-www-form-urlencoded".equalsIgnoreCase(type.getSubtype())) {
				return;
			}
		}
		catch (InvalidMimeTypeException ex) {
			// Another kind of text that is not the type of a form
		}
		throw Rejection.malformed(415, "content type is not application/x-www-form-urlencoded");
	}

	private static Map<String, String> readForm(String body) throws Rejection {
		Map<String, String> form = new HashMap<>();
		try {
			for (String parameter : body.split("&", -1)) {
				int equalsSign = parameter.indexOf('=');
				String name = decode((equalsSign >= 0) ? parameter.substring(0, equalsSign) : parameter);
				String value = (equalsSign >= 0) ? decode(parameter.substring(equalsSign + 1)) : "";
				if (form.putIfAbsent(name, value) != null && NAMES.contains(name)) {
					throw Rejection.malformed(400, "more than one " + name);
				}
			}
			return form;
		}
		catch (IllegalArgumentException ex) {
			throw Rejection.malformed(400, "body is malformed");
		}
	}

	private static CredentialHost readHost(Map<String, String> form) throws Rejection {
		String host = form.get(HOST);
		if (host == null) {
			throw Rejection.malformed(400, "host is missing");
		}
		try {
			return CredentialHost.of(form.getOrDefault(PROTOCOL, ""), host);
		}
		catch (IllegalArgumentException ex) {
			throw Rejection.malformed(400, "host is malformed");
		}
	}

	private static boolean isRejected(Map<String, String> form) throws Rejection {
		return switch (form.getOrDefault(ACTION, "get")) {
			case "get" -> false;
			case "erase" -> true;
			default -> throw Rejection.malformed(400, "action is none of get and erase");
		};
	}

	private static String readDigest(Map<String, String> form) throws Rejection {
		String digest = form.getOrDefault(DIGEST, "");
		if (!digest.isEmpty() && !RejectedSecret.isDigest(digest)) {
			throw Rejection.malformed(400, "digest is malformed");
		}
		return digest;
	}

	private static String decode(String text) {
		return URLDecoder.decode(text, StandardCharsets.UTF_8);
	}

	private static String readToken(List<String> authorization) {
		Matcher matcher = BEARER.matcher(authorization.isEmpty() ? "" : authorization.get(0));
		return matcher.matches() ? matcher.group(1) : "";
	}

	@Override
	public String toString() {
		return "Question[host=" + this.host + "]";
	}

}
