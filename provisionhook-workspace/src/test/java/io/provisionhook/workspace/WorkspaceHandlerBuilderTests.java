package io.provisionhook.workspace;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link WorkspaceHandler.Builder}: arguments that it refuses.
 */
class WorkspaceHandlerBuilderTests {

	private final WorkspaceHandler.Builder handler = WorkspaceHandler.builder(new RecordingRuntime());

	@Test
	void builderRefusesConcurrencyBelowOne() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.handler.concurrency(0))
			.withMessage("'concurrency' must be at least 1");
	}

	@Test
	void builderRefusesTimeoutThatIsNotPositive() {
		for (Duration timeout : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
			assertThatIllegalArgumentException().isThrownBy(() -> this.handler.timeout(timeout))
				.withMessage("'timeout' must be positive");
		}
	}

	@Test
	@SuppressWarnings("NullAway") // Callers without NullAway can do this
	void builderRefusesNull() {
		assertThatNullPointerException().isThrownBy(() -> WorkspaceHandler.builder(null))
			.withMessage("'runtime' must not be null");
		assertThatNullPointerException().isThrownBy(() -> this.handler.store(null))
			.withMessage("'store' must not be null");
		assertThatNullPointerException().isThrownBy(() -> this.handler.secretSource(null))
			.withMessage("'source' must not be null");
		assertThatNullPointerException().isThrownBy(() -> this.handler.listener(null))
			.withMessage("'listener' must not be null");
		assertThatNullPointerException().isThrownBy(() -> this.handler.taskDecorator(null))
			.withMessage("'taskDecorator' must not be null");
		assertThatNullPointerException().isThrownBy(() -> this.handler.gitEmailDomain(null))
			.withMessage("'domain' must not be null");
	}

}
