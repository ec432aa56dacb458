package io.provisionhook.integration.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.provisionhook.runtime.kubernetes.autoconfigure.KubernetesHealthAutoConfiguration;
import io.provisionhook.runtime.kubernetes.autoconfigure.KubernetesMetricsAutoConfiguration;
import io.provisionhook.store.jdbc.test.DatabaseServer;
import io.provisionhook.store.jdbc.test.TestDatabase;
import io.provisionhook.testsupport.InstalledTool;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two hosts with one database and one engine or cluster, and what happens to hosts: they
 * freeze at the worst moment, their clocks differ, their database is away or has lost
 * records.
 */
@Timeout(600)
@Execution(ExecutionMode.SAME_THREAD)
@ResourceLock(HostJvm.PROCESSORS)
abstract class HostFaultsContract {

	private static final Duration LEASE = Duration.ofSeconds(2);

	/**
	 * What asks the runtime itself, and not the one that freezes.
	 */
	private static final String WITHOUT_WATCH = "spring.autoconfigure.exclude="
			+ List.of(KubernetesHealthAutoConfiguration.class, KubernetesMetricsAutoConfiguration.class)
				.stream()
				.map(Class::getName)
				.collect(Collectors.joining(","));

	@TempDir
	private Path directory;

	@TempDir
	private Path serverDirectory;

	private final List<HostJvm> hosts = new ArrayList<>();

	private ContainerPlatform platform;

	private DatabaseServer server;

	private HikariDataSource dataSource;

	/**
	 * Start a database server that is not shared.
	 * @param directory an empty directory for its files
	 * @return the server
	 * @throws IOException if it does not start
	 */
	abstract DatabaseServer start(Path directory) throws IOException;

	/**
	 * Return the engine or cluster of the hosts.
	 * @return the platform, to be closed after the test
	 */
	abstract ContainerPlatform startPlatform();

	@BeforeEach
	void prepare() throws IOException {
		this.platform = startPlatform();
		this.server = start(this.serverDirectory);
		this.dataSource = this.server.connect();
	}

	@AfterEach
	void end() {
		this.hosts.forEach(HostJvm::close);
		this.platform.close();
		this.dataSource.close();
		this.server.stop();
	}

	private List<String> properties(String name, String... others) {
		List<String> properties = new ArrayList<>(List.of("spring.datasource.url=" + this.server.url(),
				"spring.datasource.username=" + TestDatabase.USER,
				"spring.datasource.password=" + TestDatabase.PASSWORD,
				"spring.datasource.hikari.connection-timeout=500", "provisionhook.jdbc.initialize-schema=always",
				"provisionhook.instance.name=" + name, "provisionhook.instance.lease=" + LEASE.toMillis() + "ms",
				"provisionhook.workspace.on-interruption=provision"));
		properties.addAll(this.platform.properties());
		properties.addAll(List.of(others));
		return properties;
	}

	private HostJvm start(String name, String... others) throws IOException {
		HostJvm host = HostJvm.startApart(log(name), properties(name, others));
		this.hosts.add(host);
		host.awaitReady();
		return host;
	}

	private Path log(String name) {
		return this.directory.resolve(name + ".log");
	}

	@ParameterizedTest
	@EnumSource
	void startThatIsFrozenIsUndoneAndTheRecordOfTheNextOwnerStands(FreezingRuntime.Moment moment) throws Exception {
		HostJvm frozen = start("frozen", "freeze-at=" + moment, WITHOUT_WATCH);
		start("next");
		frozen.create(1);
		frozen.awaitMoment(moment);
		frozen.freeze();
		patiently().untilAsserted(() -> assertThat(records()).singleElement().satisfies((record) -> {
			assertThat(record.state()).isEqualTo("RUNNING");
			assertThat(record.generation()).isEqualTo(2);
		}));
		Row record = records().get(0);
		assertThat(record.owner()).startsWith("next~");
		List<String> containers = this.platform.ids();
		frozen.thaw();
		frozen.goOn();
		patiently().until(() -> Files.readString(log("frozen")).contains("was taken for dead by host \"next\""));
		patiently().untilAsserted(() -> assertThat(violations()).isEmpty());
		assertThat(records()).containsExactly(record);
		assertThat(this.platform.ids()).isEqualTo(containers).hasSize(1);
	}

