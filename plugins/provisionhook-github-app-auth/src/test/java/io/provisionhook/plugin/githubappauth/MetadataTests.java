package io.provisionhook.plugin.githubappauth;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what an IDE knows about the properties.
 */
class MetadataTests {

	@Test
	void eachPropertyIsDescribed() throws IOException {
		Map<String, JsonNode> properties = properties();
		assertThat(properties).hasSize(GitHubAppAuthProperties.class.getRecordComponents().length);
		assertThat(Arrays.stream(GitHubAppAuthProperties.class.getRecordComponents())
			.map(RecordComponent::getName)
			.map((name) -> name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)))
			.allSatisfy((name) -> assertThat(property(properties, name).path("description").asString(""))
				.matches("[A-Z].*\\."));
	}

	@Test
	void defaultsAreKnown() throws IOException {
		Map<String, JsonNode> properties = properties();
		assertThat(property(properties, "variables").path("defaultValue")).extracting(JsonNode::asString)
			.containsExactly("GITHUB_TOKEN", "GH_TOKEN");
		assertThat(property(properties, "base-url").path("defaultValue").asString())
			.isEqualTo("https://api.github.com");
		assertThat(property(properties, "request-timeout").path("defaultValue").asString()).isEqualTo("5s");
		assertThat(property(properties, "order").path("defaultValue").asInt()).isEqualTo(300);
	}

	private static JsonNode property(Map<String, JsonNode> properties, String name) {
		JsonNode property = properties.get(GitHubAppAuthProperties.named(name));
		assertThat(property).as(name).isNotNull();
		return property;
	}

	private static Map<String, JsonNode> properties() throws IOException {
		Map<String, JsonNode> properties = new LinkedHashMap<>();
		ClassLoader classLoader = MetadataTests.class.getClassLoader();
		for (URL url : Collections.list(classLoader.getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream content = url.openStream()) {
				new JsonMapper().readTree(content).path("properties").forEach((property) -> {
					if (property.path("name").asString().startsWith(GitHubAppAuthProperties.PREFIX)) {
						properties.put(property.path("name").asString(), property);
					}
				});
			}
		}
		return properties;
	}

}
