package com.example.artifacts;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ArtifactTokenAutoConfiguration}.
 */
class ArtifactTokenAutoConfigurationTests {

	private static final String URL = "provisionhook.artifact-token.url=http://localhost:1";

	private static final String KEY = "provisionhook.artifact-token.key=key-of-this-host-5d41";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ArtifactTokenAutoConfiguration.class));

	@Test
	void hostThatConfiguresNothingGetsNothing() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(ArtifactTokenMutator.class));
	}

	@Test
	void hostWithUrlAndKeyGetsMutator() {
		this.contextRunner.withPropertyValues(URL, KEY)
			.run((context) -> assertThat(context.getBean(ArtifactTokenMutator.class).getOrder()).isEqualTo(310));
	}

	@Test
	void orderIsConfigurable() {
		this.contextRunner.withPropertyValues(URL, KEY, "provisionhook.artifact-token.order=7")
			.run((context) -> assertThat(context.getBean(ArtifactTokenMutator.class).getOrder()).isEqualTo(7));
	}

	@Test
	void missingKeyKeepsTheHostFromStarting() {
		this.contextRunner.withPropertyValues(URL)
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseMessage(
						"'provisionhook.artifact-token.key' is missing, ask the artifact server's team"));
	}

	@Test
	void propertiesDoNotShowTheKey() {
		this.contextRunner.withPropertyValues(URL, KEY)
			.run((context) -> assertThat(context.getBean(ArtifactTokenProperties.class).toString())
				.doesNotContain("5d41"));
	}

}
