package io.provisionhook.autoconfigure.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.MutatorConfigurations;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the example of the README is compiled and runs.
 */
class ReadmeTests {

	private static final Path README = Path.of("../README.md");

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

}
