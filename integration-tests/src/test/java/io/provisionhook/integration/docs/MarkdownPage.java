package io.provisionhook.integration.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation.
 *
 * @param path the path of its file from the root of the repository
 */
record MarkdownPage(Path path) {

	static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final Pattern FENCED_CODE = Pattern.compile("(?ms)^```.*?^```$");

	private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

	private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	/**
	 * Return the pages of the documentation.
	 * @return all pages but the change log
	 */
	static List<MarkdownPage> all() {
		try (Stream<Path> docs = Files.walk(ROOT.resolve("docs")); Stream<Path> root = Files.list(ROOT)) {
			return Stream.concat(root, docs)
				.filter((file) -> file.toString().endsWith(".md") && !file.endsWith("CHANGELOG.md"))
				.map((file) -> new MarkdownPage(ROOT.relativize(file)))
				.sorted((left, right) -> left.path().compareTo(right.path()))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static MarkdownPage of(String path) {
		return new MarkdownPage(Path.of(path));
	}

	Path file() {
		return ROOT.resolve(this.path);
	}

	String text() {
		try {
			return Files.readString(file());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String withoutExamples() {
		return FENCED_CODE.matcher(text()).replaceAll("");
	}

	/**
	 * Return the anchors of the headings, as GitHub makes them.
	 * @return the anchors
	 */
	Set<String> anchors() {
		Map<String, Integer> count = new HashMap<>();
		Set<String> anchors = new HashSet<>();
		HEADING.matcher(withoutExamples()).results().forEach((heading) -> {
			String anchor = heading.group(1)
				.replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1")
				.toLowerCase(Locale.ROOT)
				.replaceAll("[^\\p{L}\\p{N} _-]", "")
				.replace(' ', '-');
			int earlier = count.merge(anchor, 1, Integer::sum) - 1;
			anchors.add((earlier > 0) ? anchor + "-" + earlier : anchor);
		});
		return anchors;
	}

	/**
	 * Return the targets of the links.
	 * @return the targets, as they are written
	 */
	List<String> links() {
		return LINK.matcher(CODE.matcher(withoutExamples()).replaceAll("code"))
			.results()
			.map((link) -> link.group(1))
			.toList();
	}

	/**
	 * Return the text between backticks outside of examples.
	 * @return the text
	 */
	List<String> code() {
		return codeIn(withoutExamples());
	}

	static List<String> codeIn(String text) {
		return CODE.matcher(text)
			.results()
			.map((MatchResult code) -> code.group(1).replaceAll("\\s+", " ").replace("\\|", "|"))
			.toList();
	}

	/**
	 * Return the rows of the tables whose first column has a heading.
	 * @param heading the heading
	 * @return the cells of each row
	 */
	List<List<String>> rows(String heading) {
		List<List<String>> rows = new ArrayList<>();
		boolean inTable = false;
		boolean wanted = false;
		for (String line : withoutExamples().lines().toList()) {
			if (!line.startsWith("|")) {
				inTable = false;
				continue;
			}
			List<String> cells = Stream.of(line.replaceAll("^\\||\\|$", "").split("(?<!\\\\)\\|", -1))
				.map(String::strip)
				.toList();
			if (!inTable) {
				inTable = true;
				wanted = cells.get(0).equals(heading);
			}
			else if (wanted && !line.startsWith("| ---")) {
				rows.add(cells);
			}
		}
		return rows;
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

}
