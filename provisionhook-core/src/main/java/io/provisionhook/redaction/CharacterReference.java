package io.provisionhook.redaction;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Characters that are written as HTML and XML refer to them: by number, or by name if
 * they mean something there.
 */
final class CharacterReference {

	private static final Pattern NUMBER = Pattern.compile("&#(?:0{0,6}(\\d{1,7})|[xX]0{0,6}([0-9a-fA-F]{1,6}));");

	private static final Map<String, Character> NAMES = Map.of("&quot;", '"', "&apos;", '\'', "&amp;", '&', "&lt;", '<',
			"&gt;", '>', "&nbsp;", '\u00A0');

	private CharacterReference() {
	}

	/**
	 * Read a character.
	 * @param text the text
	 * @param at where the ampersand is
	 * @return the {@link Unit}, the ampersand itself if it refers to nothing
	 */
	static long unit(String text, int at) {
		for (Map.Entry<String, Character> name : NAMES.entrySet()) {
			if (text.startsWith(name.getKey(), at)) {
				return Unit.of(name.getValue(), at + name.getKey().length());
			}
		}
		Matcher number = NUMBER.matcher(text).region(at, Math.min(text.length(), at + 18));
		if (number.lookingAt()) {
			int codePoint = (number.group(1) != null) ? Integer.parseInt(number.group(1))
					: Integer.parseInt(number.group(2), 16);
			if (Character.isValidCodePoint(codePoint)) {
				return Unit.of(codePoint, number.end());
			}
		}
		return Unit.of('&', at + 1);
	}

}
