package io.provisionhook.integration.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The page about a plugin.
 *
 * @param plugin the name of the plugin
 */
record PluginPage(String plugin) {

	private static final Path PAGES = Path.of("../docs/plugins");

	private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

	static Stream<PluginPage> all() throws IOException {
		try (Stream<Path> files = Files.list(PAGES)) {
			return files.map((file) -> file.getFileName().toString())
				.filter((file) -> !file.equals("README.md"))
				.sorted()
				.map((file) -> new PluginPage(file.replace(".md", "")))
				.toList()
				.stream();
		}
	}

	private Path file() {
		return PAGES.resolve(this.plugin + ".md");
	}

	/**
	 * Have a host configured by examples.
	 * @param number how many of the examples, from the first
	 * @param directory where to write them
	 * @return the argument of the host
	 */
	String examples(int number, Path directory) throws IOException {
		List<String> examples = EXAMPLE.matcher(Files.readString(file()))
			.results()
			.map((match) -> match.group(1))
			.toList();
		List<String> locations = new ArrayList<>();
		for (String example : examples.subList(0, number)) {
			Path location = directory.resolve("example-" + locations.size() + ".yml");
			locations.add("file:" + Files.writeString(location, example));
		}
		return "--spring.config.additional-location=" + String.join(",", locations);
	}

	@Override
	public String toString() {
		return this.plugin;
	}

}
