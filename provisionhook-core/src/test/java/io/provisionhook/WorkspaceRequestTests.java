package io.provisionhook;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
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
	@ValueSource(strings = { "", " ", "\t" })
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
