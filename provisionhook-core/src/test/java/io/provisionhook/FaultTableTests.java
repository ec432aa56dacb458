package io.provisionhook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that docs/faults.md names tests that exist.
 */
class FaultTableTests {

	private static final Path ROOT = Path.of("..");

	private static final Pattern TEST = Pattern.compile("`(\\w*Tests)?(?:#(\\w+))?`");

	@Test
	void namesTestsThatExist() throws IOException {
		Map<String, String> sources = sourcesOfTests();
		for (String line : Files.readAllLines(ROOT.resolve("docs/faults.md"))) {
			String type = "";
			for (MatchResult test : TEST.matcher(line).results().toList()) {
				type = (test.group(1) != null) ? test.group(1) : type;
				assertThat(sources).as(line).containsKey(type);
				if (test.group(2) != null) {
					assertThat(sources.get(type)).as("%s has %s", type, test.group(2))
						.contains("void " + test.group(2) + "(");
				}
			}
		}
	}

	private static Map<String, String> sourcesOfTests() throws IOException {
		try (Stream<Path> files = Files.find(ROOT, 20, (file, attributes) -> isTest(file))) {
			return files.collect(Collectors.toMap(FaultTableTests::typeOf, FaultTableTests::read, String::concat));
		}
	}

	private static boolean isTest(Path file) {
		return file.toString().endsWith("Tests.java") && file.toString().contains("src");
	}

	private static String typeOf(Path file) {
		return String.valueOf(file.getFileName()).replace(".java", "");
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
