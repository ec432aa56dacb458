package io.provisionhook.workspace;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.provisionhook.workspace.process.ProcessRuntime;
import io.provisionhook.workspace.process.ProcessRuntimeBuilder;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link WorkspaceHandlerBuilder} and {@link ProcessRuntimeBuilder}: arguments
 * that they refuse.
 */
class BuilderArgumentTests {

	private final WorkspaceHandlerBuilder handler = WorkspaceHandler.builder(new RecordingRuntime());

	private final ProcessRuntimeBuilder runtime = ProcessRuntime.builder();

	@Test
	void handlerRefusesConcurrencyBelowOne() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.handler.concurrency(0))
			.withMessage("'concurrency' must be at least 1");
	}

	@Test
	void handlerRefusesTimeoutThatIsNotPositive() {
		for (Duration timeout : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
			assertThatIllegalArgumentException().isThrownBy(() -> this.handler.timeout(timeout))
				.withMessage("'timeout' must be positive");
		}
	}

	@Test
	@SuppressWarnings("NullAway") // Callers without NullAway can do this
	void handlerRefusesNull() {
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

	@Test
	void runtimeRefusesEmptyCommand() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.runtime.template("default", List.of()))
			.withMessage("Command of template \"default\" must not be empty");
	}

	@Test
	void runtimeRefusesOutputLimitBelowOne() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.runtime.outputLimit(0))
			.withMessage("'bytes' must be at least 1");
	}

	@Test
	@SuppressWarnings("NullAway") // Callers without NullAway can do this
	void runtimeRefusesNullGracePeriod() {
		assertThatNullPointerException().isThrownBy(() -> this.runtime.gracePeriod(null))
			.withMessage("'gracePeriod' must not be null");
	}

}
