package io.provisionhook.integration.docs;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The configuration metadata of all modules.
 */
public final class ConfigurationMetadata {

	private ConfigurationMetadata() {
	}

	/**
	 * Read the properties of all modules.
	 * @return the properties by name
	 * @throws IOException if that fails
	 */
	public static Map<String, Property> properties() throws IOException {
		Map<String, Property> properties = new TreeMap<>();
		ClassLoader classLoader = ConfigurationMetadata.class.getClassLoader();
		for (URL url : Collections.list(classLoader.getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream content = url.openStream()) {
				JsonMapper.shared()
					.readTree(content)
					.path("properties")
					.valueStream()
					.map(Property::of)
					.filter((property) -> property.name().matches("(management\\..*)?provisionhook.*"))
					.forEach((property) -> properties.put(property.name(), property));
			}
		}
		return properties;
	}

	/**
	 * A property.
	 *
	 * @param name its name
	 * @param type its type, as in Java
	 * @param description what editors say about it
	 * @param defaults its default value, or the values of a list
	 */
	public record Property(String name, String type, String description, List<String> defaults) {

		static Property of(JsonNode node) {
			JsonNode defaults = node.path("defaultValue");
			return new Property(node.get("name").asString(), node.path("type").asString(""),
					node.path("description").asString(""),
					(defaults.isArray() ? defaults.valueStream() : defaults.asOptional().stream())
						.map(JsonNode::asString)
						.toList());
		}

		/**
		 * Return the values that an enum has.
		 * @return the values; none if the type is another one
		 */
		List<String> values() {
			Class<?> type = classOf(this.type);
			return (type != null && type.isEnum()) ? Stream.of(type.getEnumConstants()).map(Object::toString).toList()
					: List.of();
		}

		/**
		 * Return the members of the record that is the value of a map.
		 * @return the names of the members; none if the type is another one
		 */
		List<String> members() {
			Class<?> type = this.type.startsWith("java.util.Map<java.lang.String,")
					? classOf(this.type.substring(this.type.indexOf(',') + 1, this.type.length() - 1)) : null;
			return (type != null && type.isRecord()) ? Stream.of(type.getRecordComponents())
				.map((component) -> component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
				.toList() : List.of();
		}

		private static @Nullable Class<?> classOf(String name) {
			return (!name.contains("<") && ClassUtils.isPresent(name, null)) ? ClassUtils.resolveClassName(name, null)
					: null;
		}

	}

}
