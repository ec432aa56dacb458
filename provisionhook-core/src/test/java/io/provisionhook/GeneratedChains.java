package io.provisionhook;

import java.util.List;
import java.util.Map;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Generates chains with few names and few values, so that mutators conflict often.
 */
final class GeneratedChains {

	private static final List<String> MUTATORS = List.of("m0", "m1", "m2", "m3");

	private GeneratedChains() {
	}

	static Arbitrary<GeneratedChain> chains() {
		Arbitrary<List<GeneratedMutator>> mutators = mutators().list().ofMaxSize(7);
		return Combinators
			.combine(environments(), Arbitraries.of(true, false), Arbitraries.of(Registry.ConflictPolicy.class),
					policies(), mutators)
			.as(GeneratedChain::new);
	}

	private static Arbitrary<Map<String, String>> environments() {
		return Arbitraries.maps(variables(), values()).ofMaxSize(5);
	}

	private static Arbitrary<Map<String, MutatorPolicy>> policies() {
		Arbitrary<MutatorPolicy> policy = Combinators
			.combine(Arbitraries.of(MutatorPolicy.OnFailure.class), Arbitraries.of(true, false, false))
			.as((onFailure, mayOverride) -> MutatorPolicy.DEFAULT.withOnFailure(onFailure)
				.withMayOverride(mayOverride));
		return Arbitraries.maps(Arbitraries.of(MUTATORS), policy).ofMaxSize(MUTATORS.size());
	}

	private static Arbitrary<GeneratedMutator> mutators() {
		Arbitrary<GeneratedMutator.Fetch> fetch = Arbitraries.frequency(Tuple.of(15, GeneratedMutator.Fetch.PASSES),
				Tuple.of(1, GeneratedMutator.Fetch.FAILS));
		Arbitrary<GeneratedMutator.Write> write = Combinators
			.combine(Arbitraries.of(GeneratedMutator.Kind.class), variables(), values())
			.as(GeneratedMutator.Write::new);
		return Combinators
			.combine(Arbitraries.of(MUTATORS), fetch, write.list().ofMaxSize(5), Arbitraries.integers().between(0, 20))
			.as(GeneratedMutator::new);
	}

	private static Arbitrary<String> variables() {
		return Arbitraries.frequency(Tuple.of(8, "A"), Tuple.of(8, "B"), Tuple.of(8, "C"), Tuple.of(4, "X_TOKEN"),
				Tuple.of(1, "ENV"), Tuple.of(1, "LOCKED"));
	}

	private static Arbitrary<String> values() {
		return Arbitraries.of("", "1", "2", "three", "secret-1", "secret-2", "secret-3");
	}

}
