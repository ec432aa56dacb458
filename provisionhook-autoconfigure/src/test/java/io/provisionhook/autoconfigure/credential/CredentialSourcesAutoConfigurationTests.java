package io.provisionhook.autoconfigure.credential;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialRequest;
import io.provisionhook.credential.CredentialSource;
import io.provisionhook.credential.CredentialSources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link CredentialSourcesAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class CredentialSourcesAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CredentialSourcesAutoConfiguration.class));

	@Test
	void beanHasAllSources() {
		this.contextRunner.withBean("a", CredentialSource.class, () -> new NamedSource("first"))
			.withBean("b", CredentialSource.class, () -> new NamedSource("second"))
			.run((context) -> assertThat(context.getBean(CredentialSources.class).names()).containsExactly("first",
					"second"));
	}

	@Test
	void beanIsThereWithoutASource() {
		this.contextRunner.run((context) -> assertThat(context.getBean(CredentialSources.class).names()).isEmpty());
	}

	@Test
	void autoConfigurationBacksOffForSourcesOfTheUser() {
		CredentialSources own = CredentialSources.of(List.of());
		this.contextRunner.withBean(CredentialSources.class, () -> own)
			.withBean("a", CredentialSource.class, () -> new NamedSource("first"))
			.run((context) -> assertThat(context).getBean(CredentialSources.class).isSameAs(own));
	}

	@Test
	void twoSourcesOfOneNameFailTheStart(CapturedOutput output) {
		SpringApplication application = new SpringApplicationBuilder(TwoSources.class).web(WebApplicationType.NONE)
			.build();
		assertThatException().isThrownBy(application::run);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Beans 'one' and 'other' are credential sources with the same name 'build-server'. "
					+ "Properties, metrics and logs identify a source by its name.")
			.contains("Remove bean 'one' or bean 'other', or change the name that one of them returns.")
			.doesNotContain("\tat ");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(CredentialSourcesAutoConfiguration.class)
	static class TwoSources {

		@Bean
		CredentialSource one() {
			return new NamedSource("build-server");
		}

		@Bean
		CredentialSource other() {
			return new NamedSource("build-server");
		}

	}

	private record NamedSource(String name) implements CredentialSource {

		@Override
		public Set<CredentialHost> hosts() {
			return Set.of();
		}

		@Override
		public Credential credential(CredentialRequest request) {
			return Credential.of("user", "secret", null);
		}

	}

}
