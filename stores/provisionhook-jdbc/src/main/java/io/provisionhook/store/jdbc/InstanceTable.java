package io.provisionhook.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.provisionhook.workspace.instance.HostProcess;
import io.provisionhook.workspace.instance.Instance;

/**
 * Executes statements on the table of host applications. The database computes each time,
 * in milliseconds since 1970.
 */
final class InstanceTable {

	private static final String COLUMNS = "id, location, machine, pid, start_time, leaving, renewed_at, lease_until, details";

	private final WorkspaceJson json = new WorkspaceJson();

	private final JdbcClient jdbc;

	private final String name;

	private final DatabaseClock clock;

	/**
	 * Create an object for a table.
	 * @param jdbc the database
	 * @param name the name of the table
	 * @param clock the clock of the database
	 */
	InstanceTable(JdbcTemplate jdbc, String name, DatabaseClock clock) {
		this.jdbc = JdbcClient.create(jdbc);
		this.name = name;
		this.clock = clock;
	}

	int insert(Instance instance, Duration lease) {
		HostProcess process = instance.process();
		return this.jdbc
			.sql("insert into " + this.name + " (" + COLUMNS + ") values (:id, :location, :machine, :pid, :start_time, "
					+ ":leaving, " + this.clock.now() + ", " + this.clock.now() + " + :lease, :details)")
			.param("id", instance.id())
			.param("location", instance.location())
			.param("machine", process.machine())
			.param("pid", process.pid())
			.param("start_time", process.startTime())
			.param("leaving", instance.leaving())
			.param("lease", lease.toMillis())
			.param("details", write(instance.details()), Types.VARCHAR)
			.update();
	}

	/**
	 * Renew a lease.
	 * @param id the id of the host application
	 * @param lease the time of the lease
	 * @param details its properties
	 * @param alone whether to renew it only if there is no other host application
	 * @return the number of rows
	 */
	int renew(String id, Duration lease, Map<String, String> details, boolean alone) {
		// MariaDB reads the table that it updates only by way of another one
		String condition = alone ? " and (select count(*) from (select id from " + this.name + ") others) = 1" : "";
		return this.jdbc
			.sql("update " + this.name + " set renewed_at = " + this.clock.now() + ", lease_until = " + this.clock.now()
					+ " + :lease, details = :details where id = :id" + condition)
			.param("lease", lease.toMillis())
			.param("details", write(details), Types.VARCHAR)
			.param("id", id)
			.update();
	}

	private String write(Map<String, String> details) {
		return String.valueOf(this.json.write(details));
	}

	int leave(String id, Duration lease) {
		return this.jdbc
			.sql("update " + this.name + " set leaving = true, lease_until = " + this.clock.now()
					+ " + :lease where id = :id")
			.param("lease", lease.toMillis())
			.param("id", id)
			.update();
	}

	int delete(String id) {
		return this.jdbc.sql("delete from " + this.name + " where id = :id").param("id", id).update();
	}

	int deleteIfLeaseIsOver(String id) {
		return this.jdbc.sql("delete from " + this.name + " where id = :id and lease_until < " + this.clock.now())
			.param("id", id)
			.update();
	}

	List<Instance> selectAll() {
		return this.jdbc
			.sql("select " + COLUMNS + ", " + this.clock.now() + " - renewed_at as lease_age, lease_until - "
					+ this.clock.now() + " as lease_left from " + this.name + " order by id")
			.query((row, number) -> map(row))
			.list();
	}

	@SuppressWarnings("unchecked")
	private Instance map(ResultSet row) throws SQLException {
		return new Instance(row.getString("id"), row.getString("location"),
				new HostProcess(row.getString("machine"), row.getLong("pid"), row.getLong("start_time")),
				row.getBoolean("leaving"), Instant.ofEpochMilli(row.getLong("lease_until")),
				Duration.ofMillis(row.getLong("lease_age")), Duration.ofMillis(row.getLong("lease_left")),
				this.json.read(row.getString("details"), Map.class));
	}

	void selectNone() {
		this.jdbc.sql("select " + COLUMNS + " from " + this.name + " where 1 = 0")
			.query((row, number) -> row.getString("id"))
			.list();
	}

	String name() {
		return this.name;
	}

}
