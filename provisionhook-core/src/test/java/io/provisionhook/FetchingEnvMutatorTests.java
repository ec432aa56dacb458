package io.provisionhook;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;
import io.provisionhook.report.VariableChange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link FetchingEnvMutator}: fetches run together, applies in order.
 */
@Timeout(300)
class FetchingEnvMutatorTests {

	private final Registry registry = new Registry();

	private final ManualTime time = new ManualTime();

	private final ProvisionContext context = this.time.context();

	private final Map<String, String> env = new LinkedHashMap<>();

	private final List<String> calls = new CopyOnWriteArrayList<>();

	@Test
	void allFetchesAreUnderWayBeforeTheFirstApply() {
		CyclicBarrier together = new CyclicBarrier(3);
		for (String name : List.of("a", "b", "c")) {
			this.registry.register(new StubFetchingMutator(name, (context) -> {
				together.await(60, TimeUnit.SECONDS);
				return name;
			}));
		}
		this.registry.run(this.context, this.env);
		assertThat(this.env).containsExactly(Map.entry("a", "a"), Map.entry("b", "b"), Map.entry("c", "c"));
	}

	@Test
	void fetchesStartBeforeThePlainMutatorInFrontOfThem() {
		CountDownLatch fetching = new CountDownLatch(2);
		this.registry.register(EnvMutator.of("plain", (context, env) -> {
			assertThat(fetching.await(60, TimeUnit.SECONDS)).isTrue();
			env.put("PLAIN", "1");
		}));
		for (String name : List.of("a", "b")) {
			this.registry.register(new StubFetchingMutator(name, (context) -> {
				fetching.countDown();
				return name;
			}));
		}
		this.registry.run(this.context, this.env);
		assertThat(this.env.keySet()).containsExactly("PLAIN", "a", "b");
	}

	@Test
	void appliesRunInChainOrderWhateverTheOrderOfTheFetches() {
		CountDownLatch last = new CountDownLatch(1);
		this.registry.register(new StubFetchingMutator("slow", (context) -> {
			assertThat(last.await(60, TimeUnit.SECONDS)).isTrue();
			this.calls.add("slow fetched");
			return "slow";
		}, (fetched, env) -> this.calls.add("slow applied")));
		this.registry.register(EnvMutator.of("plain", (context, env) -> this.calls.add("plain")));
		this.registry.register(new StubFetchingMutator("quick", (context) -> {
			this.calls.add("quick fetched");
			last.countDown();
			return "quick";
		}, (fetched, env) -> this.calls.add("quick applied")));
		this.registry.run(this.context, this.env);
		assertThat(this.calls).containsExactly("quick fetched", "slow fetched", "slow applied", "plain",
				"quick applied");
	}

	@Test
	void applySeesWhatEarlierMutatorsWrote() {
		this.registry.register(EnvMutator.of("plain", (context, env) -> env.put("A", "1")));
		this.registry.register(new StubFetchingMutator("fetching", (context) -> "2",
				(fetched, env) -> env.merge("A", fetched, String::concat)));
		this.registry.register(EnvMutator.of("last", (context, env) -> env.merge("A", "3", String::concat)));
		RunReport report = this.registry.run(this.context, this.env);
		assertThat(this.env).containsOnly(Map.entry("A", "123"));
		assertThat(report.changes()).extracting(VariableChange::mutator, VariableChange::previousOwner)
			.containsExactly(tuple("plain", null), tuple("fetching", "plain"), tuple("last", "fetching"));
	}

	@Test
	void nullIsAResultLikeAnyOther() {
		this.registry.register(new FetchingEnvMutator<@Nullable String>() {

			@Override
			public String name() {
				return "a";
			}

			@Override
			public @Nullable String fetch(ProvisionContext context) {
				return null;
			}

			@Override
			public void apply(@Nullable String fetched, ProvisionContext context, Env env) {
				env.put("FETCHED", String.valueOf(fetched));
			}

		});
		this.registry.run(this.context, this.env);
		assertThat(this.env).containsOnly(Map.entry("FETCHED", "null"));
	}

	@Test
	void fetchIsGivenTheContextWithTheDeadlineOfItsMutator() {
		Registry hurried = TimeLimits.of("a", 5_000).build();
		hurried.register(new StubFetchingMutator("a", (context) -> {
			assertThat(context.workspaceId()).isEqualTo("w1");
			assertThat(context.remaining()).isEqualTo(Duration.ofSeconds(5));
			return "fetched";
		}));
		hurried.run(this.context, this.env);
		assertThat(this.env).containsOnly(Map.entry("a", "fetched"));
	}

	@Test
	void mutateEnvFetchesAndApplies() throws Exception {
		StubFetchingMutator mutator = new StubFetchingMutator("a", (context) -> context.workspaceId());
		Env own = Env.of(Map.of());
		mutator.mutateEnv(this.context, own);
		assertThat(own).containsOnly(Map.entry("a", "w1"));
	}

	@Test
	void reportTellsHowLongTheFetchTook() {
		Registry direct = Registry.builder().fetchExecutor(Runnable::run).build();
		direct.register(EnvMutator.of("plain", (context, env) -> this.time.advance(Duration.ofMillis(20))));
		direct.register(new StubFetchingMutator("a", (context) -> {
			this.time.advance(Duration.ofMillis(100));
			return "fetched";
		}));
		RunReport report = direct.run(this.context, this.env);
		assertThat(report.mutators().get(0).fetchDuration()).isNull();
		assertThat(report.mutators().get(1).fetchDuration()).isEqualTo(Duration.ofMillis(100));
		assertThat(report.mutators()).extracting(MutatorReport::duration)
			.containsExactly(Duration.ofMillis(20), Duration.ZERO);
		assertThat(report.duration()).isEqualTo(Duration.ofMillis(120));
	}

	@Test
	void oneInstanceTwiceFetchesTwice() {
		StubFetchingMutator mutator = new StubFetchingMutator("a", (context) -> {
			this.calls.add("fetched");
			return "x";
		}, (fetched, env) -> env.merge("A", fetched, String::concat));
		this.registry.register(mutator);
		this.registry.register(mutator);
		this.registry.run(this.context, this.env);
		assertThat(this.calls).hasSize(2);
		assertThat(this.env).containsOnly(Map.entry("A", "xx"));
	}

	@Test
	void fetchOnTheCallersThreadWorksToo() {
		Registry direct = Registry.builder().fetchExecutor(Runnable::run).executor(Runnable::run).build();
		direct.register(new StubFetchingMutator("a", (context) -> Thread.currentThread().getName()));
		direct.run(this.context, this.env);
		assertThat(this.env).containsOnly(Map.entry("a", Thread.currentThread().getName()));
	}

	@Test
	void fetchThatIsRefusedAThreadFailsInItsTurn() {
		Registry refusing = Registry.builder().fetchExecutor((task) -> {
			throw new RejectedExecutionException("full");
		}).build();
		refusing.register(EnvMutator.of("plain", (context, env) -> this.calls.add("plain")));
		refusing.register(new StubFetchingMutator("a", (context) -> "fetched"));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> refusing.run(this.context, this.env))
			.withMessage("provisionhook \"a\": full");
		assertThat(this.calls).containsExactly("plain");
	}

}
