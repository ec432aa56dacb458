package io.provisionhook.store.jdbc.test;

import java.nio.file.Path;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A database of H2 in this process, in memory or in a file.
 */
public final class H2Database extends TestDatabase {

	private final String url;

	private final @Nullable Path files;

	private H2Database(String url, @Nullable Path files) {
		this.url = url;
		this.files = files;
	}

	public static H2Database inMemory() {
		return new H2Database("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", null);
	}

	public static H2Database inFile(Path directory) {
		return new H2Database("jdbc:h2:file:" + directory.resolve("workspaces"), directory);
	}

	@Override
	public String url() {
		return this.url;
	}

	@Override
	public String urlAt(int port) {
		return "jdbc:h2:tcp://127.0.0.1:" + port + "/./workspaces";
	}

	@Override
	public @Nullable Path files() {
		return this.files;
	}

}
