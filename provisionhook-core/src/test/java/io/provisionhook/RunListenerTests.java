package io.provisionhook;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.provisionhook.report.RunReport;
import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RunListener}.
 */
class RunListenerTests {

	@RegisterExtension
	private final LogCapture log = new LogCapture();

	private final ProvisionContext context = new ManualTime().context();

	private final List<String> calls = new CopyOnWriteArrayList<>();

	@Test
	void listenersAreCalledAfterObserverInOrderOfAddition() {
		Registry registry = Registry.builder()
			.listener((context, report) -> this.calls.add("first of " + context.workspaceId()))
			.listener((context, report) -> this.calls.add("second has " + report.mutators().size()))
			.observer(new RecordingObserver("observer", this.calls))
			.build();
		registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		registry.run(this.context, new HashMap<>());
		Uninterruptibly.await(() -> this.calls.contains("second has 1"));
		assertThat(this.calls).endsWith("observer after run of w1: SUCCESS", "first of w1", "second has 1");
	}

	@Test
	void listenerIsCalledForEachMutatorBeforeItCanRun() {
		Registry registry = Registry.builder()
			.policies((name) -> MutatorPolicy.DEFAULT.withEnabled(!name.equals("off")))
			.listener(new RegistrationListener())
			.build();
		registry.register(EnvMutator.of("a", (context, env) -> {
		}));
		registry.register(EnvMutator.of("off", (context, env) -> {
		}));
		assertThat(this.calls).containsExactly("a");
		assertThat(registry.names()).containsExactly("a");
		assertThat(this.log.lines()).singleElement()
			.asString()
			.contains("RegistrationListener failed with java.lang.IllegalStateException")
			.doesNotContain("correct-horse");
	}

	@Test
	void listenerIsCalledAfterFailedRun() {
		Registry registry = Registry.builder()
			.listener((context, report) -> report.mutators().forEach((mutator) -> this.calls.add(mutator.toString())))
			.build();
		registry.register(EnvMutator.of("a", (context, env) -> {
			throw new IllegalStateException("boom");
		}));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> registry.run(this.context, new HashMap<>()));
		Uninterruptibly.await(() -> !this.calls.isEmpty());
		assertThat(this.calls).singleElement().asString().contains("name=a, outcome=FAILURE").contains("error=boom");
	}

	@Test
	void listenerIsNotCalledForRunWithoutMutators() {
		Registry registry = Registry.builder().listener((context, report) -> this.calls.add("called")).build();
		registry.run(this.context, new HashMap<>());
		assertThat(this.calls).isEmpty();
	}

	static Stream<Throwable> failures() {
		return Stream.of(new IllegalStateException("correct-horse"), new NoClassDefFoundError("correct-horse"),
				new StackOverflowError("correct-horse"));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void listenerThatThrowsIsLoggedByTypeAndAffectsNeitherRunNorNextListener(Throwable failure) {
		Registry registry = Registry.builder()
			.listener((context, report) -> rethrow(failure))
			.listener((context, report) -> this.calls.add("next"))
			.build();
		registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		Map<String, String> env = new HashMap<>();
		registry.run(this.context, env);
		assertThat(env).containsOnly(Map.entry("A", "1"));
		Uninterruptibly.await(() -> !this.calls.isEmpty() && !this.log.lines().isEmpty());
		assertThat(this.calls).containsExactly("next");
		assertThat(this.log.lines()).singleElement()
			.asString()
			.startsWith("WARNING: Instrumentation " + RunListenerTests.class.getName())
			.endsWith(" failed with " + failure.getClass().getName() + "; the run goes on without it");
	}

	private static void rethrow(Throwable failure) {
		if (failure instanceof Error error) {
			throw error;
		}
		throw (RuntimeException) failure;
	}

	private final class RegistrationListener implements RunListener {

		@Override
		public void afterRun(ProvisionContext context, RunReport report) {
		}

		@Override
		public void registered(Registration registration) {
			RunListenerTests.this.calls.add(registration.name());
			throw new IllegalStateException("correct-horse");
		}

	}

}
