package io.provisionhook.store.jdbc;

import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceQuery;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.WorkspaceStore;

/**
 * Executes statements on the table of workspaces.
 */
final class WorkspaceTable {

	private static final String IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]{0,39}";

	private static final Pattern VALID_PREFIX = Pattern.compile("(" + IDENTIFIER + "\\.)?" + IDENTIFIER);

	private final String name;

	private final DatabaseClock clock;

	private final JdbcClient jdbc;

	private final WorkspaceRowMapper mapper;

	private final String insert;

	private final String update;

	private final String delete;

	private final String select;

	WorkspaceTable(JdbcTemplate jdbc, String name, DatabaseClock clock) {
		this.jdbc = JdbcClient.create(jdbc);
		this.name = name;
		this.clock = clock;
		this.mapper = new WorkspaceRowMapper(name);
		String columns = String.join(", ", WorkspaceRowMapper.COLUMNS);
		this.insert = "insert into " + name + " (" + columns + ", changed_at) values ("
				+ WorkspaceRowMapper.COLUMNS.stream().map((column) -> ":" + column).collect(Collectors.joining(", "))
				+ ", ";
		this.update = "update " + name + " set "
				+ WorkspaceRowMapper.COLUMNS.stream()
					.map((column) -> column + " = :" + column)
					.collect(Collectors.joining(", "))
				+ ", changed_at = ";
		this.delete = "delete from " + name + " where id = :expected_id and version = :expected_version";
		this.select = "select " + columns + " from " + name;
	}

	/**
	 * Require a prefix of names that are valid in a statement without quotes.
	 * @param prefix the start of the name of a table, which may be qualified with that of
	 * a schema
	 * @return the prefix
	 */
	static String requireValidPrefix(String prefix) {
		if (!VALID_PREFIX.matcher(prefix).matches()) {
			throw new IllegalArgumentException("'" + prefix + "' is not a valid prefix of tables. It may have up to 40 "
					+ "letters, digits and '_', must not start with a digit, and may follow the name of a schema and a '.'");
		}
		return prefix;
	}

	String name() {
		return this.name;
	}

	int insert(Workspace workspace) {
		return this.jdbc.sql(this.insert + this.clock.now() + ")")
			.paramSource(this.mapper.toParameters(workspace))
			.update();
	}

	int update(Workspace expected, Workspace next) {
		return this.jdbc
			.sql(this.update + this.clock.now() + " where id = :expected_id and version = :expected_version")
			.paramSource(this.mapper.toParameters(next)
				.addValue("expected_id", expected.id())
				.addValue("expected_version", expected.version()))
			.update();
	}

	int delete(Workspace expected) {
		return this.jdbc.sql(this.delete)
			.param("expected_id", expected.id())
			.param("expected_version", expected.version())
			.update();
	}

	Optional<Workspace> select(String id) {
		return this.jdbc.sql(this.select + " where id = :id").param("id", id).query(this.mapper).optional();
	}

	List<Workspace> select(WorkspaceQuery query) {
		List<String> conditions = new ArrayList<>();
		MapSqlParameterSource parameters = new MapSqlParameterSource("limit", query.limit());
		if (query.states().size() < WorkspaceState.values().length) {
			conditions.add("state in (:states)");
			parameters.addValue("states", query.states().stream().map(WorkspaceState::name).toList());
		}
		if (query.owner() != null) {
			conditions.add("owner = :owner");
			parameters.addValue("owner", query.owner(), Types.VARCHAR);
		}
		if (query.wanted()) {
			conditions.add("wanted is not null");
		}
		if (query.updatedBefore() != null) {
			conditions.add("updated_at < :updated_before");
			parameters.addValue("updated_before", WorkspaceRowMapper.time(query.updatedBefore()), Types.TIMESTAMP);
		}
		if (query.after() != null) {
			conditions.add("created_at <= :after_time and (created_at < :after_time or id < :after_id)");
			parameters.addValue("after_time", WorkspaceRowMapper.time(query.after().createdAt()), Types.TIMESTAMP)
				.addValue("after_id", query.after().id(), Types.VARCHAR);
		}
		String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
		return this.jdbc.sql(this.select + where + " order by created_at desc, id desc limit :limit")
			.paramSource(parameters)
			.query(this.mapper)
			.list();
	}

	WorkspaceStore.Changes selectChanges(@Nullable Instant since) {
		long until = this.jdbc.sql("select " + this.clock.now()).query(Long.class).single();
		List<Workspace> changed = (since != null)
				? this.jdbc.sql(this.select + " where changed_at >= :since order by changed_at")
					.param("since", since.toEpochMilli())
					.query(this.mapper)
					.list()
				: List.of();
		return new WorkspaceStore.Changes(Instant.ofEpochMilli(until), changed);
	}

	Map<WorkspaceState, Long> countByState(Instant since) {
		Map<WorkspaceState, Long> counts = new EnumMap<>(WorkspaceState.class);
		RowCallbackHandler put = (row) -> counts.put(WorkspaceState.valueOf(row.getString("state")),
				row.getLong("total"));
		this.jdbc
			.sql("select state, count(*) as total from " + this.name + " where updated_at >= :since group by state")
			.param("since", WorkspaceRowMapper.time(since), Types.TIMESTAMP)
			.query(put);
		return counts;
	}

	Map<String, Long> countLiveByOwner() {
		Map<String, Long> counts = new HashMap<>();
		RowCallbackHandler put = (row) -> counts.put(row.getString("owner"), row.getLong("total"));
		this.jdbc
			.sql("select owner, count(*) as total from " + this.name
					+ " where owner is not null and state in (:states) group by owner")
			.param("states", List.of(WorkspaceState.PROVISIONING.name(), WorkspaceState.RUNNING.name()))
			.query(put);
		return counts;
	}

	void selectNone() {
		this.jdbc.sql(this.select + " where 1 = 0").query(this.mapper).list();
	}

	WorkspaceRowMapper mapper() {
		return this.mapper;
	}

}
