package io.provisionhook.plugin.tenantconfig;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

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
class TenantConfigDocumentationTests {

	private static final Path PAGE = Path.of("../../docs/plugins/tenant-config.md");

	private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ProvisionhookAutoConfiguration.class, TenantConfigAutoConfiguration.class))
		.withPropertyValues("ACME_REGISTRY_TOKEN=t0ps3cret");

	@Test
	void exampleGivesReviewerOfAcmeWhatThePageSays() throws IOException {
		assertThat(environmentOf(WorkspaceRequest.named("demo")
			.tenant("acme")
			.role("reviewer")
			.labels(Map.of("tier", "gold", "example.com/team", "payments")), 1))
			.containsOnly(Map.entry("TENANT_NAME", "Acme Corporation"), Map.entry("REGISTRY_TOKEN", "t0ps3cret"),
					Map.entry("LOG_LEVEL", "debug"), Map.entry("MAX_JOBS", "8"), Map.entry("TEAM_NAME", "Payments"));
	}

	@Test
	void exampleKnowsTenantWithoutVariables() throws IOException {
		assertThat(environmentOf(WorkspaceRequest.named("demo").tenant("initech"), 1))
			.containsOnly(Map.entry("LOG_LEVEL", "info"), Map.entry("MAX_JOBS", "2"));
	}

	@Test
	void exampleOfLayersGoesWithTheFirstOne() throws IOException {
		assertThat(environmentOf(WorkspaceRequest.named("demo").tenant("globex").role("reviewer"), 2))
			.containsEntry("TENANT_NAME", "Globex")
			.containsEntry("LOG_LEVEL", "debug");
	}

	@Test
	void eachPropertyIsDescribedAndListedWithItsDefault() throws IOException {
		List<String> lines = Files.readAllLines(PAGE);
		assertThat(properties()).hasSize(7).allSatisfy((property) -> {
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
		try (InputStream metadata = TenantConfigAutoConfiguration.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			assertThat(metadata).isNotNull();
			return JsonMapper.shared()
				.readTree(metadata)
				.get("properties")
				.valueStream()
				.filter((property) -> property.get("name").asString().startsWith(TenantConfigProperties.PREFIX))
				.toList();
		}
	}

	private Map<String, String> environmentOf(WorkspaceRequest.Builder request, int examples) throws IOException {
		Map<String, String> env = new HashMap<>();
		List<String> yaml = examples();
		assertThat(yaml).hasSize(2);
		this.contextRunner.withInitializer((context) -> {
			MutablePropertySources sources = context.getEnvironment().getPropertySources();
			for (String example : yaml.subList(0, examples)) {
				load(example, sources);
			}
		}).run((context) -> context.getBean(Registry.class).run(ProvisionContext.of("id", request.build()), env));
		return env;
	}

	private static List<String> examples() throws IOException {
		return EXAMPLE.matcher(Files.readString(PAGE)).results().map((match) -> match.group(1)).toList();
	}

	private static void load(String yaml, MutablePropertySources sources) {
		try {
			new YamlPropertySourceLoader()
				.load("example " + sources.size(), new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
				.forEach(sources::addLast);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
