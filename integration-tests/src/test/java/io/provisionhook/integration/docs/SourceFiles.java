package io.provisionhook.integration.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The sources of all modules.
 */
final class SourceFiles {

	private SourceFiles() {
	}

	/**
	 * Read the Java sources of all modules, without their tests.
	 * @return the sources by the name of the top-level type, several of one name together
	 */
	static Map<String, String> main() {
		return read("src/main/java");
	}

	/**
	 * Read the Java sources of all modules, tests included.
	 * @return the sources by the name of the top-level type, several of one name together
	 */
	static Map<String, String> all() {
		return read("src");
	}

	private static Map<String, String> read(String folder) {
		Map<String, String> sources = new LinkedHashMap<>();
		try (Stream<Path> files = Files.walk(MarkdownPage.ROOT)) {
			files.filter((file) -> file.toString().endsWith(".java") && file.toString().contains("/" + folder + "/"))
				.filter((file) -> !file.toString().contains("/target/"))
				.forEach((file) -> sources.merge(file.getFileName().toString().replace(".java", ""), textOf(file),
						(first, second) -> first + second));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return sources;
	}

	private static String textOf(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
