package io.provisionhook.runtime.kubernetes;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.runtime.kubernetes.test.KubernetesClusterExtension;
import io.provisionhook.runtime.kubernetes.test.OwnCluster;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;
import io.provisionhook.testsupport.LogCapture;
import io.provisionhook.workspace.runtime.RuntimeProgress;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Kills the API server, etcd and the kubelet of a cluster while Pods start, run and stop.
 */
@ExtendWith(KubernetesClusterExtension.class)
class OutageTests {

	private static OwnCluster cluster;

	private static TestNamespace namespace;

	// That a watch fails is expected
	@RegisterExtension
	private final LogCapture log = new LogCapture();

	private final String id = Pods.id();

	@BeforeAll
	static void startCluster() {
		cluster = OwnCluster.start();
		namespace = cluster.namespace();
	}

	@AfterAll
	static void closeCluster() {
		cluster.close();
	}

	@AfterEach
	void removePods() {
		cluster.start("etcd");
		cluster.start("apiserver");
		Pods.removeAll(namespace);
	}

	@Test
	void exitDuringAnOutageIsNoticedAfterwards() throws Exception {
		try (KubernetesRuntime runtime = runtime("sleep 3; exit 3; : " + this.id)) {
			CompletionStage<WorkspaceExit> exit = runtime.start(Pods.launch(this.id));
			cluster.kill("apiserver");
			assertThat(runtime.isRunning(this.id)).as("expected to run").isTrue();
			Pods.patiently().until(() -> !isProcess(this.id));
			Pods.patiently().untilAsserted(() -> assertThat(runtime.watchFailure()).contains(" Pods: "));
			cluster.start("apiserver");
			assertThat(Pods.exit(exit)).isEqualTo(new WorkspaceExit(3, null));
			Pods.patiently().untilAsserted(() -> assertThat(runtime.watchFailure()).isNull());
		}
	}

	// The node runs on this machine, and the script is an argument of the shell
	private static boolean isProcess(String text) {
		return ProcessHandle.allProcesses()
			.map((process) -> process.info().commandLine().orElse(""))
			.anyMatch((command) -> command.contains("sh -c sleep") && command.contains(text));
	}

	@ParameterizedTest
	@CsvSource({ "create Pod, etcd", "create Secret, apiserver", "start container, apiserver", "wait for a node, etcd",
			"create Secret, kubelet", "start container, kubelet" })
	void startDuringAnOutageSucceedsOrLeavesNothing(String step, String component) throws Exception {
		try (KubernetesRuntime runtime = runtime(Pods.SLEEP)) {
			boolean started;
			try (Outage outage = new Outage(step, component)) {
				runtime.start(launch(outage));
				started = true;
			}
			catch (KubernetesException ex) {
				assertThat(ex.getMessage()).containsAnyOf("/provisionhook-" + this.id + "-1", "can't be run: ");
				started = false;
			}
			if (started) {
				assertThat(runtime.isRunning(this.id)).isTrue();
			}
			else {
				Pods.patiently().untilAsserted(() -> assertThat(Pods.present(namespace)).isEmpty());
			}
		}
	}

	private WorkspaceLaunch launch(RuntimeProgress progress) {
		return new WorkspaceLaunch(this.id, 1, WorkspaceRequest.named("demo").build(), Map.of("KEY", "value"), Set.of(),
				SecretRedactor.of(Set.of()), progress);
	}

	@Test
	void stopDuringAnOutageFailsAndSucceedsAfterwards() throws Exception {
		try (KubernetesRuntime runtime = runtime(Pods.SLEEP)) {
			CompletionStage<WorkspaceExit> exit = runtime.start(Pods.launch(this.id));
			cluster.kill("apiserver");
			assertThatExceptionOfType(KubernetesException.class).isThrownBy(() -> runtime.stop(this.id, 1))
				.withMessageContaining("can't look for the Pods of workspace " + this.id + ": ");
			cluster.start("apiserver");
			runtime.stop(this.id, 1);
			assertThat(Pods.exit(exit)).isEqualTo(new WorkspaceExit(7, null));
			namespace.awaitEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "apiserver", "kubelet" })
	void stopThatIsInterruptedByAnOutageGoesOn(String component) throws Exception {
		try (KubernetesRuntime runtime = runtime("trap 'sleep 2; exit 7' TERM; sleep 600 & wait")) {
			CompletionStage<WorkspaceExit> exit = runtime.start(Pods.launch(this.id));
			CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> {
				try {
					runtime.stop(this.id, 1);
				}
				catch (KubernetesException | InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			});
			Pods.patiently().until(() -> Pods.present(namespace).isEmpty());
			cluster.kill(component);
			cluster.start(component);
			stop.get();
			// The last state of the Pod may have come and gone during the outage
			assertThat(Pods.exit(exit).code()).isIn(7, WorkspacePod.UNKNOWN_CODE);
			namespace.awaitEmpty();
		}
	}

	@Test
	void podLivesOnWhileKubeletIsAway() throws Exception {
		try (KubernetesRuntime runtime = runtime(Pods.SLEEP)) {
			CompletionStage<WorkspaceExit> exit = runtime.start(Pods.launch(this.id));
			String container = container();
			cluster.kill("kubelet");
			assertThat(runtime.isRunning(this.id)).isTrue();
			cluster.start("kubelet");
			assertThat(container()).isEqualTo(container);
			assertThat(runtime.isRunning(this.id)).isTrue();
			runtime.stop(this.id, 1);
			assertThat(Pods.exit(exit)).isEqualTo(new WorkspaceExit(7, null));
		}
	}

	private static String container() {
		Pod pod = Pods.present(namespace).get(0);
		ContainerStatus status = pod.getStatus().getContainerStatuses().get(0);
		return status.getContainerID() + " since " + status.getState().getRunning().getStartedAt();
	}

	private static KubernetesRuntime runtime(String script) {
		Pod pod = Pods.pod(namespace.image(), script);
		pod.getSpec().setTerminationGracePeriodSeconds(10L);
		KubernetesRuntime.Builder builder = Pods.on(namespace, PodSettings.of(pod))
			.connectTimeout(Duration.ofSeconds(1))
			.responseTimeout(Duration.ofSeconds(1));
		builder.watchPeriod = Duration.ofSeconds(2);
		return builder.build();
	}

	/**
	 * Kills a component when a start begins a step, and starts it again at once.
	 */
	private static final class Outage implements RuntimeProgress, AutoCloseable {

		private final String step;

		private final String component;

		private CompletableFuture<Void> end = CompletableFuture.completedFuture(null);

		Outage(String step, String component) {
			this.step = step;
			this.component = component;
		}

		@Override
		public void begin(String present) {
			if (present.equals(this.step)) {
				cluster.kill(this.component);
				this.end = CompletableFuture.runAsync(() -> cluster.start(this.component));
			}
		}

		@Override
		public void close() {
			this.end.join();
		}

	}

}
