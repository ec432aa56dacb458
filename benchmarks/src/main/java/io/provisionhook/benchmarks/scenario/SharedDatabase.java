package io.provisionhook.benchmarks.scenario;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import io.provisionhook.EnvMutator;
import io.provisionhook.Lease;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.store.jdbc.JdbcWorkspaceStore;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceQuery;
import io.provisionhook.workspace.WorkspaceState;

/**
 * Measures hosts that share a PostgreSQL database, with a runtime that sleeps: the start
 * with many records, the memory of running workspaces, several hosts, and the take-over
 * from a dead host.
 */
public final class SharedDatabase {

	private static final int WARMUP_ROUNDS = 10;

	private static final int ROUNDS = 15;

	private static final int ENDED = 100_000;

	private static final int LIVE = 100;

	private static final int RUNNING = 10_000;

	private static final int LEFT = 500;

	private static final Duration LEASE = Duration.ofSeconds(15);

	private final String[] arguments;

	private SharedDatabase(String[] arguments) {
		this.arguments = arguments;
	}

	/**
	 * Measure.
	 * @param arguments the measurement ({@code start}, {@code memory}, {@code hosts},
	 * {@code takeover}), the JDBC URL and the user of an empty database; the environment
	 * variable {@code PGPASSWORD} has the password
	 * @throws Exception if something fails
	 */
	public static void main(String[] arguments) throws Exception {
		SharedDatabase database = new SharedDatabase(arguments);
		switch (arguments[0]) {
			case "start" -> database.start();
			case "memory" -> database.memory();
			case "hosts" -> database.hosts();
			case "takeover" -> database.takeOver();
			case "victim" -> database.victim();
			default -> throw new IllegalArgumentException(arguments[0]);
		}
		System.exit(0);
	}

	private HikariDataSource connect() {
		return new HikariDataSource(config());
	}

	private HikariDataSource connect(String schema) {
		try (HikariDataSource dataSource = connect()) {
			JdbcClient.create(dataSource).sql("create schema if not exists " + schema).update();
		}
		HikariConfig config = config();
		config.setSchema(schema);
		return new HikariDataSource(config);
	}

	private HikariConfig config() {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(this.arguments[1]);
		config.setUsername(this.arguments[2]);
		config.setPassword(System.getenv("PGPASSWORD"));
		config.setMaximumPoolSize(20);
		return config;
	}

	private static void create(DataSource dataSource) {
		JdbcClient jdbc = JdbcClient.create(dataSource);
		for (String table : List.of("workspace", "provisioning", "instance")) {
			jdbc.sql("drop table if exists provisionhook_" + table).update();
		}
		new ResourceDatabasePopulator(new ClassPathResource("io/provisionhook/store/jdbc/schema-postgresql.sql"))
			.execute(dataSource);
	}

	private static WorkspaceHandler handler(DataSource dataSource, String name, Duration start) {
		WorkspaceHandler handler = WorkspaceHandler.builder(new SleepingRuntime(start))
			.store(new JdbcWorkspaceStore(dataSource, JdbcWorkspaceStore.DEFAULT_TABLE_PREFIX))
			.instanceName(name)
			.instanceLease(LEASE)
			.build();
		Registry registry = new Registry();
		registry.register(EnvMutator.of("token", (context, env) -> env.putSecret("TOKEN", UUID.randomUUID().toString(),
				Lease.until(Instant.now().plus(Duration.ofDays(1))))));
		handler.setEnvMutators(registry);
		return handler;
	}

	private static void run(WorkspaceHandler handler, int count) throws InterruptedException {
		for (int i = 0; i < count; i++) {
			handler.create(WorkspaceRequest.named("benchmark-" + i).tenant("acme").build());
		}
		while (handler.countByState(Instant.EPOCH).getOrDefault(WorkspaceState.PROVISIONING, 0L) > 0) {
			Thread.sleep(10);
		}
	}

