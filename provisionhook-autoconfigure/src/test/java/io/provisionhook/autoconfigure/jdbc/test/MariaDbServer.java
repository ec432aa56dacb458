package io.provisionhook.autoconfigure.jdbc.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.provisionhook.testsupport.InstalledTool;

/**
 * A MariaDB server on loopback. Its zone is not that of the tests, its charset can hold
 * little, and it isolates transactions as newer releases do.
 */
public final class MariaDbServer extends DatabaseServer {

	private static final List<Path> SYSTEM_TABLES = List.of(Path.of("/usr/share/mariadb/mariadb_system_tables.sql"),
			Path.of("/usr/share/mysql/mariadb_system_tables.sql"), Path.of("/usr/share/mysql/mysql_system_tables.sql"));

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
		return """
				use mysql;
				%s
				create database store character set latin1;
				flush privileges;
				create user '%2$s'@'%%' identified by '%3$s';
				grant all on store.* to '%2$s'@'%%';
				""".formatted(Files.readString(systemTables()), USER, PASSWORD);
	}

	// By the names of newer and older releases
	private static Path systemTables() {
		return SYSTEM_TABLES.stream()
			.filter(Files::exists)
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("MariaDB has none of " + SYSTEM_TABLES));
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
