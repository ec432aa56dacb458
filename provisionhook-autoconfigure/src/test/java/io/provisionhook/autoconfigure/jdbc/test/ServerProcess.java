package io.provisionhook.autoconfigure.jdbc.test;

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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Programs that belong to a database server, and their output in a file.
 */
final class ServerProcess {

	private static final long PATIENCE_SECONDS = 60;

	private final Path log;

	private final List<String> prefix;

	ServerProcess(Path log, List<String> prefix) {
		this.log = log;
		this.prefix = prefix;
	}

	Process start(List<String> command) {
		List<String> all = new ArrayList<>(this.prefix);
		all.addAll(command);
		try {
			return new ProcessBuilder(all).redirectErrorStream(true)
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
