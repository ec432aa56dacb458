package io.provisionhook.plugin.internal.configuration;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OnEntriesCondition}.
 */
class OnEntriesConditionTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(AcmeConfiguration.class);

	@Test
	void conditionMatchesIfAMapHasAnEntry() {
		this.runner.withPropertyValues("provisionhook.acme.variables.DB_PASSWORD=db#password")
			.run((context) -> assertThat(context).hasSingleBean(AcmeConfiguration.class));
	}

	@Test
	void conditionMatchesIfAListHasAnEntry() {
		this.runner.withPropertyValues("provisionhook.acme.variables[0].secret=db#password")
			.run((context) -> assertThat(context).hasSingleBean(AcmeConfiguration.class));
	}

	@Test
	void conditionDoesNotMatchIfThereIsNone() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(AcmeConfiguration.class));
		this.runner.withPropertyValues("provisionhook.acme.uri=http://localhost")
			.run((context) -> assertThat(context).doesNotHaveBean(AcmeConfiguration.class));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnEntries("provisionhook.acme.variables")
	static class AcmeConfiguration {

	}

}
