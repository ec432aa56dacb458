package io.provisionhook.integration;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the descriptions of properties, which an IDE shows, have the form of those
 * of Spring Boot.
 */
class PropertyDescriptionTests {

	private static final Pattern FORM = Pattern.compile("[A-Z](?s:.*)\\.");

	private static final Pattern UNWANTED_START = Pattern.compile("^(The|A|An|What|How|Where) ");

	@Test
	void eachPropertyHasDescriptionInFormOfSpringBoot() throws IOException {
		assertThat(descriptions()).hasSizeGreaterThan(100)
			.allSatisfy((name, description) -> assertThat(description).as(name)
				.matches(FORM)
				.doesNotContainPattern(UNWANTED_START));
	}

	private static Map<String, String> descriptions() throws IOException {
		Map<String, String> descriptions = new TreeMap<>();
		ClassLoader classLoader = PropertyDescriptionTests.class.getClassLoader();
		for (URL metadata : Collections.list(classLoader.getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream json = metadata.openStream()) {
				for (JsonNode property : JsonMapper.shared().readTree(json).get("properties")) {
					String name = property.get("name").asString();
					if (name.startsWith("provisionhook.")) {
						descriptions.put(name, property.path("description").asString(""));
					}
				}
			}
		}
		return descriptions;
	}

}
