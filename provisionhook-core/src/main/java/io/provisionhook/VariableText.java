package io.provisionhook;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.PrintableText;

/**
 * What can be the text of a variable: its name, its value.
 */
final class VariableText {

	private VariableText() {
	}

	static @Nullable String problemOfName(String name) {
		if (name.isEmpty()) {
			return "has no name";
		}
		if (name.indexOf('=') >= 0) {
			return "has an equals sign in its name";
		}
		String unprintable = PrintableText.unprintableIn(name);
		if (unprintable != null) {
			return (sizeOf(name) < 0 && name.indexOf('\0') < 0) ? "has a name that can't be expressed in UTF-8"
					: "has a " + unprintable + " in its name";
		}
		if (isBlank(name.charAt(0)) || isBlank(name.charAt(name.length() - 1))) {
			return "has a blank at the beginning or end of its name";
		}
		return (name.length() > PrintableText.MAX_NAME_LENGTH)
				? "has a name of more than " + PrintableText.MAX_NAME_LENGTH + " characters" : null;
	}

	private static boolean isBlank(char c) {
		return Character.isWhitespace(c) || Character.isSpaceChar(c);
	}

	/**
	 * Return the size of a text in UTF-8.
	 * @param text the text
	 * @return the number of bytes, or -1 if it has a NUL or can't be expressed
	 */
	static int sizeOf(String text) {
		int length = text.length();
		int size = length;
		for (int i = 0; i < length; i++) {
			char c = text.charAt(i);
			if (c >= 0x80) {
				if (c < 0x800) {
					size++;
				}
				else if (!Character.isSurrogate(c)) {
					size += 2;
				}
				else if (i + 1 < length && Character.isSurrogatePair(c, text.charAt(i + 1))) {
					size += 2;
					i++;
				}
				else {
					return -1;
				}
			}
			else if (c == '\0') {
				return -1;
			}
		}
		return size;
	}

	static String problemOfValue(String value) {
		return (value.indexOf('\0') >= 0) ? "a NUL character" : "a character that can't be expressed in UTF-8";
	}

}
