package io.provisionhook.integration.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registration;
import io.provisionhook.Registry;
import io.provisionhook.VariableRefusedException;
import io.provisionhook.VariableRules;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests what the page for operators says about policies and dangerous variables.
 */
class OperatingPageTests {

	private static final MarkdownPage PAGE = MarkdownPage.of("docs/operating.md");

	private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

	@Test
	void examplePoliciesAreTaken() throws IOException {
		Matcher yaml = YAML.matcher(PAGE.text());
		assertThat(yaml.find()).isTrue();
		List<PropertySource<?>> sources = new YamlPropertySourceLoader().load("page",
				new ByteArrayResource(yaml.group(1).getBytes(StandardCharsets.UTF_8)));
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class))
			.withBean("first", EnvMutator.class, () -> mutator("tenant-config"))
			.withBean("second", EnvMutator.class, () -> mutator("vault-secrets"))
			.withBean("third", EnvMutator.class, () -> mutator("opentelemetry"))
			.withBean("fourth", EnvMutator.class, () -> mutator("usage-labels"))
			.withInitializer((context) -> sources.forEach(context.getEnvironment().getPropertySources()::addFirst))
			.run((context) -> assertThat(context.getBean(Registry.class).registrations())
				.extracting(Registration::policy)
				.satisfiesExactly((policy) -> assertThat(policy.isMayOverride()).isTrue(),
						(policy) -> assertThat(policy.getTimeout()).isEqualTo(Duration.ofSeconds(10)),
						(policy) -> assertThat(policy.getMayWrite()).containsExactly("OTEL_*", "TRACEPARENT",
								"TRACESTATE"),
						(policy) -> assertThat(policy.getTimeout()).isEqualTo(Duration.ofSeconds(5))));
	}

	private static EnvMutator mutator(String name) {
		return EnvMutator.of(name, (context, env) -> {
		});
	}

	@Test
	void dangerousVariablesAreRefused() {
		List<String> names = PAGE.rows("programs")
			.stream()
			.flatMap((row) -> MarkdownPage.codeIn(row.get(1)).stream())
			.map((pattern) -> pattern.replace("*", "X"))
			.toList();
		assertThat(names).hasSizeGreaterThan(30)
			.allSatisfy((name) -> assertThatExceptionOfType(VariableRefusedException.class)
				.isThrownBy(() -> VariableRules.DEFAULT.requireWritable(name, "x")));
	}

}
