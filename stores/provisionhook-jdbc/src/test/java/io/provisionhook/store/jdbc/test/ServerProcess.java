package io.provisionhook.store.jdbc.test;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariDataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import io.provisionhook.testsupport.BuildServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Programs that belong to a database server, and their output in a file.
 */
final class ServerProcess {

	private static final long PATIENCE_SECONDS = 60;

	private final Path log;

	private final List<String> prefix;

	private final @Nullable BuildServer shared;

	/**
	 * Create what runs the programs.
	 * @param directory where their output is kept
	 * @param prefix the beginning of each command
	 * @param shared runs the server until the build ends, if it is not for one test
	 */
	ServerProcess(Path directory, List<String> prefix, @Nullable BuildServer shared) {
		this.log = directory.resolve("log");
		this.prefix = prefix;
		this.shared = shared;
	}

	/**
	 * Start the server.
	 * @param command the program and its arguments
	 * @param signal the signal that ends it
	 * @return its process
	 */
	Process startServer(List<String> command, String signal) {
		if (this.shared == null) {
			return start(command);
		}
		try {
			return this.shared.launch(signal, prefixed(command));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private List<String> prefixed(List<String> command) {
		List<String> all = new ArrayList<>(this.prefix);
		all.addAll(command);
		return all;
	}

	Process start(List<String> command) {
		try {
			return new ProcessBuilder(prefixed(command)).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(this.log.toFile()))
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void run(List<String> command, String input) {
		try {
			Process process = start(command);
			try (BufferedWriter stdin = process.outputWriter()) {
				stdin.write(input);
			}
			awaitEnd(process);
			assertThat(process.exitValue()).as(() -> command.get(0) + " said: " + output()).isZero();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void awaitEnd(Process process) {
		try {
			if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
				process.destroyForcibly();
				throw new IllegalStateException("The process did not end; it said: " + output());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	void awaitConnection(Process server, TestDatabase database) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(50))
			.atMost(Duration.ofSeconds(PATIENCE_SECONDS))
			.ignoreExceptionsInstanceOf(SQLException.class)
			.until(() -> {
				if (!server.isAlive()) {
					throw new IllegalStateException("The server ended; it said: " + output());
				}
				try (HikariDataSource dataSource = database.connect((config) -> config.setConnectionTimeout(1000));
						Connection connection = dataSource.getConnection()) {
					return connection.isValid(1);
				}
			});
	}

	boolean hasFoundPortTaken() {
		return output().contains("Address already in use");
	}

	private String output() {
		try {
			return Files.exists(this.log) ? Files.readString(this.log) : "";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static void write(Path file, String content) {
		try {
			Files.writeString(file, content, StandardOpenOption.CREATE_NEW);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
