package io.provisionhook.runtime.docker;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.CreateContainerResponse;
import com.github.dockerjava.api.command.EventsCmd;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.exception.NotFoundException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;
import io.provisionhook.testsupport.LogCapture;
import io.provisionhook.workspace.runtime.WorkspaceExit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link ContainerTracker}: one loop for many containers.
 */
@Timeout(300)
@ExtendWith(DockerEngineExtension.class)
class ContainerTrackerTests {

	private static final int CONTAINERS = 24;

	@RegisterExtension
	final LogCapture warnings = new LogCapture();

	private final DockerEngine engine;

	private @Nullable ContainerRedactors redactors;

	ContainerTrackerTests(DockerEngine engine) {
		this.engine = engine;
	}

	@Test
	void runWithManyContainersOpensOneEventStream() throws Exception {
		Dockers.patiently().until(Dockers::streams, (count) -> count == 0);
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try (DockerRuntime runtime = Dockers.shell(this.engine, "exit $CODE").build()) {
			List<Future<CompletionStage<WorkspaceExit>>> started = new ArrayList<>();
			for (int i = 0; i < CONTAINERS; i++) {
				String code = String.valueOf(10 * i);
				started.add(threads.submit(() -> runtime.start(Dockers.launch("w" + code, Map.of("CODE", code)))));
			}
			for (int i = 0; i < CONTAINERS; i++) {
				assertThat(Dockers.code(started.get(i).get(120, TimeUnit.SECONDS))).isEqualTo(10 * i);
				assertThat(Dockers.streams()).isLessThanOrEqualTo(1);
			}
		}
		finally {
			threads.shutdownNow();
		}
		Dockers.patiently().until(Dockers::streams, (count) -> count == 0);
	}

