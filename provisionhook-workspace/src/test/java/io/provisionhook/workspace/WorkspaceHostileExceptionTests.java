package io.provisionhook.workspace;

import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.provisionhook.EnvMutator;
import io.provisionhook.HostileExceptions;
import io.provisionhook.Registry;
import io.provisionhook.RunObserver;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Workspace#lastSampleError()}: it names the mutator or the step, and is
 * of bounded length, whatever the exception does that is thrown there.
 */
@Timeout(300)
class WorkspaceHostileExceptionTests {

	@RegisterExtension
	private final LogCapture log = new LogCapture();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final WorkspaceHandler.Builder builder = WorkspaceHandler.builder(this.runtime);

	private final Registry registry = Registry.builder().observer(new RunObserver() {
	}).build();

	static Stream<Arguments> failures() {
		return HostileExceptions.all().entrySet().stream().map((each) -> Arguments.of(each.getKey(), each.getValue()));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("failures")
	void lastSampleErrorWhenMutatorThrowsNamesIt(String kind, Throwable failure) {
		this.registry.register(EnvMutator.of("a", (context, env) -> HostileExceptions.throwAny(failure)));
		assertFailed("provisionhook \"a\": ");
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("failures")
	void lastSampleErrorWhenSecretSourceThrowsNamesStep(String kind, Throwable failure) {
		this.builder.secretSource(new SecretSource() {

			@Override
			public Map<String, String> globalSecrets() throws Exception {
				HostileExceptions.throwAny(failure);
				return Map.of();
			}

		});
		assertFailed("global secrets: ");
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("failures")
	void lastSampleErrorWhenBaseEnvironmentThrowsNamesStep(String kind, Throwable failure) {
		this.runtime.baseFailure = failure;
		assertFailed("base environment: ");
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("failures")
	void lastSampleErrorWhenStartThrowsNamesStep(String kind, Throwable failure) {
		this.runtime.startFailure = failure;
		assertFailed("start: ");
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("failures")
	void provisionWhenListenerThrowsGoesOn(String kind, Throwable failure) {
		this.builder.listener((workspace) -> sneak(failure));
		assertThat(provisioned().state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(this.log.lines()).isNotEmpty()
			.allSatisfy((line) -> assertThat(line).startsWith("WARNING: Listener ")
				.endsWith(" failed with " + PrintableText.of(failure.getClass().getName())));
	}

	private static void sneak(Throwable failure) {
		if (failure instanceof Error error) {
			throw error;
		}
		throw (RuntimeException) failure;
	}

	private void assertFailed(String beginning) {
		Workspace workspace = provisioned();
		assertThat(workspace.state()).isEqualTo(WorkspaceState.FAILED);
		@Nullable String error = workspace.lastSampleError();
		assertThat(error).startsWith(beginning)
			.hasSizeGreaterThan(beginning.length())
			.hasSizeLessThan(5000)
			.doesNotContain("null");
	}

	private Workspace provisioned() {
		try (WorkspaceHandler handler = this.builder.build()) {
			handler.setEnvMutators(this.registry);
			return Await.settled(handler, handler.create(WorkspaceRequest.named("demo").build()));
		}
	}

}
