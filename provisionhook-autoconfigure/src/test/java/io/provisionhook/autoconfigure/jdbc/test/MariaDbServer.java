package io.provisionhook.autoconfigure.jdbc.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.provisionhook.autoconfigure.test.InstalledTool;

/**
 * A MariaDB server on loopback. Its zone is not that of the tests, its charset can hold
 * little, and it isolates transactions as newer releases do.
 */
public final class MariaDbServer extends DatabaseServer {

	private static final List<String> SYSTEM_TABLES = List.of("mysql_system_tables.sql", "mysql_performance_tables.sql",
			"mysql_system_tables_data.sql", "maria_add_gis_sp_bootstrap.sql");

	private final String program;

	private final Path directory;

	private final Path data;

	public MariaDbServer(Path directory) throws IOException {
		super(new ServerProcess(directory.resolve("mariadb.log"), List.of()));
		this.program = InstalledTool.need("mariadbd").toString();
		this.directory = directory;
		this.data = Files.createDirectory(directory.resolve("data"));
		Files.createDirectory(this.data.resolve("mysql"));
		run(List.of(this.program, "--no-defaults", "--bootstrap", "--user=" + System.getProperty("user.name"),
				"--datadir=" + this.data), bootstrap());
		startOnFreePort();
	}

	private static String bootstrap() throws IOException {
		StringBuilder statements = new StringBuilder("use mysql;\n");
		for (String script : SYSTEM_TABLES) {
			statements.append(Files.readString(Path.of("/usr/share/mysql", script))).append('\n');
		}
		return statements.append("create database store character set latin1;\nflush privileges;\n")
			.append("create user '" + USER + "'@'%' identified by '" + PASSWORD + "';\n")
			.append("grant all on store.* to '" + USER + "'@'%';\n")
			.toString();
	}

	@Override
	List<String> command(int port) {
		return List.of(this.program, "--no-defaults", "--user=" + System.getProperty("user.name"),
				"--datadir=" + this.data, "--bind-address=127.0.0.1", "--port=" + port,
				"--socket=" + this.directory.resolve("socket"), "--pid-file=" + this.directory.resolve("pid"),
				"--skip-name-resolve", "--default-time-zone=+05:45", "--innodb-log-file-size=8M",
				"--loose-innodb-snapshot-isolation=ON");
	}

	@Override
	public String urlAt(int port) {
		return "jdbc:mariadb://127.0.0.1:" + port + "/store";
	}

	@Override
	public Path files() {
		return this.data;
	}

	@Override
	void end(Process server) {
		server.destroy();
	}

}
