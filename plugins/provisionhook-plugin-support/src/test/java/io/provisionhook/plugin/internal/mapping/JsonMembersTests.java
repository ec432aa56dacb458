package io.provisionhook.plugin.internal.mapping;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JsonMembers}.
 */
class JsonMembersTests {

	@Test
	void numbersOfOneSecretStayAsTheyAreWritten() {
		assertThat(JsonMembers.of("{\"rate\":1.10,\"exp\":1E3,\"long\":0.1234567890123456789,\"nested\":{\"a\":1.50}}"))
			.containsExactly(Map.entry("rate", "1.10"), Map.entry("exp", "1E3"),
					Map.entry("long", "0.1234567890123456789"), Map.entry("nested", "{\"a\":1.50}"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-0", "-0.0", "1.0", "1.10", "100", "1E3", "1e+03", "-2.50E-10", "1e400", "1e-400",
			"0.1234567890123456789", "123456789012345678901234567890", "9007199254740993", "4.35", "true", "false",
			"[]", "{}", "[1.50 , 1E3]", "{ \"b\" : 1.10,\n\t\"a\":-0, \"b\":2.0 }", "[{\"a\":[[1.0]]}]",
			"{\"text\":\"\\u00e9 \\\" } ] \\/ 😀\"}", "[null]" })
	void valueIsTheTextAsItStands(String value) {
		assertThat(JsonMembers.of("{\"a\":\"\",\"value\":" + value + "}")).containsEntry("value", value);
		assertThat(JsonMembers.of(" {\n\"😀\": \"é\" , \"value\" : " + value + " , \"z\":1.0 }\r\n"))
			.containsExactly(Map.entry("😀", "é"), Map.entry("value", value), Map.entry("z", "1.0"));
	}

	@Test
	void stringIsWhatItStandsFor() {
		assertThat(JsonMembers.of("{\"a\":\"\\u00e9\\n\\\"\\ud83d\\ude00\\/\",\"\\u0062\":\"1.10\",\"c\":\"\"}"))
			.containsExactly(Map.entry("a", "é\n\"😀/"), Map.entry("b", "1.10"), Map.entry("c", ""));
	}

	@Test
	void nullIsNoMember() {
		assertThat(JsonMembers.of("{\"a\":null,\"b\":\"null\"}")).containsExactly(Map.entry("b", "null"));
	}

	@Test
	void lastOfSeveralMembersOfOneNameCounts() {
		assertThat(JsonMembers.of("{\"a\":1.10,\"b\":1,\"a\":1.20,\"b\":null}"))
			.containsExactly(Map.entry("a", "1.20"));
	}

	@Test
	void byteOrderMarkIsNoPartOfIt() {
		assertThat(JsonMembers.of("\ufeff{\"a\":[ 1.10 ]}")).containsExactly(Map.entry("a", "[ 1.10 ]"));
	}

	@Test
	void longTextIsCutWhereItsMembersAre() {
		StringBuilder json = new StringBuilder("{");
		for (int i = 0; i < 20_000; i++) {
			json.append("\"é").append(i).append("\": [ ").append(i).append(".10 ],");
		}
		Map<String, String> members = JsonMembers
			.of(json.append("\"end\":").append("1".repeat(900)).append('}').toString());
		assertThat(members).hasSize(20_001).containsEntry("end", "1".repeat(900));
		for (int i = 0; i < 20_000; i++) {
			assertThat(members.get("é" + i)).isEqualTo("[ " + i + ".10 ]");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "null", "1.10", "\"a\"", "[{\"a\":1}]", "{\"a\":1", "{\"a\":[1}", "{\"a\":1} x",
			"{\"a\":1}{}", "{\"a\":NaN}", "{\"a\":Infinity}", "{\"a\":+1}", "{\"a\":01}", "{\"a\":.5}", "{\"a\":1.}",
			"{\"a\":0x1}", "{'a':1}", "{a:1}", "{\"a\":1,}", "{\"a\":{\"b\":NaN}}", "x{\"a\":1}" })
	void textThatIsNoJsonObjectHasNone(String text) {
		assertThat(JsonMembers.of(text)).isEmpty();
	}

	@Test
	void objectOfExcessiveDepthHasNone() {
		assertThat(JsonMembers.of("{\"a\":" + "[".repeat(400) + "]".repeat(400) + "}")).containsKey("a");
		assertThat(JsonMembers.of("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}")).isEmpty();
	}

}
