package io.provisionhook.store.jdbc;

import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Text in a form that every database keeps. What PostgreSQL refuses, NUL, and what no
 * charset has, half of a surrogate pair, is escaped as Java does it, and so is a
 * backslash that looks like the beginning of that. Other text stays as it is.
 */
final class StorableText {

	private static final Pattern TO_ESCAPE = Pattern.compile("\\x00|\\p{Cs}|\\\\(?=u[0-9a-f]{4})");

	private static final Pattern ESCAPED = Pattern.compile("\\\\u([0-9a-f]{4})");

	private StorableText() {
	}

	static @Nullable String of(@Nullable String text) {
		return (text != null)
				? TO_ESCAPE.matcher(text)
					.replaceAll((found) -> String.format(Locale.ROOT, "\\\\u%04x", (int) found.group().charAt(0)))
				: null;
	}

	static @Nullable String textOf(@Nullable String stored) {
		return (stored != null) ? ESCAPED.matcher(stored).replaceAll((found) -> character(found.group(1))) : null;
	}

	private static String character(String digits) {
		char character = (char) Integer.parseInt(digits, 16);
		return (character != '\\') ? String.valueOf(character) : "\\\\";
	}

}
