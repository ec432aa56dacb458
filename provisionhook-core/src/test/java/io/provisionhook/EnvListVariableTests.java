package io.provisionhook;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link Env#prepend} and {@link Env#append}.
 */
class EnvListVariableTests {

	private final Env env = Env
		.onTopOf(BaseEnvironment.EMPTY.with(BaseEnvironment.Owner.IMAGE, Map.of("PATH", "/usr/bin:/bin", "EMPTY", "")));

	@Test
	void prependGoesInFrontOfValue() {
		this.env.put("X", "b");
		this.env.prepend("X", "a", ":");
		assertThat(this.env).containsEntry("X", "a:b");
	}

	@Test
	void appendGoesBehindValue() {
		this.env.put("X", "b");
		this.env.append("X", "c", ", ");
		assertThat(this.env).containsEntry("X", "b, c");
	}

	@Test
	void variableOfTheBaseIsAddedTo() {
		this.env.prepend("PATH", "/opt/bin", ":");
		assertThat(this.env).containsEntry("PATH", "/opt/bin:/usr/bin:/bin");
		this.env.append("PATH", "/sbin", ":");
		assertThat(this.env).containsEntry("PATH", "/opt/bin:/usr/bin:/bin:/sbin");
	}

	@Test
	void variableInPlaceOfTheBaseIsAddedTo() {
		this.env.put("PATH", "/own");
		this.env.prepend("PATH", "/a", ":");
		this.env.append("PATH", "/b", ":");
		assertThat(this.env).containsEntry("PATH", "/a:/own:/b");
	}

	@Test
	void variableThatIsNowhereHoldsTheElementAlone() {
		this.env.prepend("X", "a", ":");
		this.env.append("Y", "b", ":");
		assertThat(this.env).containsEntry("X", "a").containsEntry("Y", "b");
	}

	@Test
	void emptyValueGetsNoSeparator() {
		this.env.put("X", "");
		this.env.prepend("X", "a", ":");
		this.env.put("Y", "");
		this.env.append("Y", "b", ":");
		this.env.append("EMPTY", "c", ":");
		assertThat(this.env).containsEntry("X", "a").containsEntry("Y", "b").containsEntry("EMPTY", "c");
	}

	@Test
	void emptyValueInPlaceOfTheBaseGetsNoSeparator() {
		this.env.put("PATH", "");
		this.env.prepend("PATH", "/opt/bin", ":");
		assertThat(this.env).containsEntry("PATH", "/opt/bin");
	}

	@Test
	void removedVariableHoldsTheElementAlone() {
		this.env.remove("PATH");
		this.env.append("PATH", "/sbin", ":");
		assertThat(this.env).containsEntry("PATH", "/sbin");
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
		assertThat(this.env).isEqualTo(this.env.base());
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
		assertThat(this.env).isEqualTo(this.env.base());
	}

}
