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

import com.zaxxer.hikari.HikariDataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.jdbc.core.JdbcTemplate;

import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;
import io.provisionhook.store.jdbc.test.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three hosts with one database and one engine are killed and frozen at any moment, while
 * they provision, stop and restart workspaces, their own and those of each other.
 */
@ExtendWith(DockerEngineExtension.class)
@Timeout(7200)
abstract class SeveralHostsContract {

	private static final int HOSTS = 3;

	private static final Duration LEASE = Duration.ofSeconds(2);

	private static final int STOPS = 3;

	private static final int BATCH = 10;

	@TempDir
	private Path directory;

	private final TestDatabase database;

	private final List<HostJvm> hosts = new ArrayList<>();

	private DockerEngine engine;

	private String image;

	private String network;

	private HikariDataSource dataSource;

	SeveralHostsContract(TestDatabase database) {
		this.database = database;
	}

	@BeforeEach
	void prepare(DockerEngine engine) {
		this.engine = engine;
		this.image = engine.images().busybox();
		this.network = startNetwork(engine, this.image);
		this.dataSource = this.database.connect();
	}

	@AfterEach
	void end() {
		this.hosts.forEach(HostJvm::close);
		this.engine.removeContainers();
		this.engine.client().removeContainerCmd(this.network).withForce(true).exec();
		this.dataSource.close();
	}

	// All containers share its network: before 20.10.27, Docker has a deadlock if many
	// that have one each begin and end at once, https://github.com/moby/moby/issues/46661
	private static String startNetwork(DockerEngine engine, String image) {
		String id = engine.client().createContainerCmd(image).withCmd("sleep", "86400").exec().getId();
		engine.client().startContainerCmd(id).exec();
		return id;
	}

	private HostJvm start(int number, boolean provision) throws IOException {
		HostJvm host = HostJvm.startApart(this.directory.resolve("host-" + number + ".log"), List.of(
				"spring.datasource.url=" + this.database.url(), "spring.datasource.username=" + TestDatabase.USER,
				"spring.datasource.password=" + TestDatabase.PASSWORD, "provisionhook.jdbc.initialize-schema=always",
				"provisionhook.instance.name=host-" + number, "provisionhook.instance.lease=" + LEASE.toMillis() + "ms",
				"provisionhook.workspace.on-interruption=" + (provision ? "provision" : "fail"),
				"provisionhook.docker.host=" + this.engine.host(), "provisionhook.docker.image=" + this.image,
				"provisionhook.docker.command=sleep,3600", "provisionhook.docker.pull=never",
				"provisionhook.docker.owner=" + this.engine.owner(),
				"provisionhook.docker.network=container:" + this.network, "provisionhook.docker.grace-period=100ms"));
		host.awaitReady();
		return host;
	}

	@Test
	@Execution(ExecutionMode.SAME_THREAD)
	void eachWorkspaceRunsOnceOrHasEndedWithACauseWhateverHappensToItsHosts() throws Exception {
		long seed = Long.getLong("test.seed", new Random().nextLong());
		Random random = new Random(seed);
		int workspaces = Integer.getInteger("test.host-workspaces", 39);
		for (int number = 0; number < HOSTS; number++) {
			this.hosts.add(start(number, random.nextBoolean()));
		}
		recordLostUpdates();
		String story = "seed " + seed;
		for (int round = 0; round < Integer.getInteger("test.host-rounds", 2); round++) {
			int victim = random.nextInt(HOSTS);
			for (HostJvm host : this.hosts) {
				host.create(workspaces / HOSTS);
				host.restart(STOPS);
			}
			this.hosts.get(victim).awaitRunning(random.nextInt(workspaces / HOSTS));
			boolean kill = random.nextBoolean();
			story += "; round " + round + (kill ? " kills " : " freezes ") + victim;
			if (kill) {
				this.hosts.get(victim).killAfter(random.nextInt(200));
			}
			else {
				this.hosts.get(victim).freeze();
			}
			HostJvm other = this.hosts.get((victim + 1) % HOSTS);
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

	/**
	 * Return the statements that create a trigger. At an update of a row of
	 * {@code provisionhook_workspace} to another version than the next one, it has to
	 * insert the id and both versions into {@code lost_update}.
	 * @return the statements
	 */
	abstract List<String> lostUpdateTrigger();

	// The next owner would mend such a record before the next look
	private void recordLostUpdates() {
		JdbcTemplate jdbc = new JdbcTemplate(this.dataSource);
		jdbc.execute("create table lost_update (id varchar(255), old_version bigint, new_version bigint)");
		lostUpdateTrigger().forEach(jdbc::execute);
	}

	private List<String> lostUpdates() {
		return new JdbcTemplate(this.dataSource).query("select * from lost_update",
				(row, number) -> "%s was of version %s, and %s was written".formatted(row.getString(1), row.getLong(2),
						row.getLong(3)));
	}

	// A few at a time, since the engine gives up if it has to stop all at once
	private void stopAll(Random random) throws IOException {
		List<String> live = live();
		while (!live.isEmpty()) {
			List<String> some = live.subList(0, Math.min(BATCH, live.size()));
			for (String id : some) {
				this.hosts.get(random.nextInt(HOSTS)).stop(id);
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
		HostJvm asked = this.hosts.stream().filter((host) -> !host.isSilent()).findFirst().orElseThrow();
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
				violations.set(InvariantCheck.violations(this::connection, "provisionhook_", this.engine.client(),
						this.engine.owner()));
				assertThat(violations.get()).as(() -> story + "; " + logs()).isEmpty();
			});
		assertThat(lostUpdates()).as(() -> story + "; " + logs()).isEmpty();
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
