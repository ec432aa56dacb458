package io.provisionhook.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.workspace.history.ProvisioningCount;
import io.provisionhook.workspace.history.ProvisioningHistory;
import io.provisionhook.workspace.history.ProvisioningRecord;

/**
 * Executes statements on the table of provisionings.
 */
final class ProvisioningTable {

	private static final String COLUMNS = "workspace_id, generation, ended_at, outcome, failed_mutator, tenant, "
			+ "template, error, report";

	private final JdbcClient jdbc;

	private final String name;

	private final WorkspaceRowMapper mapper;

	ProvisioningTable(JdbcTemplate jdbc, String name, WorkspaceRowMapper mapper) {
		this.jdbc = JdbcClient.create(jdbc);
		this.name = name;
		this.mapper = mapper;
	}

	String name() {
		return this.name;
	}

	/**
	 * Insert a provisioning, and delete those of the workspace that are too many.
	 * @param provisioning the provisioning
	 */
	void insert(ProvisioningRecord provisioning) {
		this.jdbc
			.sql("insert into " + this.name + " (" + COLUMNS + ") values (:workspace_id, :generation, :ended_at, "
					+ ":outcome, :failed_mutator, :tenant, :template, :error, :report)")
			.param("workspace_id", provisioning.workspaceId())
			.param("generation", provisioning.generation())
			.param("ended_at", WorkspaceRowMapper.time(provisioning.endedAt()), Types.TIMESTAMP)
			.param("outcome", provisioning.outcome().name())
			.param("failed_mutator", WorkspaceRowMapper.escape(provisioning.failedMutator()), Types.VARCHAR)
			.param("tenant", WorkspaceRowMapper.escape(provisioning.tenant()), Types.VARCHAR)
			.param("template", WorkspaceRowMapper.escape(provisioning.template()), Types.VARCHAR)
			.param("error", WorkspaceRowMapper.escape(provisioning.error()), Types.VARCHAR)
			.param("report", this.mapper.write(provisioning.report()), Types.VARCHAR)
			.update();
		long last = provisioning.generation() - ProvisioningHistory.MAX_GENERATIONS;
		if (last > 0) {
			this.jdbc.sql("delete from " + this.name + " where workspace_id = :id and generation <= :last")
				.param("id", provisioning.workspaceId())
				.param("last", last)
				.update();
		}
	}

	void delete(String workspaceId) {
		this.jdbc.sql("delete from " + this.name + " where workspace_id = :id").param("id", workspaceId).update();
	}

	List<ProvisioningRecord> select(String workspaceId) {
		return this.jdbc
			.sql("select " + COLUMNS + " from " + this.name
					+ " where workspace_id = :id order by generation desc, ended_at desc limit :limit")
			.param("id", workspaceId)
			.param("limit", ProvisioningHistory.MAX_GENERATIONS)
			.query((row, number) -> map(row))
			.list();
	}

	private ProvisioningRecord map(ResultSet row) throws SQLException {
		String id = row.getString("workspace_id");
		return new ProvisioningRecord(id, row.getLong("generation"), WorkspaceRowMapper.time(row, "ended_at"),
				MutatorOutcome.valueOf(row.getString("outcome")), text(row, "failed_mutator"), text(row, "tenant"),
				text(row, "template"), text(row, "error"), this.mapper.report(id, row.getString("report")));
	}

	private static @Nullable String text(ResultSet row, String column) throws SQLException {
		return WorkspaceRowMapper.unescape(row.getString(column));
	}

	List<ProvisioningCount> count(ProvisioningCount.Dimension by, Instant from, Instant until) {
		String column = switch (by) {
			case OUTCOME -> null;
			case MUTATOR -> "failed_mutator";
			case TENANT -> "tenant";
			case TEMPLATE -> "template";
		};
		String group = (column != null) ? column + ", outcome" : "outcome";
		return this.jdbc
			.sql("select " + group + ", count(*) as total from " + this.name
					+ " where ended_at >= :from and ended_at < :until group by " + group
					+ " order by total desc limit :limit")
			.param("from", WorkspaceRowMapper.time(from), Types.TIMESTAMP)
			.param("until", WorkspaceRowMapper.time(until), Types.TIMESTAMP)
			.param("limit", ProvisioningHistory.MAX_COUNTS)
			.query((row, number) -> new ProvisioningCount((column != null) ? text(row, column) : null,
					MutatorOutcome.valueOf(row.getString("outcome")), row.getLong("total")))
			.list();
	}

	void selectNone() {
		this.jdbc.sql("select " + COLUMNS + " from " + this.name + " where 1 = 0")
			.query((row, number) -> map(row))
			.list();
	}

}
