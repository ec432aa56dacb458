package io.provisionhook.plugin.internal.mapping;

import java.util.LinkedHashMap;
import java.util.Map;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * The members of a JSON object, each as it is written: a string is what it stands for,
 * anything else is a piece of the text, so that no number changes.
 *
 * @since 0.1.0
 */
public final class JsonMembers {

	private static final JsonMapper JSON = new JsonMapper();

	private static final String BYTE_ORDER_MARK = "\ufeff";

	private JsonMembers() {
	}

	/**
	 * Return the members of an object. Those that are null are left out; of several that
	 * have one name, the last counts.
	 * @param json the text of the object
	 * @return a text for each name, in the order of the object; none if the text is no
	 * JSON object
	 */
	public static Map<String, String> of(String json) {
		String text = json.startsWith(BYTE_ORDER_MARK) ? json.substring(1) : json;
		Map<String, String> members = new LinkedHashMap<>();
		try (JsonParser parser = JSON.createParser(text)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				return Map.of();
			}
			while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
				String name = parser.currentName();
				if (parser.nextToken() == JsonToken.VALUE_NULL) {
					members.remove(name);
				}
				else {
					members.put(name, value(parser, text));
				}
			}
			return (parser.nextToken() == null) ? members : Map.of();
		}
		catch (JacksonException ex) {
			return Map.of();
		}
	}

	private static String value(JsonParser parser, String text) {
		if (parser.currentToken().isScalarValue()) {
			return parser.getString();
		}
		int start = (int) parser.currentTokenLocation().getCharOffset();
		parser.skipChildren();
		return text.substring(start, (int) parser.currentLocation().getCharOffset());
	}

}
