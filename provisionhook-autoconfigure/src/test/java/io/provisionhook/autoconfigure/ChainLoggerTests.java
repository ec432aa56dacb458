package io.provisionhook.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.EnvMutator;
import io.provisionhook.autoconfigure.MutatorConfigurations.EachWayOfOrdering;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChainLogger}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ChainLoggerTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class));

	@Test
	void loggerLogsNumberAndNamesInOrder(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(EachWayOfOrdering.class)
			.run((context) -> assertThat(output)
				.containsOnlyOnce("provisionhook: 4 mutators: order-on-method, order-on-class, ordered, no-order\n"));
	}

	@Test
	void loggerLogsDisabledMutators(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(EachWayOfOrdering.class)
			.withPropertyValues("provisionhook.mutators.ordered.enabled=false")
			.run((context) -> assertThat(output).contains(
					"provisionhook: 3 mutators: order-on-method, order-on-class, no-order (disabled: ordered)\n"));
	}

	@Test
	void loggerLogsASingleMutator(CapturedOutput output) {
		this.contextRunner.withBean(EnvMutator.class, () -> EnvMutator.of("only", (context, env) -> {
		})).run((context) -> assertThat(output).contains("provisionhook: 1 mutator: only\n"));
	}

	@Test
	void loggerLogsThatThereAreNone(CapturedOutput output) {
		this.contextRunner.run((context) -> assertThat(output).contains("provisionhook: no mutators\n"));
	}

	@Test
	void loggerLogsNothingWhenDisabled(CapturedOutput output) {
		this.contextRunner.withPropertyValues("provisionhook.enabled=false")
			.run((context) -> assertThat(output).doesNotContain("provisionhook:"));
	}

}
