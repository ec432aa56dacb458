package io.provisionhook.plugin.githubappauth;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.Env;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.MutatorPolicy;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.plugin.internal.test.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for many workspaces that start at the same time and find no token.
 */
@Timeout(120)
class ColdStartTests {

	private static final int WORKSPACES = 1000;

	private static final List<String> REPOSITORIES = List.of("app", "site", "docs");

	private static final Duration PLENTY = Duration.ofSeconds(100);

	private final SettableClock clock = new SettableClock();

	private final GitHub gitHub = new GitHub(this.clock);

	private final ExecutorService executor = Executors.newCachedThreadPool();

	@AfterEach
	void close() {
		this.executor.shutdownNow();
		this.gitHub.close();
	}

	@Test
	void thousandWorkspacesMakeOneTokenCallForEachRestriction() throws Exception {
		CountDownLatch asking = new CountDownLatch(WORKSPACES);
		this.gitHub.installed("orgs/acme", "99").beforeAnswer(() -> await(asking));
		try (Plugin plugin = new Plugin(this.clock, this.gitHub.url(), "organization={tenant}",
				"repositories={label.repo}", "request-timeout=100s")) {
			Registry registry = Registry.builder()
				.policies((name) -> MutatorPolicy.DEFAULT.withTimeout(PLENTY))
				.build();
			registry.register(new CountingMutator(plugin.mutator, asking));
			Map<String, Set<String>> tokens = run(registry);
			assertThat(tokens).containsOnlyKeys(REPOSITORIES);
			assertThat(tokens.values()).allSatisfy((each) -> assertThat(each).hasSize(1));
			assertThat(tokens.values().stream().flatMap(Collection::stream)).doesNotHaveDuplicates();
		}
		assertThat(this.gitHub.calls()).containsExactlyInAnyOrder("GET /orgs/acme/installation",
				"POST /app/installations/99/access_tokens {\"repositories\":[\"app\"]}",
				"POST /app/installations/99/access_tokens {\"repositories\":[\"site\"]}",
				"POST /app/installations/99/access_tokens {\"repositories\":[\"docs\"]}");
		assertThat(this.gitHub.refusals()).isEmpty();
	}

	private Map<String, Set<String>> run(Registry registry) throws Exception {
		List<Future<Map<String, String>>> runs = new ArrayList<>();
		for (int i = 0; i < WORKSPACES; i++) {
			String repository = REPOSITORIES.get(i % REPOSITORIES.size());
			runs.add(this.executor.submit(() -> {
				Map<String, String> env = new HashMap<>(Map.of("REPOSITORY", repository));
				registry.run(Plugin.context(Map.of("repo", repository), PLENTY), env);
				return env;
			}));
		}
		Map<String, Set<String>> tokens = new HashMap<>();
		for (Future<Map<String, String>> run : runs) {
			Map<String, String> env = run.get();
			assertThat(env.get("GH_TOKEN")).isNotNull().isEqualTo(env.get("GITHUB_TOKEN"));
			tokens.computeIfAbsent(env.getOrDefault("REPOSITORY", ""), (repository) -> new HashSet<>())
				.add(env.getOrDefault("GITHUB_TOKEN", ""));
		}
		return tokens;
	}

	@Test
	void noMoreCallsAreUnderWayAtATimeThanGitHubTakes() throws Exception {
		Semaphore answers = new Semaphore(0);
		AtomicInteger underWay = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		this.gitHub.beforeAnswer(() -> {
			most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
			answers.acquireUninterruptibly();
			underWay.decrementAndGet();
		});
		try (Plugin plugin = new Plugin(this.clock, this.gitHub.url(), "installation-id=99",
				"repositories={label.repo}", "request-timeout=1m")) {
			List<Future<String>> fetches = new ArrayList<>();
			for (int i = 0; i < 48; i++) {
				String repository = "app" + i;
				fetches.add(this.executor
					.submit(() -> plugin.mutator.fetch(Plugin.context(Map.of("repo", repository), PLENTY)).value()));
			}
			Awaitility.await()
				.pollInterval(Duration.ofMillis(5))
				.atMost(Duration.ofMinutes(1))
				.until(() -> underWay.get() == 32);
			answers.release(48);
			for (Future<String> fetch : fetches) {
				assertThat(fetch.get()).startsWith("ghs_");
			}
		}
		assertThat(most).hasValue(32);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Counts the workspaces that ask.
	 *
	 * @param mutator the mutator
	 * @param asking counts
	 */
	private record CountingMutator(GitHubAppAuthMutator mutator,
			CountDownLatch asking) implements FetchingEnvMutator<InstallationToken> {

		@Override
		public String name() {
			return this.mutator.name();
		}

		@Override
		public InstallationToken fetch(ProvisionContext context) throws Exception {
			this.asking.countDown();
			return this.mutator.fetch(context);
		}

		@Override
		public void apply(InstallationToken token, ProvisionContext context, Env env) {
			this.mutator.apply(token, context, env);
		}

	}

}
