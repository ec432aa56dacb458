package io.provisionhook.integration.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the documentation has none of the phrases that Checkstyle refuses in Java
 * files.
 */
class PhrasesTests {

	private static final Pattern CHECK = Pattern
		.compile("RegexpMultilineCheck\">\\s*<property name=\"format\" value=\"([^\"]+)\"");

	private static final Pattern REFUSED = refused();

	static Stream<MarkdownPage> pages() {
		return Stream.concat(MarkdownPage.all().stream(), Stream.of(MarkdownPage.of("CHANGELOG.md")));
	}

	private static Pattern refused() {
		try {
			return CHECK.matcher(Files.readString(MarkdownPage.ROOT.resolve("config/checkstyle/checkstyle.xml")))
				.results()
				.map((check) -> Pattern.compile(check.group(1)))
				.findFirst()
				.orElseThrow();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<String> refusedIn(String text) {
		return REFUSED.matcher(text).results().map(MatchResult::group).toList();
	}

	@ParameterizedTest
	@MethodSource("pages")
	void pageHasNoRefusedPhrase(MarkdownPage page) {
		assertThat(refusedIn(page.text())).isEmpty();
	}

	@Test
	void phraseThatIsBrokenIntoTwoLinesIsFound() {
		assertThat(refusedIn("The listener is\ntold of it")).containsExactly("is\ntold");
	}

}
