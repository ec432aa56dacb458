package io.provisionhook.plugin.internal.mapping;

import java.util.LinkedHashMap;
import java.util.Map;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the members of a JSON object as text. A string is unescaped; any other value is
 * its original JSON, so that no number changes.
 *
 * @since 0.1.0
 */
public final class JsonMembers {

	private static final JsonMapper JSON = new JsonMapper();

	private static final String BYTE_ORDER_MARK = "\ufeff";

	private JsonMembers() {
	}

	/**
	 * Read the members of an object. Members that are {@code null} are left out. Of
	 * several members with one name, the last counts.
	 * @param json the JSON
	 * @return text by name, in the order of the object; empty if the JSON is no object
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
