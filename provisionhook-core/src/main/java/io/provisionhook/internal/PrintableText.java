package io.provisionhook.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Checks and cleans text from outside, such as a name, an id or a label, before it is
 * shown in a line of a log, a message or a table. Printable text has no control
 * characters, line separators or paragraph separators, no format characters, which are
 * invisible or change the direction of text, and no unpaired surrogates, which no charset
 * can encode. Private use and unassigned characters are allowed: they hide nothing, and
 * the latter differ between JDKs. Characters that look alike are not detected.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class PrintableText {

	/**
	 * Maximum length, by {@link String#length()}, of an id and of the name of a
	 * workspace, mutator, variable, tenant, role, template or label.
	 */
	public static final int MAX_NAME_LENGTH = 255;

	private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cf}\\p{Cs}]");

	private PrintableText() {
	}

	/**
	 * Refuse a text that is not printable or too long.
	 * @param subject the subject of the message, such as {@code 'name'}
	 * @param text the text
	 * @param maxLength maximum number of characters
	 * @throws IllegalArgumentException if the text is not printable or too long. The
	 * message contains no part of the text
	 */
	public static void require(String subject, String text, int maxLength) {
		if (text.length() > maxLength) {
			throw new IllegalArgumentException(subject + " must not be longer than " + maxLength + " characters");
		}
		String found = unprintableIn(text);
		if (found != null) {
			throw new IllegalArgumentException(subject + " must not contain " + found + "s");
		}
	}

	/**
	 * Make a name or an id printable.
	 * @param text the name
	 * @return the name as {@link #of(String, int)} returns it, with up to
	 * {@value #MAX_NAME_LENGTH} characters
	 */
	public static String of(String text) {
		return of(text, MAX_NAME_LENGTH);
	}

	/**
	 * Make a text printable.
	 * @param text the text
	 * @param maxLength maximum number of characters to keep
	 * @return the text with a question mark for each character that is not printable, and
	 * with {@code ...} in place of the rest if it is longer
	 */
	public static String of(String text, int maxLength) {
		String shown = (text.length() > maxLength) ? text.substring(0, maxLength) : text;
		String rest = (text.length() > maxLength) ? "..." : "";
		return UNPRINTABLE.matcher(shown).replaceAll("?") + rest;
	}

	/**
	 * Return the name of a class for messages, without calling code of a plugin.
	 * @param type the class
	 * @return its name without package and enclosing class
	 */
	public static String nameOf(Class<?> type) {
		String generated = type.getName();
		// The name of a lambda or a proxy has a generated suffix
		int end = generated.indexOf("$$");
		String name = (end > 0) ? generated.substring(0, end) : generated;
		int start = name.lastIndexOf('.') + 1;
		int nested = name.lastIndexOf('$') + 1;
		boolean named = nested > start && nested < name.length() && !Character.isDigit(name.charAt(nested));
		return of(name.substring(named ? nested : start));
	}

	/**
	 * Find a character that is not printable.
	 * @param text the text
	 * @return the kind of the first such character; {@code null} if there is none
	 */
	public static @Nullable String unprintableIn(String text) {
		Matcher matcher = UNPRINTABLE.matcher(text);
		if (!matcher.find()) {
			return null;
		}
		return switch (Character.getType(text.codePointAt(matcher.start()))) {
			case Character.FORMAT -> "format character";
			case Character.SURROGATE -> "unpaired surrogate";
			default -> "control character";
		};
	}

}
