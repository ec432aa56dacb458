package io.provisionhook;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link Env#prepend} and {@link Env#append}.
 */
class EnvListVariableTests {

	private final Env env = Env.onTopOf(Map.of("PATH", "/usr/bin:/bin", "EMPTY", ""));

	@Test
	void prependGoesInFrontOfValue() {
		this.env.put("X", "b");
		this.env.prepend("X", "a", ":");
		assertThat(this.env).containsOnly(Map.entry("X", "a:b"));
	}

	@Test
	void appendGoesBehindValue() {
		this.env.put("X", "b");
		this.env.append("X", "c", ", ");
		assertThat(this.env).containsOnly(Map.entry("X", "b, c"));
	}

	@Test
	void absentVariableStartsFromBase() {
		this.env.prepend("PATH", "/opt/bin", ":");
		assertThat(this.env).containsOnly(Map.entry("PATH", "/opt/bin:/usr/bin:/bin"));
		this.env.append("PATH", "/sbin", ":");
		assertThat(this.env).containsOnly(Map.entry("PATH", "/opt/bin:/usr/bin:/bin:/sbin"));
	}

	@Test
	void presentVariableHidesBase() {
		this.env.put("PATH", "/own");
		this.env.prepend("PATH", "/a", ":");
		this.env.append("PATH", "/b", ":");
		assertThat(this.env).containsOnly(Map.entry("PATH", "/a:/own:/b"));
	}

	@Test
	void variableThatIsNowhereHoldsTheElementAlone() {
		this.env.prepend("X", "a", ":");
		this.env.append("Y", "b", ":");
		assertThat(this.env).containsOnly(Map.entry("X", "a"), Map.entry("Y", "b"));
	}

	@Test
	void emptyValueGetsNoSeparator() {
		this.env.put("X", "");
		this.env.prepend("X", "a", ":");
		this.env.put("Y", "");
		this.env.append("Y", "b", ":");
		this.env.append("EMPTY", "c", ":");
		assertThat(this.env).containsOnly(Map.entry("X", "a"), Map.entry("Y", "b"), Map.entry("EMPTY", "c"));
	}

	@Test
	void emptyValueHidesBase() {
		this.env.put("PATH", "");
		this.env.prepend("PATH", "/opt/bin", ":");
		assertThat(this.env).containsOnly(Map.entry("PATH", "/opt/bin"));
	}

	@Test
	void removedVariableStartsFromBaseAgain() {
		this.env.put("PATH", "/own");
		this.env.remove("PATH");
		this.env.append("PATH", "/sbin", ":");
		assertThat(this.env).containsOnly(Map.entry("PATH", "/usr/bin:/bin:/sbin"));
	}

	@Test
	void secretListStaysSecret() {
		this.env.putSecret("KEYS", "first-secret");
		this.env.append("KEYS", "second-secret", ",");
		assertThat(this.env.isSecret("KEYS")).isTrue();
		assertThat(this.env.redactor().redact("first-secret,second-secret")).isEqualTo("[redacted]");
	}

	@Test
	@SuppressWarnings("NullAway") // Plugins without NullAway can do this
	void prependRefusesNull() {
		assertThatNullPointerException().isThrownBy(() -> this.env.prepend(null, "a", ":"))
			.withMessage("'name' must not be null");
		assertThatNullPointerException().isThrownBy(() -> this.env.prepend("PATH", null, ":"))
			.withMessage("'element' must not be null");
		assertThatNullPointerException().isThrownBy(() -> this.env.prepend("PATH", "a", null))
			.withMessage("'separator' must not be null");
		assertThat(this.env).isEmpty();
	}

	@Test
	@SuppressWarnings("NullAway") // Plugins without NullAway can do this
	void appendRefusesNull() {
		assertThatNullPointerException().isThrownBy(() -> this.env.append(null, "a", ":"))
			.withMessage("'name' must not be null");
		assertThatNullPointerException().isThrownBy(() -> this.env.append("PATH", null, ":"))
			.withMessage("'element' must not be null");
		assertThatNullPointerException().isThrownBy(() -> this.env.append("PATH", "a", null))
			.withMessage("'separator' must not be null");
		assertThat(this.env).isEmpty();
	}

}
