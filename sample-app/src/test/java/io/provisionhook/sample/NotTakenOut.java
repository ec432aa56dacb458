package io.provisionhook.sample;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What may be left of a secret, all of it documented.
 */
enum NotTakenOut {

	/**
	 * So few characters turn up in words that mean something else.
	 */
	SECRET_OF_FIVE_CHARACTERS,

	/**
	 * A piece of a longer secret, for the same reason.
	 */
	SEVEN_CHARACTERS,

	/**
	 * Most secrets are worth nothing in other case.
	 */
	OTHER_CASE,

	/**
	 * A program that hides a secret on purpose has more ways than anybody can look for.
	 */
	REVERSED,

	/**
	 * Another of these ways.
	 */
	SPACED,

	/**
	 * An encoding on top of another one is undone only where base64 is the inner one.
	 */
	ENCODED_TWICE,

	/**
	 * A dump of words, with their bytes in the order of the processor.
	 */
	SWAPPED_BYTES,

	/**
	 * A dump in another notation than hexadecimal.
	 */
	DECIMAL_BYTES;

	/**
	 * A secret with few characters.
	 */
	static final String SHORT_SECRET = "Jw7#k";

	/**
	 * The one secret that is printed in these ways.
	 */
	static final String SECRET = "nt-Xk8wQz5vRm3t";

	/**
	 * Return the line that a workspace prints.
	 * @return the name of this and the secret in this form
	 */
	String text() {
		return name() + " " + form();
	}

	private String form() {
		return switch (this) {
			case SECRET_OF_FIVE_CHARACTERS -> SHORT_SECRET;
			case SEVEN_CHARACTERS -> SECRET.substring(5, 12);
			case OTHER_CASE -> SECRET.toUpperCase(Locale.ROOT);
			case REVERSED -> new StringBuilder(SECRET).reverse().toString();
			case SPACED -> String.join(" ", SECRET.split(""));
			case ENCODED_TWICE -> base64(base64(SECRET));
			case SWAPPED_BYTES ->
				HexFormat.of().formatHex(SECRET.replaceAll("(.)(.)", "$2$1").getBytes(StandardCharsets.UTF_8));
			case DECIMAL_BYTES -> SECRET.chars().mapToObj(Integer::toString).collect(Collectors.joining(", "));
		};
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

}
