package io.provisionhook.store.jdbc.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.provisionhook.testsupport.BuildServer;
import io.provisionhook.testsupport.InstalledTool;

/**
 * A MariaDB server on loopback. Its zone is not that of the tests, its charset can hold
 * little, and it isolates transactions as newer releases do.
 */
public final class MariaDbServer extends DatabaseServer {

	private static final List<Path> SYSTEM_TABLES = List.of(Path.of("/usr/share/mariadb/mariadb_system_tables.sql"),
			Path.of("/usr/share/mysql/mariadb_system_tables.sql"), Path.of("/usr/share/mysql/mysql_system_tables.sql"));

	private static final String LOG_SIZE = "--innodb-log-file-size=8M";

	private static final String CHARSET = " character set latin1";

	private final String program;

	private final Path directory;

	private final Path data;

	/**
	 * Start a server that the test stops.
	 * @param directory an empty directory for its files
	 * @throws IOException if the files can't be prepared
	 */
	public MariaDbServer(Path directory) throws IOException {
		this(directory, null);
	}

	private MariaDbServer(Path directory, @Nullable BuildServer shared) throws IOException {
		super(new ServerProcess(directory, List.of(), shared));
		this.program = InstalledTool.need("mariadbd").toString();
		this.directory = directory;
		this.data = Files.createDirectory(directory.resolve("data"));
		Files.createDirectory(this.data.resolve("mysql"));
		run(List.of(this.program, "--no-defaults", "--bootstrap", "--user=" + System.getProperty("user.name"),
				"--datadir=" + this.data, LOG_SIZE), bootstrap());
		startOnFreePort();
	}

	private static String bootstrap() throws IOException {
		return """
				use mysql;
				%s
				create database store%4$s;
				flush privileges;
				create user '%2$s'@'%%' identified by '%3$s';
				grant all on *.* to '%2$s'@'%%';
				""".formatted(Files.readString(systemTables()), USER, PASSWORD, CHARSET);
	}

	/**
	 * Create a database in the server that all tests of the build share.
	 * @return the database
	 * @throws IOException if the server can't be started
	 */
	public static TestDatabase database() throws IOException {
		return SharedDatabase.create(
				BuildServer.address("mariadb", (server) -> new MariaDbServer(server.directory(), server).url()),
				CHARSET);
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
				"--skip-name-resolve", "--default-time-zone=+05:45", LOG_SIZE, "--innodb-flush-log-at-trx-commit=2",
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
	String signal() {
		return "TERM";
	}

	@Override
	void end(Process server) {
		server.destroy();
	}

}
