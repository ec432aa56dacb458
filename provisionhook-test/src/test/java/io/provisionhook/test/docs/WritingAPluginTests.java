package io.provisionhook.test.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the code in the page about writing plugins is the one that the build of the
 * starter compiles, tests and publishes.
 */
class WritingAPluginTests {

	private static final Path PAGE = Path.of("../docs/writing-a-plugin.md");

	private static final Path PROJECT = Path.of("../provisionhook-spring-boot-starter/src/it/third-party-plugin");

	private static final Pattern BLOCK = Pattern.compile("(?:`([\\w./-]+)`:\\n\\n)?```(\\w+)\\n(.*?)```",
			Pattern.DOTALL);

	@Test
	void eachFileOfThePluginIsOnThePage() throws IOException {
		Path plugin = PROJECT.resolve("plugin");
		List<String> shown = blocks().stream().map((block) -> String.valueOf(block.group(1))).toList();
		assertThat(shown).containsAll(
				files(plugin).stream().map((file) -> plugin.relativize(file).toString().replace('\\', '/')).toList());
	}

	@Test
	void eachFileOnThePageIsThatOfThePlugin() throws IOException {
		assertThat(blocks()).filteredOn((block) -> block.group(1) != null)
			.isNotEmpty()
			.allSatisfy((block) -> assertThat(block.group(3)).as(block.group(1))
				.isEqualTo(asShown(PROJECT.resolve("plugin").resolve(block.group(1)))));
	}

	@Test
	void otherCodeOnThePageIsThatOfTheHost() throws IOException {
		List<String> host = files(PROJECT.resolve("host")).stream().map(WritingAPluginTests::asShown).toList();
		assertThat(blocks()).filteredOn((block) -> block.group(1) == null && !block.group(2).equals("shell"))
			.isNotEmpty()
			.allSatisfy((block) -> assertThat(host).anySatisfy(
					(file) -> assertThat(withoutIndentation(file)).contains(withoutIndentation(block.group(3)))));
	}

	private static List<MatchResult> blocks() throws IOException {
		return BLOCK.matcher(Files.readString(PAGE)).results().toList();
	}

	private static List<Path> files(Path directory) throws IOException {
		try (Stream<Path> files = Files.walk(directory)) {
			return files.filter(Files::isRegularFile).toList();
		}
	}

	private static String asShown(Path file) {
		try {
			return Files.readString(file)
				.replace("\t", "    ")
				.replace("@project.parent.parent.version@", version(0))
				.replace("@project.version@", version(1));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String version(int position) throws IOException {
		return Pattern.compile("<version>([^<]+)</version>")
			.matcher(Files.readString(Path.of("../pom.xml")))
			.results()
			.toList()
			.get(position)
			.group(1);
	}

	private static String withoutIndentation(String text) {
		return text.replaceAll("(?m)^ +", "");
	}

}