	@Test
	void hostThatStopsHandsItsWorkspacesOverAtOnce() throws Exception {
		HostJvm old = start("old");
		old.create(3);
		old.awaitRunning(3);
		List<String> containers = this.platform.ids();
		start("new");
		old.terminate();
		patiently().untilAsserted(() -> assertThat(records()).hasSize(3)
			.allSatisfy((record) -> assertThat(record.owner()).startsWith("new~")));
		assertThat(this.platform.ids()).isEqualTo(containers);
		assertThat(violations()).isEmpty();
		assertThat(Files.readString(log("new"))).contains("has taken over from host \"old\"")
			.doesNotContain("for dead");
		assertThat(Files.readString(log("old"))).doesNotContain("WARN");
	}

	@Test
	void nothingIsTakenOverBecauseClocksAreTenMinutesApart() throws Exception {
		InstalledTool.need("faketime");
		HostJvm wrong = HostJvm.startWithWrongClock(log("wrong"), "+10m", properties("wrong"));
		this.hosts.add(wrong);
		wrong.awaitReady();
		HostJvm right = start("right");
		wrong.create(3);
		wrong.awaitRunning(3);
		right.create(3);
		right.awaitRunning(3);
		List<Row> records = records();
		assertThat(records).extracting(Row::createdAt).doesNotContainNull();
		Thread.sleep(LEASE.toMillis() * 3);
		assertThat(records()).isEqualTo(records);
		assertThat(violations()).isEmpty();
		assertThat(Files.readString(log("right"))).doesNotContain("for dead");
		assertThat(Files.readString(log("wrong"))).doesNotContain("for dead");
		assertThat(JdbcClient.create(this.dataSource)
			.sql("select max(created_at) > min(created_at) + interval '9' minute from provisionhook_workspace")
			.query(Boolean.class)
			.single()).as("the clocks differ").isTrue();
	}

	@Test
	void nothingIsTakenOverBecauseTheDatabaseWasAway() throws Exception {
		HostJvm a = start("a");
		HostJvm b = start("b");
		a.create(3);
		a.awaitRunning(3);
		b.create(3);
		b.awaitRunning(3);
		List<Row> records = records();
		List<String> containers = this.platform.ids();
		this.server.stop();
		for (String host : List.of("a", "b")) {
			patiently().until(() -> Files.readString(log(host)).contains("could not renew its lease for"));
		}
		Thread.sleep(LEASE.toMillis() * 2);
		this.server.start();
		for (String host : List.of("a", "b")) {
			patiently().untilAsserted(() -> assertThat(log(host)).content().contains("holds its lease again"));
		}
		Thread.sleep(LEASE.toMillis() * 2);
		assertThat(records()).isEqualTo(records);
		assertThat(this.platform.ids()).isEqualTo(containers);
		a.create(1);
		a.awaitRunning(1);
		assertThat(violations()).isEmpty();
	}

	@Test
	void orphansAreRemovedAndWorkspacesOfOtherHostsAreNot() throws Exception {
		String removing = "provisionhook.workspace.on-orphan=remove";
		HostJvm a = start("a", removing);
		HostJvm b = start("b", removing);
		a.create(8);
		b.create(8);
		a.awaitRunning(8);
		b.awaitRunning(8);
		List<String> containers = this.platform.ids();
		List<Row> records = records();
		// By the id, so that each host has some of both
		List<String> orphans = records.subList(0, 8).stream().map(Row::id).toList();
		JdbcClient.create(this.dataSource)
			.sql("delete from provisionhook_workspace where id in (:ids)")
			.param("ids", orphans)
			.update();
		start("c", removing);
		patiently().untilAsserted(() -> assertThat(violations()).isEmpty());
		assertThat(records()).isEqualTo(records.subList(8, 16));
		assertThat(containers).containsAll(this.platform.ids());
	}

	private static ConditionFactory patiently() {
		return Awaitility.await()
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(100))
			.atMost(Duration.ofMinutes(2));
	}

	private List<Row> records() {
		return JdbcClient.create(this.dataSource)
			.sql("select id, state, owner, generation, version, created_at from provisionhook_workspace order by id")
			.query((row, number) -> new Row(row.getString(1), row.getString(2), row.getString(3), row.getLong(4),
					row.getLong(5), row.getString(6)))
			.list();
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

	/**
	 * A row of {@code provisionhook_workspace}.
	 *
	 * @param id the id
	 * @param state the state
	 * @param owner the owner
	 * @param generation the generation
	 * @param version the version
	 * @param createdAt the time of the first record, as the database writes it
	 */
	private record Row(String id, String state, String owner, long generation, long version, String createdAt) {
	}

}
