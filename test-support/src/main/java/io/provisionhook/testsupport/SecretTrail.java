package io.provisionhook.testsupport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Finds each stretch of eight characters of a secret in a text, as it stands and after
 * what an encoder did is undone. It does without anything of what takes secrets out, so
 * that both can't be wrong in the same way. Immutable.
 */
public final class SecretTrail {

	/**
	 * The number of characters that give a secret away. A shorter secret has to be there
	 * as a whole.
	 */
	public static final int STRETCH = 8;

	private final Map<String, String> secretsByStretch = new HashMap<>();

	private final Map<Integer, BitSet> hashesByLength = new HashMap<>();

	/**
	 * Create a trail.
	 * @param partsBySecret what nobody may see, by the name of the secret
	 */
	public SecretTrail(Map<String, ? extends Collection<String>> partsBySecret) {
		partsBySecret.forEach((secret, parts) -> parts.forEach((part) -> add(secret, part)));
	}

	/**
	 * Create a trail of secrets of all shapes.
	 * @param secrets the secrets
	 * @return the trail, in which they have their own names
	 */
	public static SecretTrail of(Collection<SecretShape> secrets) {
		return new SecretTrail(secrets.stream().collect(Collectors.toMap(SecretShape::name, SecretShape::parts)));
	}

	private void add(String secret, String part) {
		int length = Math.min(part.length(), STRETCH);
		for (int start = 0; start + length <= part.length(); start++) {
			String stretch = part.substring(start, start + length);
			this.secretsByStretch.put(stretch, secret);
			this.hashesByLength.computeIfAbsent(length, (key) -> new BitSet()).set(index(stretch.hashCode()));
		}
	}

	/**
	 * Find out what a text gives away.
	 * @param text any text
	 * @return what was found, each stretch once
	 */
	public Set<Finding> findIn(String text) {
		Set<Finding> findings = new LinkedHashSet<>();
		for (Reading reading : Reading.values()) {
			String read = reading.read(text);
			this.hashesByLength.forEach((length, hashes) -> find(read, reading, length, hashes, findings));
		}
		return findings;
	}

	// The hash of a string is a polynomial, so that of the next stretch follows from it
	private void find(String text, Reading reading, int length, BitSet hashes, Set<Finding> findings) {
		int highest = IntStream.range(0, length).reduce(1, (power, i) -> power * 31);
		int hash = 0;
		for (int at = 0; at < text.length(); at++) {
			hash = hash * 31 + text.charAt(at) - ((at >= length) ? highest * text.charAt(at - length) : 0);
			if (at >= length - 1 && hashes.get(index(hash))) {
				String stretch = text.substring(at - length + 1, at + 1);
				String secret = this.secretsByStretch.get(stretch);
				if (secret != null) {
					findings.add(new Finding(secret, reading, stretch));
				}
			}
		}
	}

	private static int index(int hash) {
		return (hash ^ (hash >>> 15)) & 0xFFFFF;
	}

	/**
	 * What a text gives away of a secret.
	 *
	 * @param secret the name of the secret
	 * @param reading how the text has to be read
	 * @param stretch some characters of the secret
	 */
	public record Finding(String secret, Reading reading, String stretch) {
	}

	/**
	 * A way to read a text.
	 */
	public enum Reading {

		/**
		 * As it stands.
		 */
		PLAIN,

		/**
		 * Without line breaks and the indentation behind them.
		 */
		UNWRAPPED,

		/**
		 * From a URL.
		 */
		URL,

		/**
		 * From a form.
		 */
		FORM,

		/**
		 * From JSON and source code.
		 */
		BACKSLASHES,

		/**
		 * From {@code $'...'}.
		 */
		OCTAL,

		/**
		 * From HTML and XML.
		 */
		MARKUP,

		/**
		 * From a shell's or YAML's quotes.
		 */
		QUOTES,

		/**
		 * From base64, wherever that begins.
		 */
		BASE64,

		/**
		 * From a dump.
		 */
		HEXADECIMAL;

		private static final Pattern LINE_END = Pattern.compile("\\R[ \\t]*+");

		private static final Pattern UNICODE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");

		private static final Pattern REFERENCE = Pattern
			.compile("&(?:#(\\d{1,6})|#[xX]([0-9a-fA-F]{1,5})|(\\w{2,4}));");

		private static final Map<String, String> NAMES = Map.of("quot", "\"", "apos", "'", "amp", "&", "lt", "<", "gt",
				">");

		private static final Pattern BASE64_DIGITS = Pattern.compile("[A-Za-z0-9+/]{8,}+");

