package io.provisionhook.runtime.docker;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;
import io.provisionhook.testsupport.LogCapture;
import io.provisionhook.workspace.WorkspaceExit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ExitWatch}: one watch for many containers.
 */
@Timeout(300)
@ExtendWith(DockerEngineExtension.class)
class ExitWatchTests {

	private static final int CONTAINERS = 24;

	@RegisterExtension
	final LogCapture warnings = new LogCapture();

	private final DockerEngine engine;

	private final List<String> removed = new CopyOnWriteArrayList<>();

	ExitWatchTests(DockerEngine engine) {
		this.engine = engine;
	}

	@Test
	void oneStreamTellsOfAllExits() throws Exception {
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
	void containerThatIsGoneEndsWithACause() throws Exception {
		watch(this.engine.client(), (containers, watch) -> {
			CompletionStage<WorkspaceExit> exit = watch.expect("0123456789ab", "w1");
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> exit.toCompletableFuture().get(120, TimeUnit.SECONDS))
				.havingCause()
				.isInstanceOf(DockerEngineException.class)
				.withMessage("container provisionhook-w1 was removed, so nobody knows how it ended");
			Dockers.patiently().until(() -> this.removed.contains("0123456789ab"));
		});
	}

	@Test
	void abandonedContainerIsRemovedAsSoonAsTheEngineCan() throws Exception {
		String busy = container();
		List<String> removals = new CopyOnWriteArrayList<>();
		AtomicBoolean idle = new AtomicBoolean();
		DockerClient client = beforeRemoval((id) -> {
			removals.add(id);
			requireIdle(idle.get());
		});
		watch(client, (containers, watch) -> {
			watch.abandon(busy, "w1");
			assertThat(containers.inspect(busy)).as("the engine was busy").isPresent();
			Dockers.patiently().until(removals::size, (count) -> count > 3);
			idle.set(true);
			Dockers.patiently().until(() -> containers.inspect(busy).isEmpty());
			assertThat(removals).containsOnly(busy);
			assertThat(this.warnings.lines()).containsExactly(busyWarning(busy));
		});
	}

	@Test
	void abandonedContainerIsNotRemovedByTwoThreadsAtATime() throws Exception {
		String busy = container();
		String slow = container();
		List<String> removals = new CopyOnWriteArrayList<>();
		DockerClient client = beforeRemoval((id) -> {
			removals.add(id);
			requireIdle(id.equals(slow));
			Dockers.patiently().until(() -> Collections.frequency(removals, busy) > 3);
		});
		watch(client, (containers, watch) -> {
			watch.abandon(busy, "w1");
			watch.abandon(slow, "w2");
			assertThat(containers.inspect(slow)).as("it has been waited for").isEmpty();
			assertThat(removals).containsOnlyOnce(slow);
			assertThat(this.warnings.lines()).containsExactly(busyWarning(busy));
		});
	}

	private static String busyWarning(String id) {
		return "WARNING: Container " + id
				+ " of workspace w1 was not started and can't be removed yet: the Docker engine can't "
				+ "remove container " + id + ": device or resource busy";
	}

	private String container() {
		return this.engine.client()
			.createContainerCmd(this.engine.images().busybox())
			.withLabels(this.engine.label())
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

	private void watch(DockerClient client, Watching test) throws Exception {
		EngineCalls calls = new EngineCalls(new EngineErrors(this.engine.host()), Duration.ofSeconds(30));
		ContainerLabels labels = new ContainerLabels(this.engine.owner());
		Containers containers = new Containers(calls, client, labels);
		try (calls;
				ExitWatch watch = new ExitWatch(calls, client, labels, containers, this.removed::add, Dockers.PAUSE)) {
			test.accept(containers, watch);
		}
	}

	/**
	 * A test of a watch.
	 */
	private interface Watching {

		void accept(Containers containers, ExitWatch watch) throws Exception;

	}

}
