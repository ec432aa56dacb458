package io.provisionhook.plugin.opentelemetry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.ByteArrayResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the page about the plugin tells the truth.
 */
class OpenTelemetryDocumentationTests {

	private static final Path PAGE = Path.of("../../docs/plugins/opentelemetry.md");

	@Test
	void exampleGivesWorkspaceWhatThePageSays() throws IOException {
		String page = Files.readString(PAGE);
		String yaml = page.substring(page.indexOf("```yaml\n") + 8, page.indexOf("```\n", page.indexOf("```yaml\n")));
		Map<String, String> env = new HashMap<>();
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(ProvisionhookAutoConfiguration.class, OpenTelemetryAutoConfiguration.class))
			.withPropertyValues("COLLECTOR_TOKEN=t0ps3cret")
			.withInitializer((context) -> load(yaml, context.getEnvironment().getPropertySources()))
			.run((context) -> context.getBean(Registry.class)
				.run(ProvisionContext.of("w-1", WorkspaceRequest.named("fix-login").build()), env));
		assertThat(env).containsOnly(Map.entry("OTEL_SERVICE_NAME", "workspace"),
				Map.entry("OTEL_RESOURCE_ATTRIBUTES",
						"deployment.environment.name=production,workspace.id=w-1,workspace.name=fix-login"),
				Map.entry("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.internal:4318"),
				Map.entry("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
				Map.entry("OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Bearer%20t0ps3cret"),
				Map.entry("OTEL_METRICS_EXPORTER", "none"));
	}

	@Test
	void eachPropertyIsDescribedAndListedWithItsDefault() throws IOException {
		List<String> lines = Files.readAllLines(PAGE);
		assertThat(properties()).hasSize(8).allSatisfy((property) -> {
			String name = property.get("name").asString();
			assertThat(property.path("description").asString("")).as(name).isNotEmpty();
			assertThat(lines).as(name).anySatisfy((line) -> {
				assertThat(line).startsWith("| `" + name);
				if (property.has("defaultValue")) {
					assertThat(line).contains("`" + property.get("defaultValue").asString() + "`");
				}
			});
		});
	}

	private static List<JsonNode> properties() throws IOException {
		try (InputStream metadata = OpenTelemetryAutoConfiguration.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			assertThat(metadata).isNotNull();
			return JsonMapper.shared()
				.readTree(metadata)
				.get("properties")
				.valueStream()
				.filter((property) -> property.get("name").asString().startsWith(OpenTelemetryProperties.PREFIX))
				.toList();
		}
	}

	private static void load(String yaml, MutablePropertySources sources) {
		try {
			new YamlPropertySourceLoader().load("example", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
				.forEach(sources::addLast);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
