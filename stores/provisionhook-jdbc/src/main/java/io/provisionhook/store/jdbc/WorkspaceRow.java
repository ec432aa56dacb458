package io.provisionhook.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import tools.jackson.core.JacksonException;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.RunReport;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceState;

/**
 * A workspace as a row. Times are in UTC and have no zone, so that neither the zone of
 * this process nor that of the server moves them. A report that can't be read, as one of
 * a newer release, is left out, since it only informs.
 */
final class WorkspaceRow {

	private static final Log logger = LogFactory.getLog(WorkspaceRow.class);

	static final List<String> COLUMNS = List.of("id", "name", "request", "state", "last_sample_error", "exit_code",
			"report", "created_at", "updated_at", "generation", "version");

	private final WorkspaceJson json = new WorkspaceJson();

	private final Set<String> withoutReport = ConcurrentHashMap.newKeySet();

	private final String table;

	WorkspaceRow(String table) {
		this.table = table;
	}

	MapSqlParameterSource write(Workspace workspace) {
		return new MapSqlParameterSource().addValue("id", workspace.id(), Types.VARCHAR)
			.addValue("name", StorableText.of(workspace.request().name()), Types.VARCHAR)
			.addValue("request", this.json.write(workspace.request()), Types.VARCHAR)
			.addValue("state", workspace.state().name(), Types.VARCHAR)
			.addValue("last_sample_error", StorableText.of(workspace.lastSampleError()), Types.VARCHAR)
			.addValue("exit_code", workspace.exitCode(), Types.INTEGER)
			.addValue("report", this.json.write(workspace.report()), Types.VARCHAR)
			.addValue("created_at", LocalDateTime.ofInstant(workspace.createdAt(), ZoneOffset.UTC), Types.TIMESTAMP)
			.addValue("updated_at", LocalDateTime.ofInstant(workspace.updatedAt(), ZoneOffset.UTC), Types.TIMESTAMP)
			.addValue("generation", workspace.generation(), Types.BIGINT)
			.addValue("version", workspace.version(), Types.BIGINT);
	}

	Workspace read(ResultSet row) throws SQLException {
		String id = row.getString("id");
		try {
			return new Workspace(id, this.json.read(row.getString("request"), WorkspaceRequest.class),
					WorkspaceState.valueOf(row.getString("state")),
					StorableText.textOf(row.getString("last_sample_error")), row.getObject("exit_code", Integer.class),
					report(id, row.getString("report")), time(row, "created_at"), time(row, "updated_at"),
					row.getLong("generation"), row.getLong("version"));
		}
		catch (JacksonException | IllegalArgumentException ex) {
			throw new IllegalStateException(
					"Workspace '" + id + "' in table '" + this.table + "' can't be read; correct its row, or remove it",
					ex);
		}
	}

	private @Nullable RunReport report(String id, @Nullable String json) {
		try {
			return (json != null) ? this.json.read(json, RunReport.class) : null;
		}
		catch (JacksonException ex) {
			if (this.withoutReport.add(id)) {
				logger.warn("Workspace '" + id + "' in table '" + this.table
						+ "' has a report that can't be read, so it has none here; it may be of another release");
			}
			return null;
		}
	}

	private static Instant time(ResultSet row, String column) throws SQLException {
		return row.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC);
	}

}
