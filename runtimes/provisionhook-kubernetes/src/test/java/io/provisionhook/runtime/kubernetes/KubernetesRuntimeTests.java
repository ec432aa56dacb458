package io.provisionhook.runtime.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.RequiredVariable;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.runtime.kubernetes.test.KubernetesClusterExtension;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;
import io.provisionhook.workspace.runtime.RuntimeProgress;
import io.provisionhook.workspace.runtime.WorkspaceExit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of the life of workspaces as Pods of a real cluster.
 */
@ExtendWith(KubernetesClusterExtension.class)
class KubernetesRuntimeTests {

	private final TestNamespace namespace;

	private final String id = Pods.id();

	KubernetesRuntimeTests(TestNamespace namespace) {
		this.namespace = namespace;
	}

	@AfterEach
	void removePods() {
		Pods.removeAll(this.namespace);
	}

	@Test
	void startReturnsWhenProgramRuns() throws Exception {
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, "echo hello $NAME; " + Pods.SLEEP).build()) {
			CompletionStage<WorkspaceExit> exit = runtime.start(Pods.launch(this.id, 1, Map.of("NAME", "world")));
			assertThat(runtime.isRunning(this.id)).isTrue();
			assertThat(runtime.workspaceIds()).containsExactly(this.id);
			assertThat(exit.toCompletableFuture()).isNotDone();
			Pods.patiently().until(() -> Pods.output(runtime, this.id), "hello world\n"::equals);
		}
	}

	@Test
	void podHasNameLabelsAndAnnotationsOfItsWorkspace() throws Exception {
		WorkspaceRequest request = WorkspaceRequest.named("Fix: login").tenant("Acme & Söhne").build();
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, Pods.SLEEP).owner("my-platform").build()) {
			runtime.start(Pods.launch(this.id, 3, request, Map.of()));
		}
		Pod pod = onlyPod();
		assertThat(pod.getMetadata().getName()).isEqualTo("provisionhook-" + this.id + "-3");
		assertThat(pod.getMetadata().getLabels())
			.isEqualTo(Map.of("app.kubernetes.io/managed-by", "provisionhook", "provisionhook.io/owner", "my-platform",
					"provisionhook.io/workspace", this.id, "provisionhook.io/generation", "3"));
		assertThat(pod.getMetadata().getAnnotations()).containsEntry("provisionhook.io/name", "Fix: login")
			.containsEntry("provisionhook.io/tenant", "Acme & Söhne");
	}

	@Test
	void tenantIsLabelWherePossible() throws Exception {
		WorkspaceRequest request = WorkspaceRequest.named("demo").tenant("acme").build();
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, Pods.SLEEP).build()) {
			runtime.start(Pods.launch(this.id, 1, request, Map.of()));
		}
		assertThat(onlyPod().getMetadata().getLabels()).containsEntry("provisionhook.io/tenant", "acme");
	}

	@Test
	void secretIsImmutableAndBelongsToPod() throws Exception {
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, Pods.SLEEP).build()) {
			runtime.start(Pods.launch(this.id, 1, Map.of("TOKEN", "geheim"), "TOKEN"));
			Secret secret = secrets().get(0);
			assertThat(secret.getImmutable()).isTrue();
			assertThat(secret.getMetadata().getOwnerReferences()).singleElement()
				.satisfies((owner) -> assertThat(owner.getUid()).isEqualTo(onlyPod().getMetadata().getUid()));
			runtime.remove(this.id, 1);
			this.namespace.awaitEmpty();
		}
	}

	@Test
	void programThatEndsHasItsCodeAndLog() throws Exception {
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, "echo giving up >&2; exit 3").build()) {
			WorkspaceExit exit = Pods.exit(runtime.start(Pods.launch(this.id)));
			assertThat(exit).isEqualTo(new WorkspaceExit(3));
			assertThat(runtime.isRunning(this.id)).isFalse();
			assertThat(Pods.output(runtime, this.id)).isEqualTo("giving up\n");
		}
	}

	@Test
	void stopGivesProgramTimeToEnd() throws Exception {
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, Pods.SLEEP).build()) {
			CompletionStage<WorkspaceExit> exit = runtime.start(Pods.launch(this.id));
			runtime.stop(this.id, 1);
			assertThat(runtime.isRunning(this.id)).isFalse();
			assertThat(Pods.exit(exit)).isEqualTo(new WorkspaceExit(7));
			this.namespace.awaitEmpty();
		}
	}

	@Test
	void stopWhenProgramDoesNotEndKillsIt() throws Exception {
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, "trap '' TERM; sleep 600").build()) {
			CompletionStage<WorkspaceExit> exit = runtime.start(Pods.launch(this.id));
			runtime.stop(this.id, 1);
			assertThat(Pods.exit(exit)).isEqualTo(new WorkspaceExit(137, "code 137 (SIGKILL)"));
		}
	}

	@Test
	void stopOfEarlierGenerationLeavesLaterOneAlone() throws Exception {
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, Pods.SLEEP).build()) {
			runtime.start(Pods.launch(this.id, 2, Map.of()));
			runtime.stop(this.id, 1);
			runtime.remove(this.id, 1);
			assertThat(runtime.isRunning(this.id)).isTrue();
		}
	}

	@Test
	void stopOfUnknownWorkspaceDoesNothing() throws Exception {
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, Pods.SLEEP).build()) {
			runtime.stop(this.id, 1);
			runtime.remove(this.id, 1);
			assertThat(runtime.isRunning(this.id)).isFalse();
			assertThat(runtime.log(this.id)).isEmpty();
		}
	}

	@Test
	void startOfLaterGenerationReplacesEarlierOne() throws Exception {
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, Pods.SLEEP).build()) {
			CompletionStage<WorkspaceExit> first = runtime.start(Pods.launch(this.id, 1, Map.of()));
			runtime.start(Pods.launch(this.id, 2, Map.of()));
			assertThat(Pods.exit(first)).isEqualTo(new WorkspaceExit(7));
			assertThat(runtime.isRunning(this.id)).isTrue();
			Pods.patiently()
				.untilAsserted(() -> assertThat(onlyPod().getMetadata().getName()).endsWith(this.id + "-2"));
		}
	}

	@Test
	void startWhenLaterGenerationRunsFails() throws Exception {
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, Pods.SLEEP).build()) {
			runtime.start(Pods.launch(this.id, 2, Map.of()));
			assertThatExceptionOfType(KubernetesException.class)
				.isThrownBy(() -> runtime.start(Pods.launch(this.id, 1, Map.of())))
				.withMessage("workspace '%s' was started again meanwhile, as Pod %s/provisionhook-%s-2 of generation 2",
						this.id, this.namespace.name(), this.id);
			assertThat(runtime.isRunning(this.id)).isTrue();
		}
	}

	@Test
	void startWhenSameGenerationRunsFails() throws Exception {
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, Pods.SLEEP).build()) {
			runtime.start(Pods.launch(this.id));
			assertThatExceptionOfType(KubernetesException.class).isThrownBy(() -> runtime.start(Pods.launch(this.id)))
				.withMessage("workspace '%s' is running already, as Pod %s/provisionhook-%s-1", this.id,
						this.namespace.name(), this.id);
			assertThat(runtime.isRunning(this.id)).isTrue();
		}
	}

	@Test
	void startWhenNameIsTakenLeavesForeignPodAlone() throws Exception {
		Pod foreign = new PodBuilder(Pods.pod(this.namespace.image(), Pods.SLEEP)).withNewMetadata()
			.withName("provisionhook-" + this.id + "-1")
			.endMetadata()
			.build();
		foreign.getSpec().getContainers().get(0).setName("other");
		this.namespace.client().pods().inNamespace(this.namespace.name()).resource(foreign).create();
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, Pods.SLEEP).build()) {
			assertThatExceptionOfType(KubernetesException.class).isThrownBy(() -> runtime.start(Pods.launch(this.id)))
				.withMessage("another process has created Pod %s/provisionhook-%s-1 at the same time",
						this.namespace.name(), this.id);
		}
		assertThat(onlyPod().getMetadata().getDeletionTimestamp()).isNull();
	}

	@Test
	void startBySeveralHostsAtOnceMakesOnePod() throws Exception {
		List<KubernetesRuntime> runtimes = Stream.generate(() -> Pods.shell(this.namespace, Pods.SLEEP).build())
			.limit(4)
			.toList();
		ExecutorService threads = Executors.newFixedThreadPool(runtimes.size());
		try {
			List<Callable<Boolean>> starts = runtimes.stream().<Callable<Boolean>>map((runtime) -> () -> {
				try {
					runtime.start(Pods.launch(this.id));
					return true;
				}
				catch (KubernetesException ex) {
					assertThat(ex).hasMessageMatching(
							"another process has created Pod .* at the same time|workspace .* is running already, as .*");
					return false;
				}
			}).toList();
			List<Boolean> started = new ArrayList<>();
			for (Future<Boolean> start : threads.invokeAll(starts)) {
				started.add(start.get());
			}
			assertThat(started).containsOnlyOnce(true);
			assertThat(onlyPod().getMetadata().getDeletionTimestamp()).isNull();
			assertThat(runtimes.get(0).isRunning(this.id)).isTrue();
		}
		finally {
			threads.shutdownNow();
			runtimes.forEach(KubernetesRuntime::close);
		}
	}

	@Test
	void nextRuntimeAdoptsRunningPod() throws Exception {
		try (KubernetesRuntime first = Pods.shell(this.namespace, "echo key is $KEY; " + Pods.SLEEP).build()) {
			first.start(Pods.launch(this.id, 4, Map.of("KEY", "geheim-123"), "KEY"));
		}
		try (KubernetesRuntime next = Pods.shell(this.namespace, Pods.SLEEP).build()) {
			CompletionStage<WorkspaceExit> exit = next.adopt(this.id, 4, SecretRedactor.of(Set.of())).orElseThrow();
			assertThat(exit.toCompletableFuture()).isNotDone();
			Pods.patiently().until(() -> Pods.output(next, this.id), "key is [redacted]\n"::equals);
			next.stop(this.id, 4);
			assertThat(Pods.exit(exit)).isEqualTo(new WorkspaceExit(7));
		}
	}

	@Test
	void nextRuntimeAdoptsEndedPod() throws Exception {
		try (KubernetesRuntime first = Pods.shell(this.namespace, "exit 5").build()) {
			Pods.exit(first.start(Pods.launch(this.id)));
		}
		try (KubernetesRuntime next = Pods.shell(this.namespace, Pods.SLEEP).build()) {
			CompletionStage<WorkspaceExit> exit = next.adopt(this.id, 1, SecretRedactor.of(Set.of())).orElseThrow();
			assertThat(Pods.exit(exit)).isEqualTo(new WorkspaceExit(5));
		}
	}

	@Test
	void adoptOfOtherGenerationOrOwnerIsEmpty() throws Exception {
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, Pods.SLEEP).build();
				KubernetesRuntime other = Pods.shell(this.namespace, Pods.SLEEP).owner("other").build()) {
			runtime.start(Pods.launch(this.id));
			assertThat(runtime.adopt(this.id, 2, SecretRedactor.of(Set.of()))).isEmpty();
			assertThat(other.adopt(this.id, 1, SecretRedactor.of(Set.of()))).isEmpty();
			assertThat(other.workspaceIds()).isEmpty();
			other.remove(this.id, 1);
			assertThat(runtime.isRunning(this.id)).isTrue();
		}
	}

	@Test
	void podThatSomebodyDeletesHasFailed() throws Exception {
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, Pods.SLEEP).build()) {
			CompletionStage<WorkspaceExit> exit = runtime.start(Pods.launch(this.id));
			this.namespace.client().resource(onlyPod()).withGracePeriod(0).delete();
			assertThat(Pods.exit(exit).reason()).matches("Pod \\S+/provisionhook-" + this.id
					+ "-1 was deleted on node \"\\S+\" while it ran: its node or somebody deleted it");
		}
	}

	@Test
	void endedPodsAreKeptUpToTheLimit() throws Exception {
		KubernetesRuntime.Builder builder = Pods.shell(this.namespace, "exit 0").retainedPods(1);
		builder.watchPeriod = Duration.ofSeconds(1);
		try (KubernetesRuntime runtime = builder.build()) {
			Pods.exit(runtime.start(Pods.launch(Pods.id())));
			Pods.exit(runtime.start(Pods.launch(Pods.id())));
			Pods.exit(runtime.start(Pods.launch(Pods.id())));
			Pods.patiently().untilAsserted(() -> assertThat(runtime.workspaceIds()).hasSize(1));
		}
	}

	@Test
	void validateRejectsWhatNoPodCanBe() {
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, Pods.SLEEP).namespace("agents-{tenant}").build()) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> runtime.validate(WorkspaceRequest.named("demo").template("big").build()))
				.withMessage("Unknown template \"big\"; the templates are default");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> runtime.validate(WorkspaceRequest.named("demo").build()))
				.withMessage("The request has no tenant, which namespace \"agents-{tenant}\" is made with");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> runtime.validate(WorkspaceRequest.named("demo").tenant("A B").build()))
				.withMessage("\"agents-A B\" can't be the name of a namespace: up to 63 lower-case letters, digits and"
						+ " \"-\" are possible, with a letter or digit at both ends");
			runtime.validate(WorkspaceRequest.named("demo").tenant("acme").build());
		}
	}

	@Test
	void baseEnvironmentIsIncompleteUnlessTemplateGivesIt() {
		PodSettings settings = PodSettings.of(Pods.pod("any", Pods.SLEEP)).require(List.of("API_KEY"));
		WorkspaceRequest request = WorkspaceRequest.named("demo").template("known").build();
		try (KubernetesRuntime runtime = Pods.on(this.namespace, settings)
			.template("known", settings.withBase(Map.of("PATH", "/bin")))
			.build()) {
			BaseEnvironment unknown = runtime.baseEnvironment(WorkspaceRequest.named("demo").build(),
					RuntimeProgress.NONE);
			assertThat(unknown.incompleteReason()).isEqualTo("Kubernetes does not tell the variables of the image;"
					+ " base of template \"default\" can give them");
			BaseEnvironment known = runtime.baseEnvironment(request, RuntimeProgress.NONE);
			assertThat(known.incompleteReason()).isNull();
			assertThat(known.values()).isEqualTo(Map.of("PATH", "/bin"));
			assertThat(runtime.knownEnvironment(request).map(BaseEnvironment::values))
				.isEqualTo(Optional.of(known.values()));
			assertThat(runtime.requiredVariables(request)).isEqualTo(List.of(RequiredVariable.of("API_KEY")));
		}
	}

	@Test
	void podsOutliveHostAndDoNotShareItsLoopback() {
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, Pods.SLEEP).build()) {
			assertThat(runtime.outlivesHost()).isTrue();
			assertThat(runtime.sharesLoopback()).isFalse();
			assertThat(runtime.watchAge()).isEmpty();
		}
	}

	private Pod onlyPod() {
		List<Pod> pods = this.namespace.client().pods().inNamespace(this.namespace.name()).list().getItems();
		assertThat(pods).hasSize(1);
		return pods.get(0);
	}

	private List<Secret> secrets() {
		return this.namespace.client()
			.secrets()
			.inNamespace(this.namespace.name())
			.withLabel(PodLabels.MANAGED_BY, PodLabels.MANAGER)
			.list()
			.getItems();
	}

}
