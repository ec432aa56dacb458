package io.provisionhook.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import tools.jackson.core.JacksonException;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.RunReport;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceState;

/**
 * Maps workspaces to rows and back.
 * <p>
 * Times are in UTC without a zone, so that they are independent of the zones of this
 * process and of the server. A report that cannot be read, as one of a newer release, is
 * left out, since it is only informative. NUL, which PostgreSQL refuses, and half of a
 * surrogate pair, which no charset has, are escaped as in Java, and so is a backslash
 * that looks like the start of such an escape.
 */
final class WorkspaceRowMapper implements RowMapper<Workspace> {

	private static final Log logger = LogFactory.getLog(WorkspaceRowMapper.class);

	static final List<String> COLUMNS = List.of("id", "name", "request", "state", "last_sample_error", "exit_code",
			"report", "created_at", "updated_at", "generation", "version", "owner", "location", "wanted");

	private static final Pattern TO_ESCAPE = Pattern.compile("\\x00|\\p{Cs}|\\\\(?=u[0-9a-f]{4})");

	private static final Pattern ESCAPED = Pattern.compile("\\\\u([0-9a-f]{4})");

	private final WorkspaceJson json = new WorkspaceJson();

	private final Set<String> withoutReport = ConcurrentHashMap.newKeySet();

	private final String table;

	WorkspaceRowMapper(String table) {
		this.table = table;
	}

	MapSqlParameterSource toParameters(Workspace workspace) {
		return new MapSqlParameterSource().addValue("id", workspace.id(), Types.VARCHAR)
			.addValue("name", escape(workspace.request().name()), Types.VARCHAR)
			.addValue("request", this.json.write(workspace.request()), Types.VARCHAR)
			.addValue("state", workspace.state().name(), Types.VARCHAR)
			.addValue("last_sample_error", escape(workspace.lastSampleError()), Types.VARCHAR)
			.addValue("exit_code", workspace.exitCode(), Types.INTEGER)
			.addValue("report", this.json.write(workspace.report()), Types.VARCHAR)
			.addValue("created_at", time(workspace.createdAt()), Types.TIMESTAMP)
			.addValue("updated_at", time(workspace.updatedAt()), Types.TIMESTAMP)
			.addValue("generation", workspace.generation(), Types.BIGINT)
			.addValue("version", workspace.version(), Types.BIGINT)
			.addValue("owner", workspace.owner(), Types.VARCHAR)
			.addValue("location", workspace.location(), Types.VARCHAR)
			.addValue("wanted", (workspace.wanted() != null) ? workspace.wanted().name() : null, Types.VARCHAR);
	}

	@Override
	public Workspace mapRow(ResultSet row, int number) throws SQLException {
		String id = row.getString("id");
		try {
			return new Workspace(id, this.json.read(row.getString("request"), WorkspaceRequest.class),
					WorkspaceState.valueOf(row.getString("state")), unescape(row.getString("last_sample_error")),
					row.getObject("exit_code", Integer.class), report(id, row.getString("report")),
					time(row, "created_at"), time(row, "updated_at"), row.getLong("generation"), row.getLong("version"),
					row.getString("owner"), row.getString("location"), wish(row));
		}
		catch (JacksonException | IllegalArgumentException ex) {
			throw new IllegalStateException(
					"Workspace '" + id + "' in table '" + this.table + "' can't be read; correct its row, or remove it",
					ex);
		}
	}

	@Nullable String write(@Nullable RunReport report) {
		return this.json.write(report);
	}

	/**
	 * Read a report.
	 * @param id the id of the workspace
	 * @param json the JSON
	 * @return the report; {@code null} if it can't be read, of which is warned once for a
	 * workspace
	 */
	@Nullable RunReport report(String id, @Nullable String json) {
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

	private static Workspace.@Nullable Wish wish(ResultSet row) throws SQLException {
		String wanted = row.getString("wanted");
		return (wanted != null) ? Workspace.Wish.valueOf(wanted) : null;
	}

	static Instant time(ResultSet row, String column) throws SQLException {
		return row.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC);
	}

	static LocalDateTime time(Instant time) {
		return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
	}

	static @Nullable String escape(@Nullable String text) {
		return (text != null)
				? TO_ESCAPE.matcher(text)
					.replaceAll((found) -> String.format(Locale.ROOT, "\\\\u%04x", (int) found.group().charAt(0)))
				: null;
	}

	static @Nullable String unescape(@Nullable String stored) {
		return (stored != null) ? ESCAPED.matcher(stored).replaceAll((found) -> character(found.group(1))) : null;
	}

	private static String character(String digits) {
		char character = (char) Integer.parseInt(digits, 16);
		return (character != '\\') ? String.valueOf(character) : "\\\\";
	}

}
