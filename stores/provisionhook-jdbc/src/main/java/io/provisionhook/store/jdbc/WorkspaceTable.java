package io.provisionhook.store.jdbc;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.provisionhook.workspace.Workspace;

/**
 * The statements on the table of workspaces.
 */
final class WorkspaceTable {

	private final JdbcClient jdbc;

	private final WorkspaceRow row;

	private final RowMapper<Workspace> mapper;

	private final String insert;

	private final String update;

	private final String delete;

	private final String select;

	WorkspaceTable(JdbcTemplate jdbc, String name) {
		this.jdbc = JdbcClient.create(jdbc);
		this.row = new WorkspaceRow(name);
		this.mapper = (row, number) -> this.row.read(row);
		String columns = String.join(", ", WorkspaceRow.COLUMNS);
		this.insert = "insert into " + name + " (" + columns + ") values ("
				+ WorkspaceRow.COLUMNS.stream().map((column) -> ":" + column).collect(Collectors.joining(", ")) + ")";
		this.update = "update " + name + " set "
				+ WorkspaceRow.COLUMNS.stream()
					.map((column) -> column + " = :" + column)
					.collect(Collectors.joining(", "))
				+ " where id = :expected_id and version = :expected_version";
		this.delete = "delete from " + name + " where id = :expected_id and version = :expected_version";
		this.select = "select " + columns + " from " + name;
	}

	int insert(Workspace workspace) {
		return this.jdbc.sql(this.insert).paramSource(this.row.write(workspace)).update();
	}

	int update(Workspace expected, Workspace next) {
		return this.jdbc.sql(this.update)
			.paramSource(this.row.write(next)
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
