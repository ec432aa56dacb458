package io.provisionhook;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.code_intelligence.jazzer.junit.FuzzTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fuzz tests for {@link VariableRules} with arbitrary names and values. A build tries the
 * inputs that are kept in the resources, a name and below it a value, with escapes for
 * what UTF-8 does not have. More are sought with {@code JAZZER_FUZZ=1} in the environment
 * and {@code -DargLine="-Djazzer.hooks=true -Djazzer.instrument=io.provisionhook.**"} for
 * Maven.
 */
class VariableFuzzTests {

	private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");

	private static final String MARK = "correct-horse";

	@FuzzTest(maxDuration = "5m")
	void variableIsTakenAsItIsOrRefusedWithoutItsValue(byte[] input) {
		String[] parts = ESCAPE.matcher(new String(input, StandardCharsets.UTF_8))
			.replaceAll((escape) -> unescaped(escape.group(1)))
			.split("\n---\n", 2);
		put(parts[0], MARK + parts[parts.length - 1]);
		put(parts[0] + "=" + MARK, parts[parts.length - 1]);
	}

	private static void put(String name, String value) {
		Env env = Env.of(Map.of());
		try {
			env.put(name, value);
		}
		catch (VariableRefusedException ex) {
			assertThat(ex.getMessage()).doesNotContain(MARK).doesNotContainPattern("[\\p{Cc}\\p{Cs}]");
			assertThat(ex.getMessage()).startsWith("variable \"" + ex.getVariableName() + "\" ");
			assertThat(env).isEmpty();
			return;
		}
		assertThat(env).containsOnly(Map.entry(name, value));
		assertThat(name).isNotEmpty().isEqualTo(name.strip()).doesNotContain("=", "\0", "\n", "\r");
		assertThat(value).doesNotContain("\0");
		assertThat(utf8(name).length).isEqualTo(VariableName.sizeOf(name));
		assertThat(utf8(value).length).isEqualTo(VariableName.sizeOf(value));
		assertThat(new String(utf8(name + value), StandardCharsets.UTF_8)).isEqualTo(name + value);
		assertThat(utf8(name).length + utf8(value).length + 2).isLessThanOrEqualTo(VariableRules.MAX_VARIABLE_SIZE);
	}

	private static String unescaped(String digits) {
		return Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(digits, 16)));
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
