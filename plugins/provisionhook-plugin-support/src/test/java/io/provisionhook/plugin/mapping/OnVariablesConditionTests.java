package io.provisionhook.plugin.mapping;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OnVariablesCondition}.
 */
class OnVariablesConditionTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(AcmeConfiguration.class);

	@Test
	void matchesIfThereIsAVariable() {
		this.runner.withPropertyValues("provisionhook.acme.variables.DB_PASSWORD=db#password")
			.run((context) -> assertThat(context).hasSingleBean(AcmeConfiguration.class));
	}

	@Test
	void doesNotMatchIfThereIsNone() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(AcmeConfiguration.class));
		this.runner.withPropertyValues("provisionhook.acme.uri=http://localhost")
			.run((context) -> assertThat(context).doesNotHaveBean(AcmeConfiguration.class));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnVariables("provisionhook.acme.variables")
	static class AcmeConfiguration {

	}

}
