package io.provisionhook.runtime.kubernetes;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.runtime.kubernetes.test.KubernetesClusterExtension;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of Pods that can't be started: one sentence says why, and nothing is left.
 */
@ExtendWith(KubernetesClusterExtension.class)
class StartFailureTests {

	private final TestNamespace namespace;

	private final String id = Pods.id();

	private final String pod;

	StartFailureTests(TestNamespace namespace) {
		this.namespace = namespace;
		this.pod = "Pod " + namespace.name() + "/provisionhook-" + this.id + "-1";
	}

	@AfterEach
	void removePods() {
		this.namespace.client().resourceQuotas().inNamespace(this.namespace.name()).delete();
		this.namespace.client().limitRanges().inNamespace(this.namespace.name()).delete();
		Pods.removeAll(this.namespace);
	}

	@Test
	void podThatNoNodeTakesHasWordsOfScheduler() {
		Pod template = template();
		template.getSpec().setNodeSelector(Map.of("gpu", "many"));
		assertFailure(template, (runtime) -> runtime.schedulingTimeout(Duration.ofSeconds(2)),
				this.pod + " has no node after 2 s: 0/1 nodes are available: 1 node\\(s\\) didn't match.*");
	}

	@Test
	void podThatAsksForTooMuchHasWordsOfScheduler() {
		Pod template = template();
		template.getSpec().getContainers().get(0).getResources().setRequests(Map.of("cpu", new Quantity("1000")));
		template.getSpec().getContainers().get(0).getResources().setLimits(Map.of("cpu", new Quantity("1000")));
		assertFailure(template, (runtime) -> runtime.schedulingTimeout(Duration.ofSeconds(2)),
				this.pod + " has no node after 2 s: 0/1 nodes are available: 1 Insufficient cpu.*");
	}

	@Test
	void imageThatRegistryDoesNotHaveHasWordsOfRegistry() {
		Pod template = Pods.pod("localhost:1/agents/none:1", Pods.SLEEP);
		assertFailure(template, (runtime) -> {
		}, "image \"localhost:1/agents/none:1\" of " + this.pod
				+ " can't be pulled: .*failed to pull and unpack image.*connection refused");
	}

