package io.provisionhook.test;

import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

import io.provisionhook.EnvMutator;

/**
 * A contract that a mutator breaks.
 */
abstract class BrokenContract extends EnvMutatorContract {

	static final Duration SHORT_TIMEOUT = Duration.ofMillis(100);

	private final Supplier<EnvMutator> mutators;

	private final Set<String> hangingRules;

	private String rule = "";

	/**
	 * Create a contract.
	 * @param mutators creates mutators
	 * @param hangingRules the rules that the mutator breaks by hanging, which is waited
	 * for only as long as needed
	 */
	BrokenContract(Supplier<EnvMutator> mutators, String... hangingRules) {
		this.mutators = mutators;
		this.hangingRules = Set.of(hangingRules);
	}

	@BeforeEach
	void setRule(TestInfo test) {
		this.rule = test.getTestMethod().orElseThrow().getName();
	}

	@Override
	protected EnvMutator createMutator() {
		return this.mutators.get();
	}

	@Override
	protected Duration timeout() {
		return this.hangingRules.contains(this.rule) ? SHORT_TIMEOUT : super.timeout();
	}

}
