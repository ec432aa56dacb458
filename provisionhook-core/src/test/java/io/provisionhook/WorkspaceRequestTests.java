package io.provisionhook;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link WorkspaceRequest}.
 */
class WorkspaceRequestTests {

	@Test
	void buildKeepsWhatWasSet() {
		WorkspaceRequest request = WorkspaceRequest.named("fix-login")
			.image("agent:1")
			.template("default")
			.tenant("acme")
			.role("reviewer")
			.labels(Map.of("team", "web"))
			.requiredVariables(List.of("B", "A", "B"))
			.build();
		assertThat(request).isEqualTo(new WorkspaceRequest("fix-login", "agent:1", "default", "acme", "reviewer",
				Map.of("team", "web"), Set.of("A", "B")));
		assertThat(request.requiredVariables()).containsExactly("B", "A");
	}

	@Test
	void nameIsEnough() {
		assertThat(WorkspaceRequest.named("demo").build())
			.isEqualTo(new WorkspaceRequest("demo", null, null, null, null, Map.of(), Set.of()));
	}

	@Test
	void labelsAreCopiedInOrder() {
		Map<String, String> labels = new LinkedHashMap<>();
		labels.put("z", "1");
		labels.put("a", "2");
		WorkspaceRequest request = WorkspaceRequest.named("demo").labels(labels).build();
		labels.clear();
		assertThat(request.labels()).containsExactly(Map.entry("z", "1"), Map.entry("a", "2"));
		assertThat(request.labels()).isUnmodifiable();
		assertThat(request.requiredVariables()).isUnmodifiable();
	}

