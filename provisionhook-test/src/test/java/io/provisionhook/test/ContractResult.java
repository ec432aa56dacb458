package io.provisionhook.test;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.assertj.core.api.Assertions;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;

/**
 * What came of a contract test: which of its rules were broken, and what they said.
 *
 * @param messages the messages by rule
 */
record ContractResult(Map<String, String> messages) {

	static ContractResult of(Class<? extends EnvMutatorContract> contract) {
		return of(Map.of(), List.of(DiscoverySelectors.selectClass(contract)));
	}

	/**
	 * Test some of the rules.
	 * @param contract the contract
	 * @param rules the rules
	 * @return what came of them
	 */
	static ContractResult of(Class<? extends EnvMutatorContract> contract, String... rules) {
		return of(Map.of(), Stream.of(rules).map((rule) -> DiscoverySelectors.selectMethod(contract, rule)).toList());
	}

	/**
	 * Test all rules at the same time, since many of them wait for a mutator that hangs.
	 * @param contract the contract, of a mutator that prints nothing
	 * @return what came of it
	 */
	static ContractResult ofHanging(Class<? extends EnvMutatorContract> contract) {
		return of(
				Map.of("junit.jupiter.execution.parallel.enabled", "true",
						"junit.jupiter.execution.parallel.mode.default", "concurrent",
						"junit.jupiter.execution.parallel.config.strategy", "fixed",
						"junit.jupiter.execution.parallel.config.fixed.parallelism", "8"),
				List.of(DiscoverySelectors.selectClass(contract)));
	}

	private static ContractResult of(Map<String, String> configuration, List<? extends DiscoverySelector> rules) {
		Map<String, String> messages = new TreeMap<>();
		EngineTestKit.engine("junit-jupiter")
			.configurationParameters(configuration)
			.selectors(rules.toArray(DiscoverySelector[]::new))
			.execute()
			.testEvents()
			.finished()
			.stream()
			.forEach((event) -> event.getPayload(TestExecutionResult.class)
				.flatMap(TestExecutionResult::getThrowable)
				.ifPresent((failure) -> messages.put(event.getTestDescriptor().getDisplayName().replace("()", ""),
						String.valueOf(failure.getMessage()))));
		return new ContractResult(messages);
	}

	ContractResult hasOnlyBroken(String... rules) {
		Assertions.assertThat(this.messages.keySet())
			.as("broken rules, which said %s", this.messages)
			.containsExactlyInAnyOrder(rules);
		return this;
	}

	ContractResult says(String rule, String text) {
		Assertions.assertThat(this.messages.get(rule)).as(rule).contains(text);
		return this;
	}

}
