package io.provisionhook.runtime.process;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link ProcessRuntime.Builder}: arguments that it refuses.
 */
class ProcessRuntimeBuilderTests {

	private final ProcessRuntime.Builder runtime = ProcessRuntime.builder();

	@Test
	void builderRefusesEmptyCommand() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.runtime.template("default", List.of()))
			.withMessage("Command of template \"default\" must not be empty");
	}

	@Test
	void builderRefusesOutputLimitBelowOne() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.runtime.outputLimit(0))
			.withMessage("'bytes' must be at least 1");
	}

	@Test
	@SuppressWarnings("NullAway") // Callers without NullAway can do this
	void builderRefusesNullGracePeriod() {
		assertThatNullPointerException().isThrownBy(() -> this.runtime.gracePeriod(null))
			.withMessage("'gracePeriod' must not be null");
	}

}
