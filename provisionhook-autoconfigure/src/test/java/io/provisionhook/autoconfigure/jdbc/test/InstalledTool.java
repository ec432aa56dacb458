package io.provisionhook.autoconfigure.jdbc.test;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * A server of this machine without which a test is skipped, or fails if the system
 * property {@value #REQUIRED} lists it.
 */
public final class InstalledTool {

	public static final String REQUIRED = "provisionhook.required-tools";

	private static final Path POSTGRES_VERSIONS = Path.of("/usr/lib/postgresql");

	private InstalledTool() {
	}

	public static Path need(String tool) {
		Optional<Path> installed = folders().map((folder) -> folder.resolve(tool))
			.filter(Files::isExecutable)
			.findFirst();
		if (List.of(System.getProperty(REQUIRED, "").split(",", -1)).contains(tool)) {
			assertThat(installed).as("'%s' is installed", tool).isPresent();
		}
		assumeThat(installed).as("'%s' is installed", tool).isPresent();
		return installed.orElseThrow();
	}

	// Debian puts servers where the PATH does not lead
	private static Stream<Path> folders() {
		String path = System.getenv().getOrDefault("PATH", "");
		return Stream
			.of(Stream.of(path.split(File.pathSeparator, -1)).map(Path::of), Stream.of(Path.of("/usr/sbin")),
					postgresVersions())
			.flatMap((folders) -> folders);
	}

	private static Stream<Path> postgresVersions() {
		if (!Files.isDirectory(POSTGRES_VERSIONS)) {
			return Stream.empty();
		}
		try (Stream<Path> versions = Files.list(POSTGRES_VERSIONS)) {
			return versions.sorted(Comparator.reverseOrder())
				.map((version) -> version.resolve("bin"))
				.toList()
				.stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
