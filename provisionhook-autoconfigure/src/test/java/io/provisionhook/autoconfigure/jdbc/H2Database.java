package io.provisionhook.autoconfigure.jdbc;

import java.nio.file.Path;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A database of H2 in this process, in memory or in a file.
 */
final class H2Database extends TestDatabase {

	private final String url;

	private final @Nullable Path files;

	private H2Database(String url, @Nullable Path files) {
		this.url = url;
		this.files = files;
	}

	static H2Database inMemory() {
		return new H2Database("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", null);
	}

	static H2Database inFile(Path directory) {
		return new H2Database("jdbc:h2:file:" + directory.resolve("workspaces"), directory);
	}

	@Override
	String url() {
		return this.url;
	}

	@Override
	String urlOfNobody(int port) {
		return "jdbc:h2:tcp://127.0.0.1:" + port + "/./workspaces";
	}

	@Override
	@Nullable Path files() {
		return this.files;
	}

}