	// 100 live workspaces; in one of two schemas 100,000 more that have ended
	private void start() throws Exception {
		try (HikariDataSource without = connect("without_ended"); HikariDataSource with = connect("with_ended")) {
			for (DataSource dataSource : List.of(without, with)) {
				create(dataSource);
				try (WorkspaceHandler handler = handler(dataSource, "first", Duration.ZERO)) {
					handler.reconcile();
					run(handler, LIVE);
				}
			}
			JdbcClient.create(with)
				.sql("insert into provisionhook_workspace (id, name, request, state, report, created_at, updated_at, "
						+ "generation, version) select 'ended-' || n, w.name, w.request, 'STOPPED', w.report, "
						+ "w.created_at, w.updated_at, 1, 2 from generate_series(1, " + ENDED
						+ ") n, (select * from provisionhook_workspace limit 1) w")
				.update();
			JdbcClient.create(with).sql("analyze").update();
			// In turns, so that whatever changes meanwhile changes for both
			List<Start> startsWithout = new ArrayList<>();
			List<Start> startsWith = new ArrayList<>();
			for (int round = -WARMUP_ROUNDS; round < ROUNDS; round++) {
				Start one = start(without);
				Start other = start(with);
				if (round >= 0) {
					startsWithout.add(one);
					startsWith.add(other);
				}
			}
			Figures.print("start with %d ended records: %.1f ms, %.0f KiB; without: %.1f ms, %.0f KiB (medians of %d)",
					ENDED, median(startsWith, Start::millis), median(startsWith, Start::kilobytes),
					median(startsWithout, Start::millis), median(startsWithout, Start::kilobytes), ROUNDS);
		}
	}

	private static Start start(DataSource dataSource) throws Exception {
		long before = Figures.liveHeap();
		long start = System.nanoTime();
		try (WorkspaceHandler handler = handler(dataSource, "host", Duration.ZERO)) {
			int adopted = handler.reconcile().outcomes().size();
			double millis = (System.nanoTime() - start) / 1e6;
			if (adopted != LIVE) {
				throw new IllegalStateException(adopted + " were adopted");
			}
			return new Start(millis, Figures.liveHeap() - before);
		}
	}

	private static double median(List<Start> starts, ToDoubleFunction<Start> figure) {
		return Figures.median(starts.stream().mapToDouble(figure).toArray());
	}

	private void memory() throws Exception {
		try (HikariDataSource dataSource = connect()) {
			create(dataSource);
			try (WorkspaceHandler handler = handler(dataSource, "host", Duration.ZERO)) {
				handler.reconcile();
				run(handler, LIVE);
				Thread.sleep(2_000);
				long before = Figures.liveHeap();
				run(handler, RUNNING);
				Thread.sleep(15_000);
				long after = Figures.liveHeap();
				Figures.print("%d running workspaces: %.2f KiB each", RUNNING, (double) (after - before) / RUNNING);
			}
		}
	}

	private void hosts() throws Exception {
		for (int hosts : new int[] { 1, 4, 1, 4, 1, 4 }) {
			try (HikariDataSource dataSource = connect()) {
				create(dataSource);
			}
			AtomicLong statements = new AtomicLong();
			List<HikariDataSource> dataSources = new ArrayList<>();
			List<WorkspaceHandler> handlers = new ArrayList<>();
			for (int host = 0; host < hosts; host++) {
				HikariDataSource dataSource = connect();
				dataSources.add(dataSource);
				WorkspaceHandler handler = handler(new CountingDataSource(dataSource, statements), "host-" + host,
						Duration.ofMillis(500));
				handler.reconcile();
				handlers.add(handler);
			}
			int each = 200;
			long before = statements.get();
			long start = System.nanoTime();
			CountDownLatch done = new CountDownLatch(hosts);
			for (WorkspaceHandler handler : handlers) {
				new Thread(() -> {
					for (int i = 0; i < each; i++) {
						handler.create(WorkspaceRequest.named("benchmark-" + i).build());
					}
					done.countDown();
				}).start();
			}
			done.await();
			try (HikariDataSource dataSource = connect()) {
				JdbcClient jdbc = JdbcClient.create(dataSource);
				while (jdbc.sql("select count(*) from provisionhook_workspace where state = 'RUNNING'")
					.query(Integer.class)
					.single() < each * hosts) {
					Thread.sleep(20);
				}
			}
			double seconds = (System.nanoTime() - start) / 1e9;
			Figures.print("%d hosts: %.1f workspaces a second, %.2f statements a workspace", hosts,
					each * hosts / seconds, (double) (statements.get() - before) / (each * hosts));
			handlers.forEach(WorkspaceHandler::close);
			dataSources.forEach(HikariDataSource::close);
		}
	}

