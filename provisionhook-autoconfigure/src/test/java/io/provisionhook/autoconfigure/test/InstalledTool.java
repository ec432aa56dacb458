package io.provisionhook.autoconfigure.test;

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
 * A program of this machine without which a test is skipped, or fails if the system
 * property {@value #REQUIRED} lists it.
 */
public final class InstalledTool {

	public static final String REQUIRED = "provisionhook.required-tools";

	private static final Path POSTGRES_VERSIONS = Path.of("/usr/lib/postgresql");

	private InstalledTool() {
	}

	/**
	 * Need a program.
	 * @param tool its name
	 * @return where it is
	 */
	public static Path need(String tool) {
		Optional<Path> installed = find(tool);
		need(tool, installed.isPresent(), "'" + tool + "' is installed");
		return installed.orElseThrow();
	}

	/**
	 * Need something else for the use of a program.
	 * @param tool its name
	 * @param met whether that is there
	 * @param description what has to be the case
	 */
	public static void need(String tool, boolean met, String description) {
		if (List.of(System.getProperty(REQUIRED, "").split(",", -1)).contains(tool)) {
			assertThat(met).as(description).isTrue();
		}
		assumeThat(met).as(description).isTrue();
	}

	public static boolean isInstalled(String tool) {
		return find(tool).isPresent();
	}

	private static Optional<Path> find(String tool) {
		return folders().map((folder) -> folder.resolve(tool)).filter(Files::isExecutable).findFirst();
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
