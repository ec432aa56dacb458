package io.provisionhook.integration.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that links in the documentation lead somewhere, and that each page can be found.
 */
class LinksTests {

	private static final int MOST_LINES_OF_README = 120;

	static Stream<MarkdownPage> pages() {
		return Stream.concat(MarkdownPage.all().stream(), Stream.of(MarkdownPage.of("CHANGELOG.md")));
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linkLeadsToFileAndAnchorToHeading(MarkdownPage page) {
		List<String> broken = page.links()
			.stream()
			.filter((link) -> !link.matches("[a-z]+:.*") && !leadsSomewhere(page, link))
			.toList();
		assertThat(broken).isEmpty();
	}

	private static boolean leadsSomewhere(MarkdownPage page, String link) {
		String path = link.replaceFirst("#.*", "");
		Path file = path.isEmpty() ? page.file() : page.file().resolveSibling(path).normalize();
		boolean isAnchor = link.contains("#");
		return Files.exists(file)
				&& (!isAnchor || new MarkdownPage(file).anchors().contains(link.substring(link.indexOf('#') + 1)));
	}

	@Test
	void eachPageIsInTheTableOfContents() {
		Set<Path> linked = Stream.of("docs/README.md", "docs/decisions/README.md")
			.map(MarkdownPage::of)
			.flatMap((contents) -> contents.links()
				.stream()
				.map((link) -> contents.file().resolveSibling(link.replaceFirst("#.*", "")).normalize()))
			.collect(Collectors.toSet());
		List<Path> docs = MarkdownPage.all()
			.stream()
			.map(MarkdownPage::file)
			.filter((file) -> file.startsWith(MarkdownPage.ROOT.resolve("docs")))
			.filter((file) -> !file.equals(MarkdownPage.ROOT.resolve("docs/README.md")))
			.toList();
		assertThat(linked).containsAll(docs);
	}

	@Test
	void readmeIsShort() {
		assertThat(MarkdownPage.of("README.md").text().lines()).hasSizeLessThanOrEqualTo(MOST_LINES_OF_README);
	}

}
