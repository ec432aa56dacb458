package io.provisionhook.store.jdbc.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;

/**
 * A database that a test has for itself.
 */
public abstract class TestDatabase {

	public static final String USER = "store";

	public static final String PASSWORD = "marked-password-of-the-database";

	private static final int LOWEST_PORT = 20_000;

	// That of Linux, see ip_local_port_range in ip(7)
	private static final int LOWEST_DYNAMIC_PORT = 32_768;

	private static final int ATTEMPTS = 100;

	public abstract String url();

	/**
	 * Return the URL of a database of this kind.
	 * @param port where it listens on loopback, if it is there at all
	 * @return the URL
	 */
	public abstract String urlAt(int port);

	/**
	 * Return where the database keeps its files.
	 * @return the directory, or {@code null} if it has none
	 */
	public abstract @Nullable Path files();

	/**
	 * Close the database, so that all of it is in its files.
	 */
	public void stop() {
	}

	/**
	 * Open the database again.
	 */
	public void start() {
	}

	public HikariDataSource connect() {
		return connect((config) -> {
		});
	}

	public HikariDataSource connect(Consumer<HikariConfig> customizer) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(url());
		config.setUsername(USER);
		config.setPassword(PASSWORD);
		config.setMaximumPoolSize(20);
		config.setMinimumIdle(0);
		config.setInitializationFailTimeout(-1);
		customizer.accept(config);
		return new HikariDataSource(config);
	}

	/**
	 * Return a free port of loopback outside of the range of ephemeral ports.
	 * @return the port
	 */
	public static int freePort() {
		return ThreadLocalRandom.current()
			.ints(LOWEST_PORT, LOWEST_DYNAMIC_PORT)
			.limit(ATTEMPTS)
			.filter(TestDatabase::isFree)
			.findFirst()
			.orElseThrow();
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
