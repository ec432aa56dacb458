package io.provisionhook.autoconfigure.readme;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.UrlResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.MutatorConfigurations;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the examples of the README and its pages.
 */
class ReadmeTests {

	private static final Path README = Path.of("../README.md");

	private static final List<Path> PAGES = List.of(Path.of("../docs/workspaces.md"), Path.of("../docs/store.md"));

	private static final Path EXAMPLE = Path
		.of("src/test/java/io/provisionhook/autoconfigure/readme/RegionMutator.java");

	@Test
	void exampleIsTheOneThatIsCompiledHere() throws IOException {
		String source = Files.readString(EXAMPLE);
		String example = source.substring(source.indexOf("@Component")).replace("\t", "    ");
		assertThat(README).content().contains("```java\n" + example + "```");
	}

	@Test
	void exampleRuns() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class))
			.withBean(RegionMutator.class)
			.run((context) -> {
				Map<String, String> env = new HashMap<>();
				context.getBean(Registry.class).run(MutatorConfigurations.context(), env);
				assertThat(env).containsOnly(Map.entry("AWS_REGION", "eu-central-1"));
			});
	}

	@Test
	void eachPropertyIsListedWithItsDefault() throws IOException {
		List<String> lines = new ArrayList<>(Files.readAllLines(README));
		for (Path page : PAGES) {
			assertThat(README).content().contains("(" + Path.of("..").relativize(page) + ")");
			lines.addAll(Files.readAllLines(page));
		}
		assertThat(properties()).isNotEmpty().allSatisfy((property) -> {
			String name = property.get("name").asString();
			assertThat(lines).as(name).anySatisfy((line) -> {
				assertThat(line).startsWith("| `" + name);
				if (property.has("defaultValue")) {
					assertThat(line).contains("`" + property.get("defaultValue").asString() + "`");
				}
			});
		});
	}

	private List<JsonNode> properties() throws IOException {
		ClassPathResource type = new ClassPathResource("ProvisionhookAutoConfiguration.class",
				ProvisionhookAutoConfiguration.class);
		// Not that of the tests, which have properties too
		Resource metadataOfModule = new UrlResource(type.getURL())
			.createRelative("../../../META-INF/spring-configuration-metadata.json");
		try (InputStream metadata = metadataOfModule.getInputStream()) {
			return JsonMapper.shared()
				.readTree(metadata)
				.get("properties")
				.valueStream()
				.filter((property) -> property.get("name").asString().startsWith("provisionhook."))
				.toList();
		}
	}

}
