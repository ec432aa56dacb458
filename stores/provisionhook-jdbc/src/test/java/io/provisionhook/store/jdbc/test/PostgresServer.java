package io.provisionhook.store.jdbc.test;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.provisionhook.testsupport.BuildServer;
import io.provisionhook.testsupport.InstalledTool;

/**
 * A PostgreSQL server on loopback. Its zone, its collation and its user are not those of
 * the tests. It refuses to run as root, so it runs as the user of Debian's package then.
 */
public final class PostgresServer extends DatabaseServer {

	private static final String SYSTEM_USER = "postgres";

	private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

	private final Path programs;

	private final Path data;

	/**
	 * Start a server that the test stops.
	 * @param directory an empty directory for its files
	 * @throws IOException if the files can't be prepared
	 */
	public PostgresServer(Path directory) throws IOException {
		this(directory, null);
	}

	private PostgresServer(Path directory, @Nullable BuildServer shared) throws IOException {
		super(new ServerProcess(directory, ROOT
				? List.of("setpriv", "--reuid=" + SYSTEM_USER, "--regid=" + SYSTEM_USER, "--init-groups") : List.of(),
				shared));
		this.programs = InstalledTool.need("postgres").resolveSibling(".");
		this.data = Files.createDirectory(directory.resolve("data"));
		Path passwordFile = directory.resolve("password");
		ServerProcess.write(passwordFile, PASSWORD);
		if (ROOT) {
			UserPrincipalLookupService users = FileSystems.getDefault().getUserPrincipalLookupService();
			Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
			Files.setOwner(this.data, users.lookupPrincipalByName(SYSTEM_USER));
			Files.setOwner(passwordFile, users.lookupPrincipalByName(SYSTEM_USER));
		}
		run(List.of(program("initdb"), "--pgdata=" + this.data, "--username=" + USER, "--pwfile=" + passwordFile,
				"--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en",
				"--wal-segsize=1", "--no-sync"), "");
		startOnFreePort();
	}

	/**
	 * Create a database in the server that all tests of the build share.
	 * @return the database
	 * @throws IOException if the server can't be started
	 */
	public static TestDatabase database() throws IOException {
		return SharedDatabase.create(
				BuildServer.address("postgres", (server) -> new PostgresServer(server.directory(), server).url()), "");
	}

	private String program(String name) {
		return this.programs.resolve(name).normalize().toString();
	}

	@Override
	List<String> command(int port) {
		return List.of(program("postgres"), "-D", this.data.toString(), "-p", String.valueOf(port), "-c",
				"listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-c",
				"timezone=Asia/Kathmandu");
	}

	@Override
	public String urlAt(int port) {
		return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
	}

	@Override
	public Path files() {
		return this.data;
	}

	@Override
	String signal() {
		return "INT";
	}

	@Override
	void end(Process server) {
		run(List.of(program("pg_ctl"), "stop", "-D", this.data.toString(), "-m", "fast", "-w"), "");
	}

}
