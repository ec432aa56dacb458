package io.provisionhook.testsupport;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.opentest4j.TestAbortedException;

/**
 * A program of this machine without which a test is skipped, or fails if the system
 * property {@value #REQUIRED} lists it.
 */
public final class InstalledTool {

	/**
	 * The system property that lists tools without which tests fail.
	 */
	public static final String REQUIRED = "test.required-tools";

	/**
	 * The system property that lists tools to treat as not installed.
	 */
	public static final String MISSING = "test.missing-tools";

	private static final Path POSTGRES_VERSIONS = Path.of("/usr/lib/postgresql");

	private InstalledTool() {
	}

	/**
	 * Need a program.
	 * @param tool its name
	 * @return where it is
	 */
	public static Path need(String tool) {
		return find(tool).findFirst().orElseThrow(() -> missing(tool, "'" + tool + "' is not installed"));
	}

	/**
	 * Need something else for the use of a program.
	 * @param tool its name
	 * @param met whether that is there
	 * @param otherwise what is missing if it is not, as a sentence
	 */
	public static void need(String tool, boolean met, String otherwise) {
		if (!met || isListed(tool, MISSING)) {
			throw missing(tool, otherwise);
		}
	}

	private static RuntimeException missing(String tool, String reason) {
		if (isListed(tool, REQUIRED)) {
			throw new AssertionError(reason + ", and -D" + REQUIRED + " lists '" + tool + "'");
		}
		return new TestAbortedException(reason);
	}

	private static boolean isListed(String tool, String property) {
		return List.of(System.getProperty(property, "").split(",", -1)).contains(tool);
	}

	public static boolean isInstalled(String tool) {
		return find(tool).findFirst().isPresent();
	}

	private static Stream<Path> find(String tool) {
		return isListed(tool, MISSING) ? Stream.empty()
				: folders().map((folder) -> folder.resolve(tool)).filter(Files::isExecutable);
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
