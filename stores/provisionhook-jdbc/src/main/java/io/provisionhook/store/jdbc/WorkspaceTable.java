package io.provisionhook.store.jdbc;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.provisionhook.workspace.Workspace;

/**
 * Executes statements on the table of workspaces.
 */
final class WorkspaceTable {

	private static final String IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]{0,62}";

	private static final Pattern VALID_NAME = Pattern.compile(IDENTIFIER + "(\\." + IDENTIFIER + ")?");

	private final JdbcClient jdbc;

	private final WorkspaceRowMapper mapper;

	private final String insert;

	private final String update;

	private final String delete;

	private final String select;

	WorkspaceTable(JdbcTemplate jdbc, String name) {
		this.jdbc = JdbcClient.create(jdbc);
		this.mapper = new WorkspaceRowMapper(name);
		String columns = String.join(", ", WorkspaceRowMapper.COLUMNS);
		this.insert = "insert into " + name + " (" + columns + ") values ("
				+ WorkspaceRowMapper.COLUMNS.stream().map((column) -> ":" + column).collect(Collectors.joining(", "))
				+ ")";
		this.update = "update " + name + " set "
				+ WorkspaceRowMapper.COLUMNS.stream()
					.map((column) -> column + " = :" + column)
					.collect(Collectors.joining(", "))
				+ " where id = :expected_id and version = :expected_version";
		this.delete = "delete from " + name + " where id = :expected_id and version = :expected_version";
		this.select = "select " + columns + " from " + name;
	}

	/**
	 * Require a name that is valid in a statement without quotes, unless the database
	 * reserves it.
	 * @param name the name of the table, which may be qualified with that of a schema
	 * @return the name
	 */
	static String requireValidName(String name) {
		if (!VALID_NAME.matcher(name).matches()) {
			throw new IllegalArgumentException("'" + name + "' is not a valid name of a table. It may have up to 63 "
					+ "letters, digits and '_', must not start with a digit, and may follow the name of a schema and a '.'");
		}
		return name;
	}

	int insert(Workspace workspace) {
		return this.jdbc.sql(this.insert).paramSource(this.mapper.toParameters(workspace)).update();
	}

	int update(Workspace expected, Workspace next) {
		return this.jdbc.sql(this.update)
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

	List<Workspace> selectAll() {
		return this.jdbc.sql(this.select + " order by created_at, id").query(this.mapper).list();
	}

	List<Workspace> selectNone() {
		return this.jdbc.sql(this.select + " where 1 = 0").query(this.mapper).list();
	}

}
