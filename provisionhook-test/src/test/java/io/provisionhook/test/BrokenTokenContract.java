package io.provisionhook.test;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

import io.provisionhook.EnvMutator;

/**
 * A contract that a mutator breaks which asks the token service.
 */
abstract class BrokenTokenContract extends TokenMutatorContractTests {

	private final Function<URI, EnvMutator> mutators;

	private final Set<String> hangingRules;

	private String rule = "";

	private boolean hanging;

	/**
	 * Create a contract.
	 * @param mutators creates mutators for a token service
	 * @param hangingRules the rules that the mutator breaks by hanging, which is waited
	 * for only as long as needed
	 */
	BrokenTokenContract(Function<URI, EnvMutator> mutators, String... hangingRules) {
		this.mutators = mutators;
		this.hangingRules = Set.of(hangingRules);
	}

	@BeforeEach
	void setRule(TestInfo test) {
		this.rule = test.getTestMethod().orElseThrow().getName();
	}

	@Override
	protected EnvMutator createMutator() {
		return this.mutators.apply(service().uri());
	}

	@Override
	protected void makeBackendHang() {
		this.hanging = true;
		super.makeBackendHang();
	}

	// What goes before may take its time on a busy machine
	@Override
	protected Duration timeout() {
		return (this.hanging && this.hangingRules.contains(this.rule)) ? BrokenContract.SHORT_TIMEOUT : super.timeout();
	}

}
