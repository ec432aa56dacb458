package io.provisionhook.store.jdbc.test;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A database in a server that all tests of the build share.
 */
final class SharedDatabase extends TestDatabase {

	private final String url;

	private SharedDatabase(String url) {
		this.url = url;
	}

	/**
	 * Create a database.
	 * @param server the URL of another database in the server
	 * @param options what the statement ends with
	 * @return the database
	 */
	static SharedDatabase create(String server, String options) {
		String name = "test_" + UUID.randomUUID().toString().replace('-', '_');
		try (Connection connection = DriverManager.getConnection(server, USER, PASSWORD);
				Statement statement = connection.createStatement()) {
			statement.execute("create database " + name + options);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		return new SharedDatabase(server.substring(0, server.lastIndexOf('/') + 1) + name);
	}

	@Override
	public String url() {
		return this.url;
	}

	@Override
	public String urlAt(int port) {
		return this.url.replaceFirst(":[0-9]+/", ":" + port + "/");
	}

	@Override
	public @Nullable Path files() {
		return null;
	}

}
