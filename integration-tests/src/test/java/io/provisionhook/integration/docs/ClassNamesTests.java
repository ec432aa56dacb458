package io.provisionhook.integration.docs;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the classes and methods exist that the documentation names.
 */
class ClassNamesTests {

	private static final Pattern NAME = Pattern
		.compile("@?([A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*))(?:\\.(\\w+)(\\(.*\\))?)?");

	private static final Pattern WORD = Pattern.compile("\\b[A-Z][A-Za-z0-9]+\\b");

	private static final Set<String> OF_LIBRARIES = Set.of("JdbcLockRegistry", "ServerHttpSecurity");

	private static final Map<String, String> SOURCES = SourceFiles.all();

	private static final Set<String> WORDS = SOURCES.values()
		.stream()
		.flatMap((source) -> WORD.matcher(source).results().map(MatchResult::group))
		.collect(Collectors.toSet());

	static List<MarkdownPage> pages() {
		return MarkdownPage.all();
	}

	@ParameterizedTest
	@MethodSource("pages")
	void eachNameIsInTheSources(MarkdownPage page) {
		assertThat(page.code().stream().map(NAME::matcher).filter((name) -> name.matches()).filter((name) -> {
			String type = name.group(1);
			String member = name.group(2);
			String source = SOURCES.get(type);
			return !(WORDS.contains(type) || OF_LIBRARIES.contains(type))
					|| (member != null && source != null && !source.contains(member));
		}).map((name) -> name.group())).isEmpty();
	}

}
