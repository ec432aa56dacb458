package io.provisionhook.autoconfigure.observation;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.MutatorConfigurations;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MicrometerRunObserver}: handlers of the application that fail.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailingObservationHandlerTests {

	private final Logger logger = Logger.getLogger("io.provisionhook.ObservedScope");

	private final List<String> warnings = new CopyOnWriteArrayList<>();

	private final Handler warningHandler = new WarningHandler(this.warnings);

	private final TestObservationRegistry observations = TestObservationRegistry.create();

	private final Registry registry = Registry.builder()
		.observer(new MicrometerRunObserver(this.observations, null, null, null))
		.taskDecorator(new ContextPropagatingTaskDecorator()::decorate)
		.build();

	@BeforeEach
	void captureWarnings() {
		this.logger.setUseParentHandlers(false);
		this.logger.addHandler(this.warningHandler);
	}

	@AfterEach
	void releaseLogger() {
		this.logger.removeHandler(this.warningHandler);
		this.logger.setUseParentHandlers(true);
	}

	@Test
	void handlerThatFailsDoesNotChangeTheOutcome() {
		this.observations.observationConfig().observationHandler(new FailingHandler());
		this.registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		HashMap<String, String> env = new HashMap<>();
		this.registry.run(MutatorConfigurations.context(), env);
		assertThat(env).containsEntry("A", "1");
		assertThat(this.warnings).isNotEmpty()
			.allSatisfy((warning) -> assertThat(warning)
				.matches("Instrumentation .*MicrometerRunObserver.* failed with java.lang.IllegalStateException; "
						+ "the run goes on without it"));
	}

	@Test
	void handlerThatFailsToLeaveTheScopeDoesNotKeepTheObservationOpen(CapturedOutput output) {
		this.observations.observationConfig().observationHandler(new FailingScopeHandler());
		this.registry.register(EnvMutator.of("a", (context, env) -> {
		}));
		this.registry.run(MutatorConfigurations.context(), new HashMap<>());
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasObservationWithNameEqualTo("provisionhook.mutator")
			.that()
			.hasBeenStopped();
		assertThat(this.warnings).singleElement()
			.asString()
			.contains("MicrometerRunObserver", "failed with java.lang.IllegalStateException");
		// Context propagation leaves the same scope on the thread of the pool
		Awaitility.await()
			.dontCatchUncaughtExceptions()
			.atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> assertThat(output)
				.contains("Exception in thread \"provisionhook-run-1\" java.lang.IllegalStateException: broken handler")
				.contains("Thread.run("));
	}

	/**
	 * Keeps what would be on the console.
	 */
	private static final class WarningHandler extends Handler {

		private final List<String> messages;

		WarningHandler(List<String> messages) {
			this.messages = messages;
		}

		@Override
		public void publish(LogRecord event) {
			this.messages.add(new SimpleFormatter().formatMessage(event));
		}

		@Override
		public void flush() {
		}

		@Override
		public void close() {
		}

	}

	/**
	 * Fails at the start of each observation.
	 */
	private static final class FailingHandler implements ObservationHandler<Observation.Context> {

		@Override
		public void onStart(Observation.Context context) {
			throw new IllegalStateException("broken handler");
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	/**
	 * Fails when a mutator's scope is left.
	 */
	private static final class FailingScopeHandler implements ObservationHandler<MutatorObservationContext> {

		@Override
		public void onScopeClosed(MutatorObservationContext context) {
			throw new IllegalStateException("broken handler");
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof MutatorObservationContext;
		}

	}

}
