package io.provisionhook.integration.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A host application is killed while it provisions, stops and restarts workspaces, or
 * while it comes back from the last time; again and again, with a runtime and with its
 * records in a file.
 */
@Timeout(1800)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(HostJvm.PROCESSORS)
abstract class CrashContract {

	/**
	 * Some more than a host provisions at a time.
	 */
	private static final int WORKSPACES = 20;

	private static final int RESTARTS = 5;

	private static final int MOMENT_MILLIS = 50;

	private static final int COMING_BACK_MILLIS = 500;

	/**
	 * Not each round has everything that can happen, but each three rounds have.
	 */
	private static final int VARIANTS = 3;

	private static final String WITHOUT_RECONCILIATION = "spring.autoconfigure.exclude="
			+ "io.provisionhook.autoconfigure.workspace.WorkspaceLifecycleAutoConfiguration";

	@TempDir
	private Path directory;

	/**
	 * Return what makes a host use the runtime.
	 * @return properties
	 */
	abstract List<String> runtime();

	/**
	 * Return how many processes or containers run, seen without the runtime.
	 * @return the number by workspace
	 */
	abstract Map<String, Integer> running();

	/**
	 * End whatever runs, as the end of the machine would.
	 */
	abstract void endAll();

	static Map<String, Integer> counts(Map<String, List<Long>> generations) {
		Map<String, Integer> counts = new HashMap<>();
		generations.forEach((workspace, all) -> counts.put(workspace, all.size()));
		return counts;
	}

	final Path directory() {
		return this.directory;
	}

	private HostJvm start(String... properties) throws IOException {
		List<String> all = new ArrayList<>(runtime());
		all.addAll(List.of("spring.datasource.url=jdbc:h2:file:" + this.directory.resolve("records") + ";WRITE_DELAY=0",
				"provisionhook.jdbc.initialize-schema=always"));
		all.addAll(List.of(properties));
		return HostJvm.start(this.directory.resolve("host.log"), all);
	}

	private HostJvm startAndAwait(String... properties) throws IOException {
		HostJvm host = start(properties);
		host.awaitReady();
		return host;
	}

	@Test
	@Execution(ExecutionMode.SAME_THREAD)
	void eachWorkspaceRunsOnceOrHasEndedWithACauseWhenHostComesBack() throws Exception {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		int killedAgain = random.nextInt(VARIANTS);
		int killedWithAll = random.nextInt(VARIANTS);
		boolean provision = random.nextBoolean();
		List<Observed> workspaces = List.of();
		String story = "seed " + seed;
		for (int round = 0; round < Integer.getInteger("test.crash-rounds", 3); round++) {
			// At least one has run in the end
			int running = random.nextInt((round == 0) ? 1 : 0, WORKSPACES + 1);
			try (HostJvm host = startAndAwait(onInterruption(provision))) {
				workspaces = settled(host, workspaces, story);
				host.create(WORKSPACES);
				host.restart(RESTARTS);
				host.awaitRunning(running);
				host.killAfter(random.nextInt(MOMENT_MILLIS));
			}
			story = "round " + round + " of seed " + seed + ", killed when " + running + " ran";
			if (round % VARIANTS == killedWithAll) {
				endAll();
				story += ", with all that ran";
			}
			provision = !provision;
			story += ", provisions again: " + provision;
			if (round % VARIANTS == killedAgain) {
				try (HostJvm host = start(onInterruption(provision))) {
					host.awaitReturn();
					host.killAfter(random.nextInt(COMING_BACK_MILLIS));
				}
				story += ", killed again when it came back";
			}
		}
		try (HostJvm host = startAndAwait(onInterruption(provision))) {
			assertThat(settled(host, workspaces, story)).as("some workspaces have run").anyMatch(Observed::hasRun);
		}
	}

	private static String onInterruption(boolean provision) {
		return "provisionhook.workspace.on-interruption=" + (provision ? "provision" : "fail");
	}

	// What a host was about to stop when it was killed may end only now, which the next
	// one records on a thread of its own
	private List<Observed> settled(HostJvm host, List<Observed> known, String story) {
		AtomicReference<List<Observed>> workspaces = new AtomicReference<>(List.of());
		Awaitility.await()
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(100))
			.atMost(Duration.ofMinutes(5))
			.untilAsserted(() -> {
				workspaces.set(host.list());
				assertThat(Invariants.violations(workspaces.get(), running()))
					.as(() -> story + "; the log ends with\n" + host.endOfLog())
					.isEmpty();
			});
		assertThat(workspaces.get()).as(story)
			.extracting(Observed::id)
			.containsAll(known.stream().map(Observed::id).toList());
		return workspaces.get();
	}

	@Test
	@Execution(ExecutionMode.SAME_THREAD)
	void checkFailsWithoutReconciliation() throws Exception {
		try (HostJvm host = startAndAwait(WITHOUT_RECONCILIATION)) {
			assertThat(host.list()).isEmpty();
			host.create(RESTARTS);
			host.awaitRunning(1);
			host.killAfter(0);
			endAll();
		}
		try (HostJvm host = startAndAwait(WITHOUT_RECONCILIATION)) {
			assertThat(Invariants.violations(host.list(), running())).isNotEmpty();
		}
	}

}