	@Test
	void constructorCopiesToo() {
		Map<String, String> labels = new HashMap<>(Map.of("a", "1"));
		WorkspaceRequest request = new WorkspaceRequest("demo", null, null, null, null, labels, Set.of());
		labels.clear();
		assertThat(request.labels()).containsOnly(Map.entry("a", "1"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\t", "\u00a0", "\u3000 \u2007" })
	void blankNameIsRefused(String name) {
		WorkspaceRequest.Builder builder = WorkspaceRequest.named(name);
		assertThatIllegalArgumentException().isThrownBy(builder::build).withMessage("'name' must not be blank");
	}

	@Test
	@SuppressWarnings("NullAway") // Callers without NullAway can do this
	void nullNameIsRefused() {
		WorkspaceRequest.Builder builder = WorkspaceRequest.named(null);
		assertThatNullPointerException().isThrownBy(builder::build).withMessage("'name' must not be null");
	}

	static Stream<Arguments> settersOfTexts() {
		return Stream.of(setter("image", (builder) -> builder.image("a\nb")),
				setter("template", (builder) -> builder.template("a\nb")),
				setter("tenant", (builder) -> builder.tenant("a\u0000b")),
				setter("role", (builder) -> builder.role("a\u007fb")),
				setter("labels", (builder) -> builder.labels(Map.of("a\nb", "c"))),
				setter("labels", (builder) -> builder.labels(Map.of("a", "b\u0082c"))),
				setter("requiredVariables", (builder) -> builder.requiredVariables(Set.of("A\r"))));
	}

	@ParameterizedTest
	@MethodSource("settersOfTexts")
	void controlCharactersAreRefused(String property, UnaryOperator<WorkspaceRequest.Builder> setter) {
		WorkspaceRequest.Builder builder = setter.apply(WorkspaceRequest.named("demo"));
		assertThatIllegalArgumentException().isThrownBy(builder::build)
			.withMessage("'" + property + "' must not contain control characters");
	}

	static Stream<Arguments> refusedTexts() {
		Map<String, String> kinds = Map.of("\u2028", "control characters", "\u2029", "control characters", "\u202e",
				"format characters", "\u200b", "format characters", "\ufeff", "format characters", "\udb40\udc41",
				"format characters", "\ud83d", "unpaired surrogates", "\ude80", "unpaired surrogates");
		return kinds.entrySet()
			.stream()
			.flatMap((kind) -> textSetters("a" + kind.getKey() + "b")
				.map((setter) -> Arguments.of(setter.get()[0], setter.get()[1], kind.getValue())));
	}

	@ParameterizedTest
	@MethodSource("refusedTexts")
	void buildWhenTextCanNotBeShownRefusesIt(String property, WorkspaceRequest.Builder builder, String kind) {
		assertThatIllegalArgumentException().isThrownBy(builder::build)
			.withMessage("'" + property + "' must not contain " + kind);
	}

	private static Stream<Arguments> textSetters(String text) {
		return Stream.of(Arguments.of("name", WorkspaceRequest.named(text)),
				Arguments.of("image", WorkspaceRequest.named("demo").image(text)),
				Arguments.of("template", WorkspaceRequest.named("demo").template(text)),
				Arguments.of("tenant", WorkspaceRequest.named("demo").tenant(text)),
				Arguments.of("role", WorkspaceRequest.named("demo").role(text)),
				Arguments.of("labels", WorkspaceRequest.named("demo").labels(Map.of(text, "value"))),
				Arguments.of("labels", WorkspaceRequest.named("demo").labels(Map.of("key", text))),
				Arguments.of("requiredVariables", WorkspaceRequest.named("demo").requiredVariables(Set.of(text))));
	}

	static Stream<Arguments> limits() {
		return Stream.of(limit(255, WorkspaceRequest::named, "'name' must not be longer than 255 characters"),
				limit(1024, (text) -> demo().image(text), "'image' must not be longer than 1024 characters"),
				limit(255, (text) -> demo().template(text), "'template' must not be longer than 255 characters"),
				limit(255, (text) -> demo().tenant(text), "'tenant' must not be longer than 255 characters"),
				limit(255, (text) -> demo().role(text), "'role' must not be longer than 255 characters"),
				limit(255, (text) -> demo().labels(Map.of(text, "")),
						"'labels' must not have a key of more than 255 characters"),
				limit(1024, (text) -> demo().labels(Map.of("key", text)),
						"'labels' must not have a value of more than 1024 characters"),
				limit(255, (text) -> demo().requiredVariables(Set.of(text)),
						"Required variable \"" + "x".repeat(80) + "...\" has a name of more than 255 characters"),
				limit(1024, (text) -> demo().requiredVariables(Set.of(text.replaceAll("(x{200})x(?=x)", "$1|"))),
						"'requiredVariables' must not have a name of more than 1024 characters"),
				limit(64, (text) -> demo().labels(entries(text.length())),
						"'labels' must not have more than 64 entries"),
				limit(256, (text) -> demo().requiredVariables(entries(text.length()).keySet()),
						"'requiredVariables' must not have more than 256 entries"));
	}

	@ParameterizedTest
	@MethodSource("limits")
	void buildWhenTextIsAsLongAsAllowedAcceptsItAndNoLongerOne(int limit,
			Function<String, WorkspaceRequest.Builder> setter, String message) {
		assertThat(setter.apply("x".repeat(limit)).build()).isNotNull();
		assertThatIllegalArgumentException().isThrownBy(() -> setter.apply("x".repeat(limit + 1)).build())
			.withMessage(message);
	}

	private static Arguments limit(int limit, Function<String, WorkspaceRequest.Builder> setter, String message) {
		return Arguments.of(limit, setter, message);
	}

	private static WorkspaceRequest.Builder demo() {
		return WorkspaceRequest.named("demo");
	}

	private static Map<String, String> entries(int count) {
		return IntStream.range(0, count).boxed().collect(Collectors.toMap((i) -> "K" + i, (i) -> "v"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\ud83d\ude80", "\u65e5\u672c", "a\ue000", "a\u0378", "\u2764\ufe0f", "<b>", "a  b" })
	void buildWhenTextCanBeShownAcceptsIt(String text) {
		assertThat(textSetters(text).map(Arguments::get))
			.allSatisfy((setter) -> assertThat(setter[1]).isInstanceOfSatisfying(WorkspaceRequest.Builder.class,
					(builder) -> assertThat(builder.build().name()).isIn(text, "demo")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\nb", "a\u0000", "a\u0082" })
	void controlCharactersInNameAreRefused(String name) {
		WorkspaceRequest.Builder builder = WorkspaceRequest.named(name);
		assertThatIllegalArgumentException().isThrownBy(builder::build)
			.withMessage("'name' must not contain control characters");
	}

	private static Arguments setter(String property, UnaryOperator<WorkspaceRequest.Builder> setter) {
		return Arguments.of(property, setter);
	}

}
