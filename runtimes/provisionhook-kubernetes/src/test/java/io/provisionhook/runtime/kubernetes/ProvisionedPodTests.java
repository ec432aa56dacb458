package io.provisionhook.runtime.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.ProvisioningStep;
import io.provisionhook.runtime.kubernetes.test.KubernetesClusterExtension;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KubernetesRuntime} under a {@link WorkspaceHandler}: from the mutators
 * to a Pod, or to a cause.
 */
@ExtendWith(KubernetesClusterExtension.class)
class ProvisionedPodTests {

	private static final String UNKNOWN = ", and Kubernetes does not tell the variables of the image; base of template "
			+ "\"default\" can give them";

	private final TestNamespace namespace;

	private final Registry registry = new Registry();

	ProvisionedPodTests(TestNamespace namespace) {
		this.namespace = namespace;
	}

	@AfterEach
	void removePods() {
		this.namespace.client().resourceQuotas().inNamespace(this.namespace.name()).delete();
		Pods.removeAll(this.namespace);
	}

	@Test
	void failingMutatorCreatesNeitherPodNorSecret() throws Exception {
		EnvMutator vault = EnvMutator.of("vault", (context, env) -> {
			env.putSecret("TOKEN", "geheim-123456");
			if (context.request().tenant() == null) {
				throw new IllegalStateException("sealed");
			}
		});
		this.registry.register(vault);
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, "exit 0").build();
				WorkspaceHandler handler = handler(runtime)) {
			Workspace failed = settled(handler, create(handler, null));
			assertThat(failed.state()).isEqualTo(WorkspaceState.FAILED);
			assertThat(failed.lastSampleError()).isEqualTo("provisionhook \"vault\": sealed");
			Workspace other = ended(handler, create(handler, "acme"));
			assertThat(other.state()).isEqualTo(WorkspaceState.STOPPED);
			// The record of an earlier request comes before that of a later one
			String pod = "provisionhook-" + other.id() + "-1";
			Pods.patiently()
				.untilAsserted(() -> assertThat(created()).contains("pods " + pod, "secrets " + pod + "-0"));
			assertThat(created()).noneMatch((object) -> object.contains(failed.id()));
		}
	}

	/**
	 * Read from the audit log what the runtime asked the API server to create, refused or
	 * not.
	 */
	private List<String> created() throws IOException {
		try (Stream<String> lines = Files.lines(this.namespace.auditLog())) {
			// The server may be writing the last one
			return lines
				.filter((line) -> line.endsWith("}")
						&& line.contains("\"namespace\":\"" + this.namespace.name() + "\""))
				.map(new ObjectMapper()::readTree)
				.filter((request) -> "create".equals(request.path("verb").asString())
						&& request.path("user").path("username").asString().endsWith(":provisionhook"))
				.map((request) -> request.path("objectRef"))
				.map(ProvisionedPodTests::description)
				.toList();
		}
	}

	private static String description(JsonNode object) {
		return object.path("resource").asString() + " " + object.path("name").asString();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			exit 3                         | 3   | exited with code 3
			sleep 9 & kill -9 $!; wait $!  | 137 | exit: code 137 (SIGKILL)
			sleep 9 & kill -15 $!; wait $! | 143 | exit: code 143 (SIGTERM)
			exec tail /dev/zero            | 137 | exit: out of memory (limit 64Mi)
			""")
	void endOfProgramIsTheCause(String script, int code, String error) {
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, script).build();
				WorkspaceHandler handler = handler(runtime)) {
			Workspace failed = ended(handler, create(handler, null));
			assertThat(failed.lastSampleError()).isEqualTo(error);
			assertThat(failed.exitCode()).isEqualTo(code);
			assertThat(failed.state()).isEqualTo(WorkspaceState.FAILED);
		}
	}

	@Test
	void podThatIsActiveForTooLongHasFailed() {
		Pod pod = Pods.pod(this.namespace.image(), Pods.SLEEP);
		pod.getSpec().setActiveDeadlineSeconds(10L);
		try (KubernetesRuntime runtime = Pods.on(this.namespace, PodSettings.of(pod)).build();
				WorkspaceHandler handler = handler(runtime)) {
			Workspace failed = ended(handler, create(handler, null));
			assertThat(failed.lastSampleError()).isEqualTo("exit: active deadline of 10 s exceeded");
			assertThat(failed.state()).isEqualTo(WorkspaceState.FAILED);
		}
	}

	@Test
	void quotaThatIsExceededIsTheCause() {
		this.namespace.client()
			.resourceQuotas()
			.inNamespace(this.namespace.name())
			.resource(new ResourceQuotaBuilder().withNewMetadata()
				.withName("few")
				.endMetadata()
				.withNewSpec()
				.withHard(Map.of("secrets", new Quantity("0")))
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
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, Pods.SLEEP).build();
				WorkspaceHandler handler = handler(runtime)) {
			Workspace failed = settled(handler, create(handler, null));
			String secret = "provisionhook-" + failed.id() + "-1-0";
			assertThat(failed.lastSampleError())
				.startsWith("start: the cluster can't create Secret " + this.namespace.name() + "/" + secret
						+ ": secrets \"" + secret + "\" is forbidden: exceeded quota: few, requested: secrets=1");
			this.namespace.awaitEmpty();
		}
	}

	@ParameterizedTest
	@CsvSource({ "prepend", "remove", "append" })
	void variableOfUnknownImageCannotBeChanged(String change) {
		this.registry.register(EnvMutator.of("path", (context, env) -> {
			switch (change) {
				case "prepend" -> env.prepend("PATH", "/opt/tools", ":");
				case "append" -> env.append("PATH", "/opt/tools", ":");
				default -> env.remove("PATH");
			}
		}));
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, Pods.SLEEP).build();
				WorkspaceHandler handler = handler(runtime)) {
			assertThat(settled(handler, create(handler, null)).lastSampleError())
				.isEqualTo("provisionhook \"path\": variable \"PATH\" can't be "
						+ (change.equals("remove") ? "removed" : "added to") + ": nobody has set it" + UNKNOWN);
		}
	}

	@Test
	void variableThatTemplateRequiresAndUnknownImageMayHaveIsMissing() {
		PodSettings settings = PodSettings.of(Pods.pod(this.namespace.image(), Pods.SLEEP))
			.require(List.of("IMAGE_VARIABLE"));
		try (KubernetesRuntime runtime = Pods.on(this.namespace, settings).build();
				WorkspaceHandler handler = handler(runtime)) {
			assertThat(settled(handler, create(handler, null)).lastSampleError()).startsWith("required variables: ")
				.contains("IMAGE_VARIABLE", "Kubernetes does not tell the variables of the image");
		}
	}

	@Test
	void variableThatTemplateGivesIsChanged() {
		this.registry.register(EnvMutator.of("path", (context, env) -> env.prepend("PATH", "/opt/tools", ":")));
		PodSettings settings = PodSettings.of(Pods.pod(this.namespace.image(), "echo $PATH"))
			.withBase(Map.of("PATH", "/bin"))
			.require(List.of("PATH"));
		try (KubernetesRuntime runtime = Pods.on(this.namespace, settings).build();
				WorkspaceHandler handler = handler(runtime)) {
			Workspace ended = ended(handler, create(handler, null));
			Pods.patiently().until(() -> Pods.output(runtime, ended.id()), "/opt/tools:/bin\n"::equals);
			assertThat(ended.state()).isEqualTo(WorkspaceState.STOPPED);
		}
	}

	@Test
	void workspaceIsStoppedAndRestarted() {
		this.registry.register(EnvMutator.of("counter", (context, env) -> env.put("RUN", "" + context.generation())));
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, "echo run $RUN; " + Pods.SLEEP).build();
				WorkspaceHandler handler = handler(runtime)) {
			Workspace running = settled(handler, create(handler, null));
			assertThat(running.state()).isEqualTo(WorkspaceState.RUNNING);
			Pods.patiently().until(() -> Pods.output(runtime, running.id()), "run 1\n"::equals);
			assertThat(handler.stop(running.id()).state()).isEqualTo(WorkspaceState.STOPPED);
			assertThat(Pods.present(this.namespace)).isEmpty();
			assertThat(settled(handler, handler.restart(running.id())).state()).isEqualTo(WorkspaceState.RUNNING);
			Pods.patiently().until(() -> Pods.output(runtime, running.id()), "run 2\n"::equals);
			handler.restart(running.id());
			Pods.patiently()
				.until(() -> handler.get(running.id()),
						(current) -> current.generation() == 3 && current.state() == WorkspaceState.RUNNING);
			Pods.patiently().until(() -> Pods.output(runtime, running.id()), "run 3\n"::equals);
			assertThat(Pods.present(this.namespace)).singleElement()
				.satisfies((pod) -> assertThat(pod.getMetadata().getName()).endsWith("-3"));
		}
	}

	@Test
	void reportHasTheStepsOfTheCluster() {
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, "exit 0").build();
				WorkspaceHandler handler = handler(runtime)) {
			Workspace ended = ended(handler, create(handler, null));
			assertThat(Objects.requireNonNull(ended.report()).steps())
				.allSatisfy((step) -> assertThat(step.outcome()).isEqualTo(MutatorOutcome.SUCCESS))
				.extracting(ProvisioningStep::name)
				.endsWith("start", "look for an earlier Pod", "create Pod", "create Secret", "wait for a node",
						"start container");
		}
	}

	private WorkspaceHandler handler(KubernetesRuntime runtime) {
		WorkspaceHandler handler = WorkspaceHandler.builder(runtime).build();
		handler.setEnvMutators(this.registry);
		return handler;
	}

	private static Workspace create(WorkspaceHandler handler, @Nullable String tenant) {
		return handler.create(WorkspaceRequest.named("demo").tenant(tenant).build());
	}

	private static Workspace settled(WorkspaceHandler handler, Workspace workspace) {
		return Pods.patiently()
			.until(() -> handler.get(workspace.id()), (current) -> current.state() != WorkspaceState.PROVISIONING);
	}

	private static Workspace ended(WorkspaceHandler handler, Workspace workspace) {
		return Pods.patiently()
			.until(() -> handler.get(workspace.id()),
					(current) -> current.state() == WorkspaceState.STOPPED || current.state() == WorkspaceState.FAILED);
	}

}