	// A host that can't be seen to be dead, for it has processes of its own
	private void takeOver() throws Exception {
		double[] seconds = new double[3];
		for (int round = 0; round < seconds.length; round++) {
			try (HikariDataSource dataSource = connect()) {
				create(dataSource);
				Process victim = new ProcessBuilder("unshare", "--pid", "--fork", "--kill-child",
						ProcessHandle.current().info().command().orElseThrow(), "-XX:-UsePerfData", "-cp",
						System.getProperty("java.class.path"), SharedDatabase.class.getName(), "victim",
						this.arguments[1], this.arguments[2])
					.redirectError(ProcessBuilder.Redirect.INHERIT)
					.start();
				if (victim.inputReader(StandardCharsets.UTF_8).readLine() == null) {
					throw new IOException("The host did not start");
				}
				List<WorkspaceHandler> others = new ArrayList<>();
				for (int host = 0; host < 3; host++) {
					WorkspaceHandler handler = handler(dataSource, "other-" + host, Duration.ZERO);
					handler.reconcile();
					others.add(handler);
				}
				// Not at a certain time since its last renewal
				Thread.sleep(LEASE.toMillis() / 3 * (round + 1) + 1_000);
				String dead = others.get(0)
					.list(WorkspaceQuery.newest(1).in(Set.of(WorkspaceState.RUNNING)))
					.workspaces()
					.stream()
					.map(Workspace::owner)
					.findFirst()
					.orElseThrow();
				victim.destroyForcibly().waitFor();
				long start = System.nanoTime();
				JdbcClient jdbc = JdbcClient.create(dataSource);
				while (jdbc.sql("select count(*) from provisionhook_workspace where owner = ?")
					.param(dead)
					.query(Integer.class)
					.single() > 0) {
					Thread.sleep(20);
				}
				seconds[round] = (System.nanoTime() - start) / 1e9;
				others.forEach(WorkspaceHandler::close);
			}
		}
		Figures.print("take-over of %d workspaces by 3 hosts: %s seconds after the end of their host, the lease is %d",
				LEFT, DoubleStream.of(seconds).mapToObj((value) -> String.format("%.1f", value)).toList(),
				LEASE.toSeconds());
	}

	private void victim() throws Exception {
		HikariDataSource dataSource = connect();
		WorkspaceHandler handler = handler(dataSource, "victim", Duration.ZERO);
		handler.reconcile();
		run(handler, LEFT);
		System.out.println("ready");
		Thread.sleep(Duration.ofMinutes(5).toMillis());
	}

	/**
	 * Time and memory of a start.
	 *
	 * @param millis the time
	 * @param kilobytes the memory that is in use after it
	 */
	private record Start(double millis, double kilobytes) {
	}

	/**
	 * Counts the statements that are prepared.
	 */
	private static final class CountingDataSource extends DelegatingDataSource {

		private final AtomicLong statements;

		CountingDataSource(DataSource delegate, AtomicLong statements) {
			super(delegate);
			this.statements = statements;
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = super.getConnection();
			return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
					(proxy, method, arguments) -> {
						if (method.getName().equals("prepareStatement")) {
							this.statements.incrementAndGet();
						}
						try {
							return method.invoke(connection, arguments);
						}
						catch (InvocationTargetException ex) {
							throw ex.getCause();
						}
					});
		}

	}

}
