package io.provisionhook.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What a text from outside has to be like to be shown in a line of a log, a message or a
 * table: a name, an id, a label. It has no control characters, no other separators of
 * lines, no format characters, which are invisible or change the direction of what is
 * around them, and no half of a surrogate pair, which no charset can express. Characters
 * for private use and those that are not assigned yet are allowed: they hide nothing, and
 * the latter differ from JDK to JDK. Letters that look alike are not told apart.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class PrintableText {

	/**
	 * The number of characters, as {@link String#length()} counts them, that a name may
	 * have: that of a workspace, a mutator, a variable, a tenant, a role, a template or a
	 * label, and an id.
	 */
	public static final int MAX_NAME_LENGTH = 255;

	private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cf}\\p{Cs}]");

	private PrintableText() {
	}

	/**
	 * Refuse a text that can't be shown.
	 * @param subject what it is, for the message: {@code 'name'}
	 * @param text the text
	 * @param maxLength the number of characters that it may have
	 * @throws IllegalArgumentException if it can't be shown, or is longer. The message
	 * has nothing of the text
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
	 * Return a name or an id as it can be shown, whatever is in it.
	 * @param text the name
	 * @return the name as {@link #of(String, int)} returns it, with up to
	 * {@value #MAX_NAME_LENGTH} characters
	 */
	public static String of(String text) {
		return of(text, MAX_NAME_LENGTH);
	}

	/**
	 * Return a text as it can be shown, whatever is in it.
	 * @param text the text
	 * @param maxLength the number of characters of it to show
	 * @return the text with a question mark for each character that can't be shown, and
	 * with {@code ...} instead of what is too much
	 */
	public static String of(String text, int maxLength) {
		String shown = (text.length() > maxLength) ? text.substring(0, maxLength) : text;
		String rest = (text.length() > maxLength) ? "..." : "";
		return UNPRINTABLE.matcher(shown).replaceAll("?") + rest;
	}

	/**
	 * Return the name of a class as messages have it, which asks no plugin's code.
	 * @param type the class
	 * @return its name without package and enclosing class
	 */
	public static String nameOf(Class<?> type) {
		String generated = type.getName();
		// That of a lambda or a proxy ends in what nobody has written
		int end = generated.indexOf("$$");
		String name = (end > 0) ? generated.substring(0, end) : generated;
		int start = name.lastIndexOf('.') + 1;
		int nested = name.lastIndexOf('$') + 1;
		boolean named = nested > start && nested < name.length() && !Character.isDigit(name.charAt(nested));
		return of(name.substring(named ? nested : start));
	}

	/**
	 * Return what keeps a text from being shown.
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
