package io.provisionhook.plugin.credentialendpoint;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

import io.provisionhook.credential.CredentialHost;

/**
 * The query of a well-formed request, before it is authorized.
 *
 * @param host the host
 * @param rejected whether the host rejected the credential, so that the source is to
 * forget it
 * @param digest the digest of the rejected secret; empty if there is none
 */
record CredentialQuery(CredentialHost host, boolean rejected, String digest) {

	private static final String HOST = "host";

	private static final String PROTOCOL = "protocol";

	private static final String ACTION = "action";

	private static final String DIGEST = "digest";

	private static final Set<String> NAMES = Set.of(HOST, PROTOCOL, ACTION, DIGEST);

	private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([^ ]+)");

	private static final int MAX_HEADER_LENGTH = HttpRequestData.MAX_TOKEN_LENGTH + 16;

	/**
	 * Check the head of a request and read its token.
	 * @param request the head
	 * @param maxBodySize the maximum size of the body in bytes
	 * @return the token; empty if there is none
	 * @throws CredentialDeniedException if the head is malformed
	 */
	static String readToken(HttpRequestData request, int maxBodySize) throws CredentialDeniedException {
		if (!"POST".equals(request.method())) {
			throw CredentialDeniedException.malformed(405, "method not allowed");
		}
		requireSmall(request.authorization());
		if (request.contentLength() > maxBodySize) {
			throw CredentialDeniedException.bodyTooLarge();
		}
		requireForm(request.contentType());
		return bearerToken(request.authorization());
	}

	/**
	 * Read the body of a request.
	 * @param body the body
	 * @return the query
	 * @throws CredentialDeniedException if the body is malformed
	 */
	static CredentialQuery of(String body) throws CredentialDeniedException {
		Map<String, String> form = readForm(body);
		return new CredentialQuery(readHost(form), isRejected(form), readDigest(form));
	}

	private static void requireSmall(List<String> authorization) throws CredentialDeniedException {
		if (authorization.stream().anyMatch((header) -> header.length() > MAX_HEADER_LENGTH)) {
			throw CredentialDeniedException.malformed(400, "authorization header too large");
		}
		if (authorization.size() > 1) {
			throw CredentialDeniedException.malformed(400, "more than one authorization header");
		}
	}

	private static void requireForm(@Nullable String contentType) throws CredentialDeniedException {
		try {
			MimeType type = MimeTypeUtils.parseMimeType((contentType != null) ? contentType : "");
			if ("application".equalsIgnoreCase(type.getType())
					&& "x-www-form-urlencoded".equalsIgnoreCase(type.getSubtype())) {
				return;
			}
		}
		catch (InvalidMimeTypeException ex) {
			// Not the type of a form either
		}
		throw CredentialDeniedException.malformed(415, "content type is not application/x-www-form-urlencoded");
	}

	private static Map<String, String> readForm(String body) throws CredentialDeniedException {
		Map<String, String> form = new HashMap<>();
		try {
			for (String parameter : body.split("&", -1)) {
				int equalsSign = parameter.indexOf('=');
				String name = decode((equalsSign >= 0) ? parameter.substring(0, equalsSign) : parameter);
				String value = (equalsSign >= 0) ? decode(parameter.substring(equalsSign + 1)) : "";
				if (form.putIfAbsent(name, value) != null && NAMES.contains(name)) {
					throw CredentialDeniedException.malformed(400, "more than one " + name);
				}
			}
			return form;
		}
		catch (IllegalArgumentException ex) {
			throw CredentialDeniedException.malformed(400, "body is malformed");
		}
	}

	private static CredentialHost readHost(Map<String, String> form) throws CredentialDeniedException {
		String host = form.get(HOST);
		if (host == null) {
			throw CredentialDeniedException.malformed(400, "host is missing");
		}
		try {
			return CredentialHost.of(form.getOrDefault(PROTOCOL, ""), host);
		}
		catch (IllegalArgumentException ex) {
			throw CredentialDeniedException.malformed(400, "host is malformed");
		}
	}

	private static boolean isRejected(Map<String, String> form) throws CredentialDeniedException {
		return switch (form.getOrDefault(ACTION, "get")) {
			case "get" -> false;
			case "erase" -> true;
			default -> throw CredentialDeniedException.malformed(400, "action is none of get and erase");
		};
	}

	private static String readDigest(Map<String, String> form) throws CredentialDeniedException {
		String digest = form.getOrDefault(DIGEST, "");
		if (!digest.isEmpty() && !RejectedSecret.isDigest(digest)) {
			throw CredentialDeniedException.malformed(400, "digest is malformed");
		}
		return digest;
	}

	private static String decode(String text) {
		return URLDecoder.decode(text, StandardCharsets.UTF_8);
	}

	private static String bearerToken(List<String> authorization) {
		Matcher matcher = BEARER.matcher(authorization.isEmpty() ? "" : authorization.get(0));
		return matcher.matches() ? matcher.group(1) : "";
	}

	@Override
	public String toString() {
		return "CredentialQuery[host=" + this.host + "]";
	}

	/**
	 * Matches a secret that a host rejected, by the digest that the workspace sends of
	 * it. The digest is the output of {@code git hash-object --stdin} for the token of
	 * the workspace, a line feed and the secret, since each workspace that sends one has
	 * git. Without the token, the digest reveals nothing about the secret; with it, a
	 * client can ask for the secret itself. Immutable.
	 *
	 * @param token the token of the workspace
	 * @param digest the digest
	 */
	record RejectedSecret(String token, String digest) implements Predicate<String> {

		// Repositories of git have one of two formats
		private static final Pattern SHA_1 = Pattern.compile("[0-9a-f]{40}");

		private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

		static boolean isDigest(String text) {
			return SHA_1.matcher(text).matches() || SHA_256.matcher(text).matches();
		}

		@Override
		public boolean test(String secret) {
			byte[] content = (this.token + "\n" + secret).getBytes(StandardCharsets.UTF_8);
			try {
				MessageDigest algorithm = MessageDigest
					.getInstance(SHA_1.matcher(this.digest).matches() ? "SHA-1" : "SHA-256");
				algorithm.update(("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
				return MessageDigest.isEqual(algorithm.digest(content), HexFormat.of().parseHex(this.digest));
			}
			catch (NoSuchAlgorithmException ex) {
				throw new IllegalStateException("Each Java has SHA-1 and SHA-256", ex);
			}
		}

		@Override
		public String toString() {
			return "RejectedSecret[]";
		}

	}

}