		private static final Pattern BYTES = Pattern.compile("[0-9a-fA-F][0-9a-fA-F,:\\-\\s]{10,}+");

		private String read(String text) {
			return switch (this) {
				case PLAIN -> text;
				case UNWRAPPED -> unwrap(text);
				case URL -> decodeBytes(text, "%", 16);
				case FORM -> text.contains("+") ? decodeBytes(text.replace('+', ' '), "%", 16) : "";
				case BACKSLASHES -> withoutBackslashes(text);
				case OCTAL -> decodeBytes(text, "\\", 8);
				case MARKUP -> withoutReferences(text);
				case QUOTES -> text.replace("'\\''", "'").replace("'\"'\"'", "'").replace("''", "'");
				case BASE64 -> decodeBase64(text) + decodeBase64(unwrap(text));
				case HEXADECIMAL -> decodeDump(text);
			};
		}

		private static String unwrap(String text) {
			return LINE_END.matcher(text).replaceAll("");
		}

		private static String decodeBytes(String text, String prefix, int radix) {
			if (!text.contains(prefix)) {
				return "";
			}
			int digits = (radix == 8) ? 3 : 2;
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			int at = 0;
			while (at < text.length()) {
				int next = text.indexOf(prefix, at);
				if (next < 0) {
					next = text.length();
				}
				bytes.writeBytes(text.substring(at, next).getBytes(StandardCharsets.UTF_8));
				at = next;
				if (at < text.length()) {
					int end = at + prefix.length() + digits;
					int value = (end <= text.length()) ? parse(text.substring(at + prefix.length(), end), radix) : -1;
					bytes.write((value >= 0) ? value : prefix.charAt(0));
					at += (value >= 0) ? prefix.length() + digits : 1;
				}
			}
			return bytes.toString(StandardCharsets.UTF_8);
		}

		private static int parse(String digits, int radix) {
			boolean valid = digits.chars().allMatch((digit) -> digit < 0x80 && Character.digit(digit, radix) >= 0);
			return valid ? Integer.parseInt(digits, radix) & 0xFF : -1;
		}

		private static String withoutBackslashes(String text) {
			if (!text.contains("\\")) {
				return "";
			}
			String unicode = UNICODE.matcher(text)
				.replaceAll((unit) -> Matcher
					.quoteReplacement(Character.toString((char) Integer.parseInt(unit.group(1), 16))));
			StringBuilder result = new StringBuilder();
			for (int at = 0; at < unicode.length(); at++) {
				char character = unicode.charAt(at);
				if (character == '\\' && at + 1 < unicode.length()) {
					char next = unicode.charAt(++at);
					int known = "nrtbf".indexOf(next);
					result.append((known >= 0) ? "\n\r\t\b\f".charAt(known) : next);
				}
				else {
					result.append(character);
				}
			}
			return result.toString();
		}

		private static String withoutReferences(String text) {
			return REFERENCE.matcher(text).replaceAll((reference) -> {
				String name = reference.group(3);
				if (name != null) {
					return Matcher.quoteReplacement(NAMES.getOrDefault(name, reference.group()));
				}
				int codePoint = (reference.group(1) != null) ? Integer.parseInt(reference.group(1))
						: Integer.parseInt(reference.group(2), 16);
				return Matcher.quoteReplacement(Character.toString(codePoint));
			});
		}

		private static String decodeBase64(String text) {
			StringBuilder decoded = new StringBuilder();
			Matcher run = BASE64_DIGITS.matcher(text.replace('-', '+').replace('_', '/'));
			while (run.find()) {
				for (int start = run.start(); start < run.start() + 4; start++) {
					int length = run.end() - start - (((run.end() - start) % 4 == 1) ? 1 : 0);
					byte[] bytes = Base64.getDecoder()
						.decode(run.group().substring(start - run.start(), start - run.start() + length));
					decoded.append(new String(bytes, StandardCharsets.UTF_8)).append('\n');
				}
			}
			return decoded.toString();
		}

		private static String decodeDump(String text) {
			StringBuilder decoded = new StringBuilder();
			Matcher run = BYTES.matcher(text.replace("0x", " "));
			while (run.find()) {
				String digits = run.group().replaceAll("[^0-9a-fA-F]", "");
				for (int start = 0; start < 2; start++) {
					int length = (digits.length() - start) / 2 * 2;
					byte[] bytes = HexFormat.of().parseHex(digits, start, start + length);
					decoded.append(new String(bytes, StandardCharsets.UTF_8)).append('\n');
				}
			}
			return decoded.toString();
		}

	}

}
