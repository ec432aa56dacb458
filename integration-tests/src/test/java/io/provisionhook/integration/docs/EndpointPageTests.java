package io.provisionhook.integration.docs;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.ProvisionhookException;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that the page about the endpoint of the actuator has each field of its answers.
 */
class EndpointPageTests {

	@Test
	void fieldsAreThoseOfTheAnswers() throws Exception {
		Set<String> fields = new TreeSet<>();
		try (ConfigurableApplicationContext host = DocumentedHost.start()) {
			Registry registry = host.getBean(Registry.class);
			registry.register(EnvMutator.of("registered", (context, env) -> {
			}));
			run(registry, "acme");
			assertThatExceptionOfType(ProvisionhookException.class).isThrownBy(() -> run(registry, "nowhere"));
			JsonNode chain = JsonMapper.shared().readTree(DocumentedHost.get(host, "/actuator/provisionhooks"));
			fields.addAll(chain.propertyNames());
			chain.get("mutators").forEach((mutator) -> addFields("", mutator, fields));
			chain.get("hosts")
				.forEach((sharing) -> sharing.propertyNames().forEach((name) -> fields.add("hosts." + name)));
			addFields("", JsonMapper.shared().readTree(DocumentedHost.get(host, "/actuator/provisionhooks/fetching")),
					fields);
		}
		Set<String> documented = new TreeSet<>();
		MarkdownPage.of("docs/endpoint.md")
			.rows("field")
			.forEach((row) -> documented.addAll(MarkdownPage.codeIn(row.get(0))));
		assertThat(documented).isEqualTo(fields);
	}

	private static void run(Registry registry, String tenant) {
		registry.run(ProvisionContext.of("w-1", WorkspaceRequest.named("web").tenant(tenant).build()),
				Env.of(Map.of()));
	}

	private static void addFields(String prefix, JsonNode object, Set<String> fields) {
		object.propertyStream().forEach((field) -> {
			JsonNode value = field.getValue();
			String name = prefix + field.getKey();
			if (value.isObject()) {
				addFields(name + ".", value, fields);
			}
			else if (value.isArray() && value.path(0).isObject()) {
				value.forEach((element) -> addFields(name + ".", element, fields));
			}
			else if (!(value.isArray() && name.startsWith("lastRuns"))) {
				fields.add(name);
			}
		});
	}

}
