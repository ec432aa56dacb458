package io.provisionhook.plugin.internal.configuration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PluginConfigurationFailureAnalyzer}.
 */
@ExtendWith(OutputCaptureExtension.class)
class PluginConfigurationFailureAnalyzerTests {

	private final PluginConfigurationException exception = new PluginConfigurationException("provisionhook.acme.key",
			"the file '/run/key' does not exist", "Mount the key there, or correct the path.");

	@Test
	void analysisNamesPropertyProblemAndAction() {
		FailureAnalysis analysis = new PluginConfigurationFailureAnalyzer()
			.analyze(new IllegalStateException(this.exception));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription())
			.isEqualTo("Configuration property 'provisionhook.acme.key': the file '/run/key' does not exist.");
		assertThat(analysis.getAction()).isEqualTo("Mount the key there, or correct the path.");
		assertThat(analysis.getCause()).isSameAs(this.exception);
	}

	@Test
	void exceptionHasItsParts() {
		assertThat(this.exception.getProperty()).isEqualTo("provisionhook.acme.key");
		assertThat(this.exception.getProblem()).isEqualTo("the file '/run/key' does not exist");
		assertThat(this.exception).hasNoCause();
	}

	@Test
	void applicationThatFailsToStartSaysWhy(CapturedOutput output) {
		assertThatExceptionOfType(BeanCreationException.class)
			.isThrownBy(() -> new SpringApplicationBuilder(AcmeConfiguration.class).web(WebApplicationType.NONE).run());
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Configuration property 'provisionhook.acme.key': the file '/run/key' does not exist.")
			.contains("Mount the key there, or correct the path.")
			.doesNotContain("\tat ");
	}

	@Configuration(proxyBeanMethods = false)
	static class AcmeConfiguration {

		@Bean
		String acme() {
			throw new PluginConfigurationException("provisionhook.acme.key", "the file '/run/key' does not exist",
					"Mount the key there, or correct the path.");
		}

	}

}
