package io.provisionhook.plugin.opentelemetry;

import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BaggageFormat}.
 */
class BaggageFormatTests {

	@Test
	void ofNothingIsEmpty() {
		assertThat(BaggageFormat.encode(Map.of())).isEmpty();
	}

	@Test
	void pairsKeepTheirOrder() {
		Map<String, String> pairs = new LinkedHashMap<>();
		pairs.put("workspace.id", "w-1");
		pairs.put("a", "");
		pairs.put("B", "~");
		assertThat(BaggageFormat.encode(pairs)).isEqualTo("workspace.id=w-1,a=,B=%7E");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			a,b=c;d      | a%2Cb%3Dc%3Bd
			50% + 50%    | 50%25%20%2B%2050%25
			Prüfer       | Pr%C3%BCfer
			😀           | %F0%9F%98%80
			say "hi"\\n  | say%20%22hi%22%5Cn
			""")
	void valueIsEncoded(String value, String encoded) {
		assertThat(BaggageFormat.encode(Map.of("k", value))).isEqualTo("k=" + encoded);
	}

}