	@Test
	void removedContainerCompletesExitWithFailure() throws Exception {
		withTracker(this.engine.client(), (containers, tracker) -> {
			ContainerTracker.TrackedContainer container = tracker.track("w1", "launch-1");
			tracker.onCreated(container, "0123456789ab");
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> container.exit().toCompletableFuture().get(120, TimeUnit.SECONDS))
				.havingCause()
				.isInstanceOf(DockerEngineException.class)
				.withMessage("container provisionhook-w1 was removed, so its exit code is not known");
		});
	}

	@Test
	void redactorOfRemovedContainerIsRemoved() throws Exception {
		withTracker(this.engine.client(), (containers, tracker) -> {
			redactors().put("0123456789ab", SecretRedactor.of(Set.of("hidden")));
			tracker.track("w1", "launch-1");
			Dockers.patiently().until(() -> redactors().containerIds().isEmpty());
		});
	}

	@Test
	void abandonWhenEngineIsBusyRemovesContainerLater() throws Exception {
		String busy = container("busy");
		List<String> removals = new CopyOnWriteArrayList<>();
		AtomicBoolean idle = new AtomicBoolean();
		DockerClient client = beforeRemoval((id) -> {
			removals.add(id);
			requireIdle(idle.get());
		});
		withTracker(client, (containers, tracker) -> {
			tracker.abandon(tracked(tracker, "w1", "busy", busy));
			assertThat(containers.inspect(busy)).as("the engine was busy").isPresent();
			Dockers.patiently().until(removals::size, (count) -> count > 3);
			idle.set(true);
			Dockers.patiently().until(() -> containers.inspect(busy).isEmpty());
			assertThat(removals).containsOnly(busy);
			assertThat(this.warnings.lines()).containsExactly(busyWarning(busy));
		});
	}

	@Test
	void abandonWhenRemovalIsSlowDoesNotRemoveTwice() throws Exception {
		String busy = container("busy");
		String slow = container("slow");
		List<String> removals = new CopyOnWriteArrayList<>();
		DockerClient client = beforeRemoval((id) -> {
			removals.add(id);
			requireIdle(id.equals(slow));
			Dockers.patiently().until(() -> Collections.frequency(removals, busy) > 3);
		});
		withTracker(client, (containers, tracker) -> {
			tracker.abandon(tracked(tracker, "w1", "busy", busy));
			tracker.abandon(tracked(tracker, "w2", "slow", slow));
			assertThat(containers.inspect(slow)).as("it has been waited for").isEmpty();
			assertThat(removals).containsOnlyOnce(slow);
			assertThat(this.warnings.lines()).containsExactly(busyWarning(busy));
		});
	}

	@Test
	void abandonWhenIdIsUnknownRemovesContainerWhenItAppears() throws Exception {
		String early = container("early");
		withTracker(this.engine.client(), (containers, tracker) -> {
			tracker.abandon(tracker.track("w1", "early"));
			tracker.abandon(tracker.track("w2", "late"));
			Dockers.patiently().until(() -> containers.inspect(early).isEmpty());
			String late = container("late");
			Dockers.patiently().until(() -> containers.inspect(late).isEmpty());
			assertThat(this.warnings.lines()).containsExactly(unknownWarning("w1"), unknownWarning("w2"));
		});
	}

	@Test
	void abandonWhenListedContainerIsNotFoundRemovesContainerLater() throws Exception {
		String early = container("early");
		AtomicBoolean refused = new AtomicBoolean();
		DockerClient client = beforeRemoval((id) -> {
			if (refused.compareAndSet(false, true)) {
				throw new NotFoundException("No such container: " + id);
			}
		});
		withTracker(client, (containers, tracker) -> {
			tracker.abandon(tracker.track("w1", "early"));
			Dockers.patiently().until(() -> containers.inspect(early).isEmpty());
			assertThat(refused).isTrue();
		});
	}

	@Test
	void abandonWhenCreationWasRefusedRemovesNothing() throws Exception {
		String other = container("refused");
		withTracker(this.engine.client(), (containers, tracker) -> {
			ContainerTracker.TrackedContainer refused = tracker.track("w1", "refused");
			tracker.untrack(refused);
			tracker.abandon(refused);
			tracker.abandon(tracked(tracker, "w2", "second", container("second")));
			assertThat(containers.inspect(other)).isPresent();
			assertThat(this.warnings.lines()).isEmpty();
		});
	}

	@Test
	void startWhenErrorIsThrownRemovesContainer() throws Exception {
		withTracker(this.engine.client(), (containers, tracker) -> {
			SecretDeliveryStrategy delivery = (launch, settings, image, command) -> (id) -> {
				containers.start(id);
				throw new OutOfMemoryError("no more");
			};
			assertThatExceptionOfType(OutOfMemoryError.class)
				.isThrownBy(() -> starter(this.engine.client(), delivery, containers, tracker)
					.start(Dockers.launch("w1"), settings(), image()));
			assertThat(this.engine.containers()).isEmpty();
			assertThat(tracker.isExpectedToRun("w1")).isFalse();
			assertThat(this.warnings.lines()).isEmpty();
		});
	}

	@Test
	void startWhenAnswerOfCreationIsLostRemovesContainer() throws Exception {
		for (Throwable lost : List.of(new InternalServerErrorException("oops"), new RuntimeException("EOF"),
				new StackOverflowError())) {
			List<String> created = new CopyOnWriteArrayList<>();
			DockerClient client = withCommand("createContainerCmd", CreateContainerCmd.class, (method, result) -> {
				if (method.equals("exec")) {
					created.add(((CreateContainerResponse) result).getId());
					throw lost;
				}
			});
			withTracker(client, (containers, tracker) -> {
				ContainerStarter starter = starter(client, new EnvironmentSecretDelivery(containers), containers,
						tracker);
				assertThatThrownBy(() -> starter.start(Dockers.launch("w1"), settings(), image()))
					.isInstanceOfAny(DockerEngineException.class, StackOverflowError.class);
				assertThat(created).hasSize(1);
				Dockers.patiently().until(() -> containers.inspect(created.get(0)).isEmpty());
			});
		}
		assertThat(this.warnings.lines()).hasSize(3).containsOnly(unknownWarning("w1"));
	}

	@Test
	void exitWhenEventsAreMissingIsNoticed() throws Exception {
		assertEndIsNoticed(withCommand("eventsCmd", EventsCmd.class, (method, result) -> {
			if (method.equals("withEventFilter")) {
				((EventsCmd) result).withEventFilter("oom");
			}
		}));
		assertThat(this.warnings.lines()).isEmpty();
	}

	@Test
	void exitWhenEngineRefusesEventsIsNoticed() throws Exception {
		assertEndIsNoticed(withCommand("eventsCmd", EventsCmd.class, (method, result) -> {
			if (method.equals("withSince")) {
				((EventsCmd) result).withSince("nonsense");
			}
		}));
		assertThat(this.warnings.lines()).singleElement()
			.asString()
			.startsWith("WARNING: Ends of workspaces will be noticed later: ");
	}

	private void assertEndIsNoticed(DockerClient client) throws Exception {
		withTracker(client, (containers, tracker) -> {
			ContainerSettings settings = Dockers.settings(this.engine, "sleep 1; exit 3").network("host").build();
			assertThat(Dockers.code(starter(client, new EnvironmentSecretDelivery(containers), containers, tracker)
				.start(Dockers.launch("w1"), settings, image()))).isEqualTo(3);
		});
	}

	private ContainerSettings settings() {
		return Dockers.settings(this.engine, Dockers.SLEEP).network("host").build();
	}

	private ContainerImage image() {
		return new ContainerImage(this.engine.images().busybox(), Map.of(), List.of(), List.of());
	}

	private ContainerStarter starter(DockerClient client, SecretDeliveryStrategy delivery, ContainerClient containers,
			ContainerTracker tracker) {
		return new ContainerStarter(containers,
				new CreateCommandFactory(client, new ContainerLabels(this.engine.owner()), null), delivery, redactors(),
				tracker);
	}

	// The methods of a command return the command itself
	private <T> DockerClient withCommand(String name, Class<T> type, Intercept intercept) {
		DockerClient client = this.engine.client();
		return proxy(DockerClient.class, (method, arguments) -> {
			Object command = method.invoke(client, arguments);
			if (!method.getName().equals(name)) {
				return command;
			}
			AtomicReference<Object> wrapped = new AtomicReference<>();
			wrapped.set(proxy(type, (called, values) -> {
				Object result = called.invoke(command, values);
				intercept.after(called.getName(), result);
				return (result == command) ? wrapped.get() : result;
			}));
			return wrapped.get();
		});
	}

	private static <T> T proxy(Class<T> type, Call call) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> call.make(method, arguments)));
	}

	private static String unknownWarning(String workspaceId) {
		return "WARNING: It is not known whether the engine has created container provisionhook-" + workspaceId
				+ "; if so, it will be removed";
	}

	private static ContainerTracker.TrackedContainer tracked(ContainerTracker tracker, String workspaceId,
			String launchId, String id) {
		ContainerTracker.TrackedContainer container = tracker.track(workspaceId, launchId);
		tracker.onCreated(container, id);
		return container;
	}

	private static String busyWarning(String id) {
		return "WARNING: Container " + id
				+ " of workspace w1 was not started and can't be removed yet: the Docker engine can't "
				+ "remove container " + id + ": device or resource busy";
	}

	private String container(String launchId) {
		return this.engine.client()
			.createContainerCmd(this.engine.images().busybox())
			.withLabels(Map.of("io.provisionhook.owner", this.engine.owner(), "io.provisionhook.workspace", "w1",
					"io.provisionhook.launch", launchId))
			.exec()
			.getId();
	}

	private DockerClient beforeRemoval(Consumer<String> action) {
		DockerClient client = this.engine.client();
		return (DockerClient) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { DockerClient.class },
				(proxy, method, arguments) -> {
					if (method.getName().equals("removeContainerCmd")) {
						action.accept((String) arguments[0]);
					}
					return method.invoke(client, arguments);
				});
	}

	private static void requireIdle(boolean idle) {
		if (!idle) {
			throw new InternalServerErrorException("device or resource busy");
		}
	}

	private ContainerRedactors redactors() {
		return Objects.requireNonNull(this.redactors);
	}

	private void withTracker(DockerClient client, Watching test) throws Exception {
		EngineCallExecutor calls = new EngineCallExecutor(new EngineExceptionTranslator(this.engine.host()),
				Duration.ofSeconds(30));
		ContainerLabels labels = new ContainerLabels(this.engine.owner());
		ContainerClient containers = new ContainerClient(calls, client, labels);
		this.redactors = new ContainerRedactors(calls, client);
		try (calls;
				ContainerTracker tracker = new ContainerTracker(calls, client, labels, containers, redactors(), 200,
						Dockers.PAUSE)) {
			test.accept(containers, tracker);
		}
	}

	/**
	 * Sees what a command has returned.
	 */
	private interface Intercept {

		void after(String method, Object result) throws Throwable;

	}

	/**
	 * A call of a proxy.
	 */
	private interface Call {

		Object make(Method method, Object[] arguments) throws Throwable;

	}

	/**
	 * A test of a watch.
	 */
	private interface Watching {

		void accept(ContainerClient containers, ContainerTracker tracker) throws Exception;

	}

}
