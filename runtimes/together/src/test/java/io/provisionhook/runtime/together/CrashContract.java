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
 * A host application is killed while it provisions workspaces, and comes back; again and
 * again, with a runtime and with its records in a file.
 */
@Timeout(1800)
abstract class CrashContract {

	private static final int WORKSPACES = 50;

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

	@Test
	void eachWorkspaceRunsOnceOrHasEndedWithACauseWhenHostComesBack() throws Exception {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		String story = "seed " + seed;
		for (int round = 0; round <= Integer.getInteger("provisionhook.crash-rounds", rounds()); round++) {
			String onInterruption = random.nextBoolean() ? "fail" : "provision";
			int delay = random.nextInt(killWithinMillis());
			try (HostJvm host = start("provisionhook.workspace.on-interruption=" + onInterruption)) {
				assertThat(Invariants.violations(settled(host), running())).as(story + ", " + onInterruption).isEmpty();
				host.create(WORKSPACES);
				host.killAfter(delay);
			}
			story = "round " + round + " of seed " + seed + ", killed after " + delay + " ms";
			if (random.nextInt(3) == 0) {
				endAll();
				story += " with all that ran";
			}
		}
	}

	@Test
	void checkFailsWithoutReconciliation() throws Exception {
		List<String> violations = new ArrayList<>();
		for (int round = 0; round <= 5 && violations.isEmpty(); round++) {
			try (HostJvm host = start(WITHOUT_RECONCILIATION)) {
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
