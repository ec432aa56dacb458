package io.provisionhook.runtime.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

/**
 * What tests with real containers have in common.
 */
final class Dockers {

	// An engine takes as long for a network as for all the rest of a container
	private static final ContainerSettings IN_NO_NETWORK_OF_ITS_OWN = ContainerSettings.builder()
		.network("host")
		.build();

	/**
	 * A script that goes on until it is asked to end. The first process of a container
	 * would not end by itself then, but be killed a second later.
	 */
	static final String SLEEP = "trap exit TERM; sleep 600 & wait";

	/**
	 * The time between two looks at the engine; a second in applications.
	 */
	static final Duration PAUSE = Duration.ofMillis(20);

	private Dockers() {
	}

	/**
	 * Begin a runtime whose workspaces run a script, and which gives them a second to
	 * end.
	 * @param engine the engine
	 * @param script what to run
	 * @return the builder
	 */
	static DockerRuntime.Builder shell(DockerEngine engine, String script) {
		return on(engine, settings(engine, script).build());
	}

	/**
	 * Begin a runtime for the containers of the tests of this module.
	 * @param engine the engine
	 * @param settings how they are made
	 * @return the builder
	 */
	static DockerRuntime.Builder on(DockerEngine engine, ContainerSettings settings) {
		DockerRuntime.Builder builder = DockerRuntime.builder();
		builder.reconciliationPause = PAUSE;
		return builder.host(engine.host())
			.owner(engine.owner())
			.defaults(IN_NO_NETWORK_OF_ITS_OWN.with(settings))
			.gracePeriod(Duration.ofSeconds(1));
	}

	static ContainerSettings.Builder settings(DockerEngine engine, String script) {
		return ContainerSettings.builder().image(engine.images().busybox()).command(List.of("sh", "-c", script));
	}

	static WorkspaceLaunch launch(String id) {
		return launch(id, Map.of());
	}

	static WorkspaceLaunch launch(String id, Map<String, String> environment, String... secretNames) {
		return launch(id, WorkspaceRequest.named("demo").build(), environment, secretNames);
	}

	static WorkspaceLaunch launch(String id, WorkspaceRequest request, Map<String, String> environment,
			String... secretNames) {
		Map<String, String> complete = new LinkedHashMap<>(Map.of("PATH", "/bin"));
		complete.putAll(environment);
		return new WorkspaceLaunch(id, request, complete, Set.of(secretNames));
	}

	static int run(DockerRuntime runtime, WorkspaceLaunch launch) throws Exception {
		return code(runtime.start(launch));
	}

	static int code(CompletionStage<WorkspaceExit> exit) throws Exception {
		return exit.toCompletableFuture().get(120, TimeUnit.SECONDS).code();
	}

	static String output(DockerRuntime runtime, String id) {
		try {
			return new String(runtime.log(id).readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return what a container has written, secrets included.
	 * @param engine the engine
	 * @param container the name of the container
	 * @return its output
	 */
	static String rawLog(DockerEngine engine, String container) throws InterruptedException {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		engine.client()
			.logContainerCmd(container)
			.withStdOut(true)
			.withStdErr(true)
			.exec(new ResultCallback.Adapter<Frame>() {

				@Override
				public void onNext(Frame frame) {
					output.writeBytes(frame.getPayload());
				}

			})
			.awaitCompletion();
		return output.toString(StandardCharsets.UTF_8);
	}

	/**
	 * Return how many answers of engines are being read that come bit by bit.
	 * @return the number of threads that do so
	 */
	static long streams() {
		return threads("docker-java-stream-");
	}

	static long threads(String namePrefix) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith(namePrefix))
			.count();
	}

	static ConditionFactory patiently() {
		return Awaitility.await().pollInSameThread().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofMinutes(2));
	}

}
