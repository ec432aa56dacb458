package io.provisionhook.runtime.kubernetes.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.provisionhook.RequiredVariable;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.autoconfigure.workspace.WorkspaceHandlerAutoConfiguration;
import io.provisionhook.runtime.docker.DockerRuntime;
import io.provisionhook.runtime.docker.autoconfigure.DockerRuntimeAutoConfiguration;
import io.provisionhook.runtime.kubernetes.KubernetesRuntime;
import io.provisionhook.runtime.kubernetes.test.KubernetesClusterExtension;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;
import io.provisionhook.runtime.process.ProcessRuntime;
import io.provisionhook.runtime.process.autoconfigure.ProcessRuntimeAutoConfiguration;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link KubernetesRuntimeAutoConfiguration}.
 */
@Timeout(300)
class KubernetesRuntimeAutoConfigurationTests {

	private static final String IMAGE = "provisionhook.kubernetes.templates.default.image=busybox";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class,
				WorkspaceHandlerAutoConfiguration.class, ProcessRuntimeAutoConfiguration.class,
				DockerRuntimeAutoConfiguration.class, KubernetesRuntimeAutoConfiguration.class))
		.withPropertyValues("provisionhook.workspace.on-shutdown=stop", "provisionhook.kubernetes.namespace=agents");

	@Test
	void templateMakesRuntimeAndHandler() {
		this.contextRunner.withPropertyValues(IMAGE)
			.run((context) -> assertThat(context).hasSingleBean(KubernetesRuntime.class)
				.hasSingleBean(WorkspaceHandler.class));
	}

	@Test
	void runtimeWhenThereIsNoTemplateBacksOff() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(WorkspaceRuntime.class)
			.doesNotHaveBean(WorkspaceHandler.class));
	}

	@Test
	void runtimeTakesPrecedenceOverContainersAndProcesses() {
		ApplicationContextRunner others = this.contextRunner.withPropertyValues("provisionhook.docker.image=busybox",
				"provisionhook.process.templates.default.command=sh");
		others.run((context) -> assertThat(context).hasSingleBean(WorkspaceRuntime.class)
			.hasSingleBean(DockerRuntime.class));
		others.withPropertyValues(IMAGE)
			.run((context) -> assertThat(context).hasSingleBean(WorkspaceRuntime.class)
				.hasSingleBean(KubernetesRuntime.class));
	}

	@Test
	void runtimeOfApplicationTakesPrecedence() {
		this.contextRunner.withPropertyValues(IMAGE)
			.withUserConfiguration(OwnRuntime.class)
			.run((context) -> assertThat(context).hasSingleBean(WorkspaceRuntime.class)
				.hasSingleBean(ProcessRuntime.class));
	}

	@Test
	void ownerIsNameOfApplication() {
		ApplicationContextRunner platform = this.contextRunner.withPropertyValues(IMAGE,
				"spring.application.name=my-platform");
		platform.run((context) -> assertThat(owner(context.getBean(KubernetesRuntime.class))).isEqualTo("my-platform"));
		platform.withPropertyValues("provisionhook.kubernetes.owner=other")
			.run((context) -> assertThat(owner(context.getBean(KubernetesRuntime.class))).isEqualTo("other"));
		this.contextRunner.withPropertyValues(IMAGE)
			.run((context) -> assertThat(owner(context.getBean(KubernetesRuntime.class))).isEqualTo("provisionhook"));
	}

	private static String owner(KubernetesRuntime runtime) {
		return assertThat(runtime).extracting("pods.labels.owner").actual().toString();
	}

	@ParameterizedTest
	@CsvSource({ "templates.reviewer.imge, templates.reviewer.image", "namspace, namespace",
			"templates.reviewer.volumes[0].mont-path, templates.reviewer.volumes[0].mount-path",
			"tempaltes.reviewer.image, templates.reviewer.image",
			"templates.reviewer.toleration[0].key, templates.reviewer.tolerations[0].key" })
	void propertyThatDoesNotExistFailsTheStart(String name, String nearest) {
		this.contextRunner.withPropertyValues("provisionhook.kubernetes." + name + "=1")
			.run((context) -> assertThat(context).getFailure()
				.hasMessage(
						"Configuration property 'provisionhook.kubernetes." + name + "' (property source 'test') is "
								+ "not known: did you mean 'provisionhook.kubernetes." + nearest + "'?"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "owner=a", "templates[python3.12].image=busybox", "templates.a.labels.com.acme.team=a",
			"templates.a.requests[example.com/gpu]=1", "templates.a.base.JAVA_HOME=/opt/java",
			"templates.a.volumes[1].type=empty-dir", "templates.a.tolerations[0].effect=NoSchedule" })
	void propertyThatExistsWhenRuntimeIsNotActiveIsAccepted(String property) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class))
			.withPropertyValues("provisionhook.kubernetes." + property)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void propertyWhenInvalidFailsTheStart() {
		this.contextRunner.withPropertyValues(IMAGE, "provisionhook.kubernetes.start-timeout=0s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("'startTimeout' must be positive"));
		this.contextRunner
			.withPropertyValues(IMAGE, "provisionhook.kubernetes.templates.default.image-pull-policy=sometimes")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("'provisionhook.kubernetes.templates.default.image-pull-policy'"));
	}

	@Test
	void requestIsValidatedBeforeItIsAccepted() {
		this.contextRunner
			.withPropertyValues(IMAGE, "provisionhook.kubernetes.namespace=agents-{tenant}",
					"provisionhook.kubernetes.templates.agent.command=agent")
			.run((context) -> {
				WorkspaceHandler handler = context.getBean(WorkspaceHandler.class);
				assertThatIllegalArgumentException()
					.isThrownBy(() -> handler.create(WorkspaceRequest.named("demo").template("x").build()))
					.withMessage("Unknown template \"x\"; the templates are default, agent");
				assertThatIllegalArgumentException()
					.isThrownBy(() -> handler.create(WorkspaceRequest.named("demo").template("agent").build()))
					.withMessage("There is no image to start: neither the request nor template \"agent\" names one");
				assertThatIllegalArgumentException()
					.isThrownBy(() -> handler.create(WorkspaceRequest.named("demo").build()))
					.withMessage("The request has no tenant, which namespace \"agents-{tenant}\" is made with");
			});
	}

	@Nested
	@ExtendWith(KubernetesClusterExtension.class)
	class WithCluster {

		@Test
		void propertiesReachPod(TestNamespace namespace) {
			String id = UUID.randomUUID().toString();
			KubernetesRuntimeAutoConfigurationTests.this.contextRunner
				.withPropertyValues("spring.application.name=my-platform",
						"provisionhook.kubernetes.kubeconfig=" + namespace.kubeconfig(),
						"provisionhook.kubernetes.namespace=" + namespace.name(),
						"provisionhook.kubernetes.templates.agent.image=" + namespace.image(),
						"provisionhook.kubernetes.templates.agent.image-pull-policy=never",
						"provisionhook.kubernetes.templates.agent.command=sh,-c",
						"provisionhook.kubernetes.templates.agent.args=test -w /work && exit 3",
						"provisionhook.kubernetes.templates.agent.run-as-user=1234",
						"provisionhook.kubernetes.templates.agent.requests.memory=16Mi",
						"provisionhook.kubernetes.templates.agent.limits.memory=64Mi",
						"provisionhook.kubernetes.templates.agent.grace-period=1s",
						"provisionhook.kubernetes.templates.agent.active-deadline=100s",
						"provisionhook.kubernetes.templates.agent.tolerations[0].key=agents",
						"provisionhook.kubernetes.templates.agent.tolerations[0].effect=no-schedule",
						"provisionhook.kubernetes.templates.agent.volumes[0].type=empty-dir",
						"provisionhook.kubernetes.templates.agent.volumes[0].mount-path=/work",
						"provisionhook.kubernetes.templates.agent.volumes[0].size=1MB",
						"provisionhook.kubernetes.templates.agent.labels[acme.com/team]=blue",
						"provisionhook.kubernetes.templates.agent.required=KEY")
				.run((context) -> {
					KubernetesRuntime runtime = context.getBean(KubernetesRuntime.class);
					WorkspaceRequest request = WorkspaceRequest.named("demo").template("agent").build();
					assertThat(runtime.requiredVariables(request)).containsExactly(RequiredVariable.of("KEY"));
					WorkspaceLaunch launch = new WorkspaceLaunch(id, request, Map.of("KEY", "secret-key"),
							Set.of("KEY"));
					assertThat(runtime.start(launch).toCompletableFuture().get(120, TimeUnit.SECONDS).code())
						.isEqualTo(3);
				});
			Pod pod = namespace.client().pods().withName("provisionhook-" + id + "-1").get();
			assertThat(pod.getMetadata().getLabels()).containsEntry("acme.com/team", "blue")
				.containsEntry("provisionhook.io/owner", "my-platform");
			assertThat(pod.getSpec().getSecurityContext().getRunAsUser()).isEqualTo(1234);
			assertThat(pod.getSpec().getActiveDeadlineSeconds()).isEqualTo(100);
			assertThat(pod.getSpec().getTerminationGracePeriodSeconds()).isEqualTo(1);
			assertThat(pod.getSpec().getTolerations()).anyMatch((toleration) -> "agents".equals(toleration.getKey()));
			Container container = pod.getSpec().getContainers().get(0);
			assertThat(container.getImagePullPolicy()).isEqualTo("Never");
			assertThat(container.getResources().getRequests()).containsEntry("memory", new Quantity("16Mi"));
			assertThat(container.getResources().getLimits()).containsEntry("memory", new Quantity("64Mi"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRuntime {

		@Bean
		ProcessRuntime ownRuntime() {
			return ProcessRuntime.builder().template("default", List.of("true")).shutdownHook(false).build();
		}

	}

}
