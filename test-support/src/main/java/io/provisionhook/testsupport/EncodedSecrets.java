package io.provisionhook.testsupport;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * What programs make of a secret, each by its own code and not by that of the redactor.
 */
public final class EncodedSecrets {

	/**
	 * The ways to encode a secret, by name.
	 */
	public static final Map<String, UnaryOperator<String>> ENCODERS = encoders();

	private EncodedSecrets() {
	}

	private static Map<String, UnaryOperator<String>> encoders() {
		Map<String, UnaryOperator<String>> encoders = new LinkedHashMap<>();
		encoders.put("literal", (secret) -> secret);
		encoders.put("base64", (secret) -> base64(Base64.getEncoder(), secret));
		encoders.put("unpadded base64", (secret) -> base64(Base64.getEncoder().withoutPadding(), secret));
		encoders.put("URL-safe base64", (secret) -> base64(Base64.getUrlEncoder(), secret));
		encoders.put("MIME base64", (secret) -> base64(Base64.getMimeEncoder(), secret));
		encoders.put("form", (secret) -> URLEncoder.encode(secret, StandardCharsets.UTF_8));
		encoders.put("URL", (secret) -> URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"));
		encoders.put("lower-case URL", EncodedSecrets::lowerCaseUrl);
		encoders.put("JSON", (secret) -> mapped(secret, (c) -> json(c, "/")));
		encoders.put("JSON with slashes", (secret) -> mapped(secret, (c) -> json(c, "\\/")));
		encoders.put("ASCII JSON", (secret) -> mapped(secret, EncodedSecrets::asciiJson));
		encoders.put("single quotes", (secret) -> secret.replace("'", "'\\''"));
		encoders.put("Python's shlex", (secret) -> secret.replace("'", "'\"'\"'"));
		encoders.put("double quotes", (secret) -> secret.replaceAll("[\"\\\\$`]", "\\\\$0"));
		encoders.put("backslashes", (secret) -> secret.replaceAll("[^\\p{L}\\p{N}\\p{Cc}]", "\\\\$0"));
		encoders.put("ANSI-C quotes", (secret) -> mapped(secret, EncodedSecrets::ansiC));
		encoders.put("hexadecimal", (secret) -> dump(secret, ""));
		encoders.put("hexadecimal with blanks", (secret) -> dump(secret, " "));
		encoders.put("hexadecimal with colons", (secret) -> dump(secret, ":"));
		encoders.put("bytes", (secret) -> "0x" + dump(secret, ", 0x"));
		encoders.put("HTML", (secret) -> mapped(secret, EncodedSecrets::html));
		encoders.put("XML", (secret) -> mapped(secret, (c) -> (c < 0x80) ? html(c) : "&#" + c + ";"));
		encoders.put("indented base64", EncodedSecrets::indentedBase64);
		return encoders;
	}

	private static String dump(String secret, String delimiter) {
		return HexFormat.ofDelimiter(delimiter).formatHex(secret.getBytes(StandardCharsets.UTF_8));
	}

	private static String html(int c) {
		int known = "\"'&<>".indexOf(c);
		return (known >= 0) ? List.of("&quot;", "&#39;", "&amp;", "&lt;", "&gt;").get(known) : Character.toString(c);
	}

	private static String indentedBase64(String secret) {
		return base64(Base64.getEncoder(), secret).replaceAll("(.{20})(?=.)", "$1\n      ");
	}

	/**
	 * Encode a secret in every way.
	 * @param secret the secret
	 * @return its different forms
	 */
	public static Collection<String> of(String secret) {
		return ENCODERS.values().stream().map((encoder) -> encoder.apply(secret)).distinct().toList();
	}

	/**
	 * Encode a text.
	 * @param encoder what encodes it
	 * @param text the text
	 * @return the text in base64
	 */
	public static String base64(Base64.Encoder encoder, String text) {
		return encoder.encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Encode all that comes with a secret too, and cut off what depends on the rest.
	 * @param before what comes before the secret
	 * @param secret the secret
	 * @param after what comes after it
	 * @return those characters that depend on the secret alone
	 */
	public static String insideBase64(String before, String secret, String after) {
		int start = before.getBytes(StandardCharsets.UTF_8).length * 8;
		int end = start + secret.getBytes(StandardCharsets.UTF_8).length * 8;
		return base64(Base64.getEncoder(), before + secret + after).substring((start + 5) / 6, end / 6);
	}

	private static String lowerCaseUrl(String secret) {
		return mapped(secret, (c) -> {
			String encoded = URLEncoder.encode(Character.toString(c), StandardCharsets.UTF_8);
			return encoded.startsWith("%") ? encoded.toLowerCase(Locale.ROOT) : encoded;
		});
	}

	private static String mapped(String secret, IntFunction<String> encoder) {
		return secret.codePoints().mapToObj(encoder).reduce("", String::concat);
	}

	private static String json(int c, String slash) {
		int known = "\"\\\b\f\n\r\t".indexOf(c);
		if (known >= 0) {
			return List.of("\\\"", "\\\\", "\\b", "\\f", "\\n", "\\r", "\\t").get(known);
		}
		if (c == '/') {
			return slash;
		}
		return (c < ' ') ? String.format("\\u%04x", c) : Character.toString(c);
	}

	private static String asciiJson(int c) {
		if (c < 0x80 && "<>&='".indexOf(c) < 0) {
			return json(c, "/");
		}
		StringBuilder escaped = new StringBuilder();
		for (char unit : Character.toChars(c)) {
			escaped.append(String.format("\\u%04X", (int) unit));
		}
		return escaped.toString();
	}

	private static String ansiC(int c) {
		if (c >= ' ' && c < 0x7F) {
			return (c == '\'' || c == '\\') ? "\\" + (char) c : Character.toString(c);
		}
		StringBuilder escaped = new StringBuilder();
		for (byte octet : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
			escaped.append(String.format("\\%03o", octet & 0xFF));
		}
		return escaped.toString();
	}

}