	@Test
	void imageIsPulledAgainForAWhile() {
		Pod template = Pods.pod("localhost:1/agents/none:1", Pods.SLEEP);
		long begin = System.nanoTime();
		assertFailure(template, (runtime) -> runtime.pullRetryTimeout(Duration.ofSeconds(4)),
				"image .* can't be pulled: " + ".*connection refused");
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(4));
	}

	@Test
	void imageWhosePullTakesTooLongIsNamed() throws Exception {
		this.namespace.needLocalCluster();
		List<String> steps = new CopyOnWriteArrayList<>();
		// A registry that accepts connections and does not answer
		try (ServerSocket registry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
				KubernetesRuntime runtime = Pods
					.on(this.namespace,
							PodSettings.of(Pods.pod("localhost:" + registry.getLocalPort() + "/slow:1", Pods.SLEEP)))
					.startTimeout(Duration.ofSeconds(8))
					.pullTimeout(Duration.ofSeconds(1))
					.build()) {
			assertThatExceptionOfType(KubernetesException.class)
				.isThrownBy(() -> runtime.start(new WorkspaceLaunch(this.id, 1, WorkspaceRequest.named("demo").build(),
						Map.of(), Set.of(), SecretRedactor.of(Set.of()), steps::add)))
				.satisfies((failure) -> assertThat(failure.getMessage()).matches(this.pod
						+ " has not started on node \"\\S+\" after 9 s: image \"localhost:\\d+/slow:1\" is being pulled"));
		}
		assertThat(steps).containsExactly("look for an earlier Pod", "create Pod", "create Secret", "wait for a node",
				"start container", "pull image");
		assertNothingIsLeft();
	}

	@Test
	void imageWithInvalidNameIsFinal() {
		assertFailure(Pods.pod("UPPER:CASE:1", Pods.SLEEP),
				(runtime) -> runtime.pullRetryTimeout(Duration.ofMinutes(5)), "container \"workspace\" of " + this.pod
						+ " can't be created: InvalidImageName: .*couldn't parse image reference \"UPPER:CASE:1\".*");
	}

	@Test
	void imageThatMustNotBePulledIsFinal() {
		Pod template = Pods.pod("localhost:1/agents/none:1", Pods.SLEEP);
		template.getSpec().getContainers().get(0).setImagePullPolicy("Never");
		assertFailure(template, (runtime) -> runtime.pullRetryTimeout(Duration.ofMinutes(5)),
				"container \"workspace\" of " + this.pod + " can't be created: ErrImageNeverPull: .*not present.*");
	}

	@Test
	void imageOfRootIsFinal() {
		assertFailure(Pods.pod(this.namespace.rootImage(), Pods.SLEEP), (runtime) -> {
		}, "container \"workspace\" of " + this.pod + " can't be created: CreateContainerConfigError: container has"
				+ " runAsNonRoot and image will run as root.*");
	}

	@Test
	void programThatIsMissingIsNamed() {
		Pod template = template();
		template.getSpec().getContainers().get(0).setCommand(List.of("/no/such/agent"));
		assertFailure(template, (runtime) -> {
		}, "program of image \"" + this.namespace.image() + "\" can't be run: .*\"/no/such/agent\".*"
				+ "no such file or directory.*");
	}

	@Test
	void initContainerThatFailsIsNamed() {
		Pod template = new PodBuilder(template()).editSpec()
			.addNewInitContainer()
			.withName("prepare")
			.withImage(this.namespace.image())
			.withCommand("sh", "-c", "exit 4")
			.endInitContainer()
			.endSpec()
			.build();
		assertFailure(template, (runtime) -> {
		}, "init container \"prepare\" of " + this.pod + " has failed: exited with code 4");
	}

	@Test
	void volumeThatCannotBeMountedHasWordsOfNode() {
		Pod template = template();
		template.getSpec()
			.setVolumes(List.of(new VolumeBuilder().withName("config")
				.withNewConfigMap()
				.withName("missing")
				.endConfigMap()
				.build()));
		template.getSpec()
			.getContainers()
			.get(0)
			.setVolumeMounts(List.of(new VolumeMountBuilder().withName("config").withMountPath("/etc/config").build()));
		assertFailure(template, (runtime) -> runtime.startTimeout(Duration.ofSeconds(3)), this.pod
				+ " has not started on node \"\\S+\" after 3 s: FailedMount: .*configmap \"missing\" not found");
	}

	@Test
	void sandboxThatCannotBeMadeHasWordsOfNode() {
		Pod template = new PodBuilder(template()).editSpec()
			.editOrNewSecurityContext()
			.addNewSysctl("kernel.shm_rmid_forced", "not a number")
			.endSecurityContext()
			.endSpec()
			.build();
		assertFailure(template, (runtime) -> runtime.startTimeout(Duration.ofSeconds(4)),
				this.pod + " has not started on node \"\\S+\" after 4 s: FailedCreatePodSandBox: .*shm_rmid_forced.*");
	}

	@Test
	void quotaThatIsExceededIsNamed() {
		this.namespace.client()
			.resourceQuotas()
			.inNamespace(this.namespace.name())
			.resource(new ResourceQuotaBuilder().withNewMetadata()
				.withName("few")
				.endMetadata()
				.withNewSpec()
				.withHard(Map.of("pods", new Quantity("0")))
				.endSpec()
				.build())
			.create();
		Pods.patiently()
			.until(() -> this.namespace.client()
				.resourceQuotas()
				.inNamespace(this.namespace.name())
				.withName("few")
				.get()
				.getStatus()
				.getHard() != null);
		assertFailure(template(), (runtime) -> {
		}, "the cluster can't create " + this.pod + ": pods \"\\S+\" is forbidden: exceeded quota: few, requested: "
				+ "pods=1, used: pods=0, limited: pods=0");
	}

	@Test
	void limitRangeThatIsExceededIsNamed() {
		this.namespace.client()
			.limitRanges()
			.inNamespace(this.namespace.name())
			.resource(new LimitRangeBuilder().withNewMetadata()
				.withName("small")
				.endMetadata()
				.withNewSpec()
				.addNewLimit()
				.withType("Container")
				.withMax(Map.of("memory", new Quantity("16Mi")))
				.endLimit()
				.endSpec()
				.build())
			.create();
		assertFailure(template(), (runtime) -> {
		}, "the cluster can't create " + this.pod + ": pods \"\\S+\" is forbidden: maximum memory usage per Container "
				+ "is 16Mi, but limit is 64Mi");
	}

	@Test
	void podThatIsInvalidIsExplained() {
		Pod template = template();
		template.getSpec().setHostname("not_a_host_name");
		assertFailure(template, (runtime) -> {
		}, "the cluster can't create " + this.pod + ": Pod \"\\S+\" is invalid: spec.hostname: Invalid value: .*");
	}

	@Test
	void namespaceThatIsMissingIsNamed() {
		assertFailure(template(), (runtime) -> runtime.namespace("no-such-namespace"),
				"the cluster can't look for the Pods of workspace " + this.id
						+ ": pods is forbidden: User \"system:serviceaccount:\\S+:provisionhook\" cannot list resource"
						+ " \"pods\" in API group \"\" in the namespace \"no-such-namespace\"");
	}

	@Test
	void rightThatIsMissingIsNamed() {
		Pod template = template();
		assertFailure(template, (runtime) -> runtime.namespace("default"),
				"the cluster can't look for the Pods of workspace " + this.id + ": pods is forbidden: .*"
						+ "cannot list resource \"pods\" in API group \"\" in the namespace \"default\"");
	}

	@Test
	void apiServerThatIsDownIsNamed() throws Exception {
		assertFailure(template(), (runtime) -> runtime.kubeconfig(Kubeconfigs.of("http://localhost:1")),
				"can't look for the Pods of workspace " + this.id + ": the API server at http://localhost:1/ does not"
						+ " answer: .*");
	}

	@Test
	void programThatEndsAtOnceHasStarted() throws Exception {
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, "exit 9").build()) {
			assertThat(Pods.exit(runtime.start(Pods.launch(this.id))).code()).isEqualTo(9);
		}
	}

	private Pod template() {
		return Pods.pod(this.namespace.image(), Pods.SLEEP);
	}

	private void assertFailure(Pod template, Consumer<KubernetesRuntime.Builder> configuration, String message) {
		KubernetesRuntime.Builder builder = Pods.on(this.namespace, PodSettings.of(template));
		configuration.accept(builder);
		try (KubernetesRuntime runtime = builder.build()) {
			assertThatExceptionOfType(KubernetesException.class)
				.isThrownBy(() -> runtime.start(Pods.launch(this.id, 1, WorkspaceRequest.named("demo").build(),
						Map.of("TOKEN", "geheim-123456"), "TOKEN")))
				.satisfies((failure) -> assertThat(failure.getMessage()).matches("(?s)" + message));
			assertNothingIsLeft();
		}
	}

	// A node may take a minute to let go of a Pod that has not started
	private void assertNothingIsLeft() {
		assertThat(this.namespace.client().pods().inNamespace(this.namespace.name()).list().getItems())
			.allSatisfy((left) -> assertThat(left.getMetadata().getDeletionTimestamp()).isNotNull());
		assertThat(this.namespace.client()
			.secrets()
			.inNamespace(this.namespace.name())
			.withLabel(PodLabels.MANAGED_BY, PodLabels.MANAGER)
			.list()
			.getItems()).isEmpty();
	}

}
