package io.provisionhook.runtime.together;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A host application is killed while it provisions, stops and restarts workspaces, or
 * while it comes back from the last time; again and again, with a runtime and with its
 * records in a file.
 */
@Timeout(1800)
abstract class CrashContract {

	private static final int WORKSPACES = 50;

	private static final int RESTARTS = 10;

	private static final int START_MILLIS = 5000;

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
	 * Return how often a host is killed, unless the system property
	 * {@code provisionhook.crash-rounds} says it.
	 * @return the number
	 */
	abstract int rounds();

	/**
	 * Return within which time after the first request a host is killed, which is about
	 * as long as it takes to provision all workspaces.
	 * @return the time in milliseconds
	 */
	abstract int killWithinMillis();

	/**
	 * End whatever runs, as the end of the machine would.
	 */
	abstract void endAll();

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
	void eachWorkspaceRunsOnceOrHasEndedWithACauseWhenHostComesBack() throws Exception {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		String story = "seed " + seed;
		int known = 0;
		boolean ran = false;
		for (int round = 0; round <= Integer.getInteger("provisionhook.crash-rounds", rounds()); round++) {
			String onInterruption = random.nextBoolean() ? "fail" : "provision";
			int delay = random.nextInt(killWithinMillis());
			if (random.nextInt(3) == 0) {
				try (HostJvm host = start("provisionhook.workspace.on-interruption=" + onInterruption)) {
					host.killAfter(random.nextInt(START_MILLIS));
				}
				story += ", and once more when it came back";
			}
			try (HostJvm host = startAndAwait("provisionhook.workspace.on-interruption=" + onInterruption)) {
				List<Observed> workspaces = settled(host);
				assertThat(Invariants.violations(workspaces, running())).as(story + ", " + onInterruption).isEmpty();
				assertThat(workspaces).as(story).hasSizeGreaterThanOrEqualTo(known);
				known = workspaces.size();
				ran |= workspaces.stream().anyMatch(Observed::hasRun);
				host.create(WORKSPACES);
				host.restart(RESTARTS);
				host.killAfter(delay);
			}
			story = "round " + round + " of seed " + seed + ", killed after " + delay + " ms";
			if (random.nextInt(3) == 0) {
				endAll();
				story += " with all that ran";
			}
		}
		assertThat(ran).as("some workspaces have run").isTrue();
	}

	@Test
	void checkFailsWithoutReconciliation() throws Exception {
		List<String> violations = new ArrayList<>();
		for (int round = 0; round <= 5 && violations.isEmpty(); round++) {
			try (HostJvm host = startAndAwait(WITHOUT_RECONCILIATION)) {
				violations.addAll(Invariants.violations(host.list(), running()));
				host.create(WORKSPACES);
				host.killAfter(killWithinMillis() / 2);
				endAll();
			}
		}
		assertThat(violations).isNotEmpty();
	}

	private static List<Observed> settled(HostJvm host) {
		return Awaitility.await()
			.atMost(Duration.ofMinutes(2))
			.until(host::list, (records) -> records.stream()
				.noneMatch((workspace) -> workspace.state() == WorkspaceState.PROVISIONING));
	}

}
