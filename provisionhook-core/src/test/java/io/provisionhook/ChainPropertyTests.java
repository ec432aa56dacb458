package io.provisionhook;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Property tests for {@link Registry}: generated chains behave like {@link ChainModel},
 * with and without fetches.
 */
class ChainPropertyTests {

	private static final String SEED = "20260731";

	private static final ExecutorService THREADS = Executors.newCachedThreadPool();

	@AfterContainer
	static void stopThreads() {
		THREADS.shutdownNow();
	}

	@Provide
	Arbitrary<GeneratedChain> chains() {
		return GeneratedChains.chains();
	}

	@Property(seed = SEED, edgeCases = EdgeCasesMode.NONE)
	void chainDoesWhatTheModelSays(@ForAll("chains") GeneratedChain chain) {
		assertThat(chain.run(Runnable::run, false)).isEqualTo(ChainModel.run(chain));
	}

	@Property(seed = SEED, edgeCases = EdgeCasesMode.NONE)
	void chainOnOtherThreadsDoesWhatTheModelSays(@ForAll("chains") GeneratedChain chain) {
		assertThat(chain.run(THREADS, false)).isEqualTo(ChainModel.run(chain));
	}

	@Property(seed = SEED, edgeCases = EdgeCasesMode.NONE)
	void fetchingChainDoesWhatThePlainOneDoes(@ForAll("chains") GeneratedChain chain) {
		assertThat(chain.run(Runnable::run, true)).isEqualTo(chain.run(Runnable::run, false));
	}

	@Property(seed = SEED, edgeCases = EdgeCasesMode.NONE)
	void fetchingChainOnOtherThreadsDoesWhatThePlainOneDoes(@ForAll("chains") GeneratedChain chain) {
		assertThat(chain.run(THREADS, true)).isEqualTo(chain.run(Runnable::run, false));
	}

}
