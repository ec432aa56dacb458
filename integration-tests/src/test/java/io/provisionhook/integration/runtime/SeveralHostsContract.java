package io.provisionhook.integration.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

import io.provisionhook.store.jdbc.test.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Hosts with one database and one engine or cluster are killed and frozen at any moment,
 * while they provision, stop and restart workspaces, their own and those of each other.
 */
@Timeout(7200)
@ResourceLock(HostJvm.PROCESSORS)
abstract class SeveralHostsContract {

	private static final Duration LEASE = Duration.ofSeconds(2);

	private static final int STOPS = 3;

	@TempDir
	private Path directory;

	private final TestDatabase database;

	private final LostUpdates lostUpdates;

	private final int hostCount;

	private final int workspaces;

	private final List<HostJvm> hosts = new ArrayList<>();

	private ContainerPlatform platform;

	private HikariDataSource dataSource;

	/**
	 * Create the test.
	 * @param database the database of the hosts
	 * @param lostUpdates records lost updates in this database
	 * @param hostCount the number of hosts
	 * @param workspaces the number of workspaces that they start in each round, unless a
	 * system property says otherwise
	 */
	SeveralHostsContract(TestDatabase database, LostUpdates lostUpdates, int hostCount, int workspaces) {
		this.database = database;
		this.lostUpdates = lostUpdates;
		this.hostCount = hostCount;
		this.workspaces = Integer.getInteger("test.host-workspaces", workspaces);
	}

	/**
	 * Return the engine or cluster of the hosts.
	 * @return the platform, to be closed after the test
	 */
	abstract ContainerPlatform startPlatform();

	@BeforeEach
	void prepare() {
		this.platform = startPlatform();
		this.dataSource = this.database.connect();
	}

	@AfterEach
	void end() {
		this.hosts.forEach(HostJvm::close);
		this.platform.close();
		this.dataSource.close();
	}

	private HostJvm start(int number, boolean provision) throws IOException {
		List<String> properties = new ArrayList<>(List.of("spring.datasource.url=" + this.database.url(),
				"spring.datasource.username=" + TestDatabase.USER,
				"spring.datasource.password=" + TestDatabase.PASSWORD, "provisionhook.jdbc.initialize-schema=always",
				"provisionhook.instance.name=host-" + number, "provisionhook.instance.lease=" + LEASE.toMillis() + "ms",
				"provisionhook.workspace.on-interruption=" + (provision ? "provision" : "fail")));
		properties.addAll(this.platform.properties());
		HostJvm host = HostJvm.startApart(this.directory.resolve("host-" + number + ".log"), properties);
		host.awaitReady();
		return host;
	}

	@Test
	@Execution(ExecutionMode.SAME_THREAD)
	void eachWorkspaceRunsOnceOrHasEndedWithACauseWhateverHappensToItsHosts() throws Exception {
		long seed = Long.getLong("test.seed", new Random().nextLong());
		Random random = new Random(seed);
		for (int number = 0; number < this.hostCount; number++) {
			this.hosts.add(start(number, random.nextBoolean()));
		}
		this.lostUpdates.record(this.dataSource);
		String story = "seed " + seed;
		for (int round = 0; round < Integer.getInteger("test.host-rounds", 2); round++) {
			int victim = random.nextInt(this.hostCount);
			for (HostJvm host : this.hosts) {
				host.create(this.workspaces / this.hostCount);
				host.restart(STOPS);
			}
			this.hosts.get(victim).awaitRunning(random.nextInt(this.workspaces / this.hostCount));
			boolean kill = random.nextBoolean();
			story += "; round " + round + (kill ? " kills " : " freezes ") + victim;
			if (kill) {
				this.hosts.get(victim).killAfter(random.nextInt(200));
			}
			else {
				this.hosts.get(victim).freeze();
			}
			HostJvm other = this.hosts.get((victim + 1) % this.hostCount);
			for (String id : ids(random)) {
				other.stop(id);
			}
			Thread.sleep(LEASE.toMillis() * 3 / 2 + random.nextInt(500));
			if (kill) {
				this.hosts.set(victim, start(victim, random.nextBoolean()));
			}
			else {
				this.hosts.get(victim).thaw();
			}
			settle(story);
			stopAll(random);
			settle(story + ", and all were stopped");
		}
	}

	private void stopAll(Random random) throws IOException {
		List<String> live = live();
		while (!live.isEmpty()) {
			List<String> some = live.subList(0, Math.min(this.platform.maxStops(), live.size()));
			for (String id : some) {
				this.hosts.get(random.nextInt(this.hostCount)).stop(id);
			}
			Awaitility.await()
				.pollInSameThread()
				.pollInterval(Duration.ofMillis(50))
				.atMost(Duration.ofMinutes(5))
				.untilAsserted(() -> assertThat(live()).as(this::logs).doesNotContainAnyElementsOf(some));
			live = live();
		}
	}

	private String logs() {
		return "the logs end with\n" + String.join("\n---\n", this.hosts.stream().map(HostJvm::endOfLog).toList());
	}

	private List<String> live() {
		return this.hosts.get(0)
			.list()
			.stream()
			.filter((record) -> !record.state().isEnded())
			.map(Observed::id)
			.toList();
	}

	private List<String> ids(Random random) {
		HostJvm asked = this.hosts.stream()
			.filter((host) -> !host.isSilent())
			.findFirst()
			.orElseThrow(() -> new AssertionError("A host has ended by itself; " + logs()));
		List<Observed> records = new ArrayList<>(asked.list());
		Collections.shuffle(records, random);
		return records.stream().filter((record) -> !record.state().isEnded()).limit(STOPS).map(Observed::id).toList();
	}

	private void settle(String story) {
		AtomicReference<List<String>> violations = new AtomicReference<>(List.of());
		Awaitility.await()
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(200))
			.atMost(Duration.ofMinutes(5))
			.untilAsserted(() -> {
				violations.set(violations());
				assertThat(violations.get()).as(() -> story + "; " + logs()).isEmpty();
			});
		assertThat(LostUpdates.find(this.dataSource)).as(() -> story + "; " + logs()).isEmpty();
	}

	private List<String> violations() {
		List<String> violations = InvariantCheck.violations(this::connection, "provisionhook_",
				this.platform.running());
		return Stream.concat(violations.stream(), this.platform.leftovers().stream()).toList();
	}

	private Connection connection() {
		try {
			return this.dataSource.getConnection();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
