package io.provisionhook.redaction;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Character references of HTML and XML: by number, or by name for characters of markup
 * and letters of Western Europe.
 */
final class HtmlEntity {

	private static final Pattern REFERENCE = Pattern
		.compile("&(?:#(?:0{0,6}(\\d{1,7})|[xX]0{0,6}([0-9a-fA-F]{1,6}))|([A-Za-z]{2,6}\\d{0,2}));?+");

	private static final int LONGEST = 18;

	/**
	 * From U+00A0 on.
	 */
	private static final String LATIN_1 = """
			nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn \
			sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave \
			Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml \
			ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN \
			szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute \
			icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml \
			yacute thorn yuml\
			""";

	private static final Map<String, Integer> NAMES = names();

	private HtmlEntity() {
	}

	/**
	 * Decode a character.
	 * @param text the text
	 * @param at the index of the ampersand
	 * @return a {@link DecodedChar}, that of the ampersand itself if it is no reference
	 */
	static long decode(String text, int at) {
		Matcher reference = REFERENCE.matcher(text).region(at, Math.min(text.length(), at + LONGEST));
		if (reference.lookingAt()) {
			int codePoint = codePoint(reference);
			if (Character.isValidCodePoint(codePoint)) {
				return DecodedChar.of(codePoint, reference.end());
			}
		}
		return DecodedChar.of('&', at + 1);
	}

	private static int codePoint(Matcher reference) {
		if (reference.group(1) != null) {
			return Integer.parseInt(reference.group(1));
		}
		return (reference.group(2) != null) ? Integer.parseInt(reference.group(2), 16)
				: NAMES.getOrDefault(reference.group(3), -1);
	}

	private static Map<String, Integer> names() {
		Map<String, Integer> names = new HashMap<>(
				Map.of("quot", (int) '"', "apos", (int) '\'', "amp", (int) '&', "lt", (int) '<', "gt", (int) '>'));
		int codePoint = 0xA0;
		for (String name : LATIN_1.split(" ", -1)) {
			names.put(name, codePoint++);
		}
		return Map.copyOf(names);
	}

}
