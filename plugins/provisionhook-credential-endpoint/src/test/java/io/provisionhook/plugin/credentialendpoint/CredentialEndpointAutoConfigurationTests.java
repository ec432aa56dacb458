package io.provisionhook.plugin.credentialendpoint;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.Servlet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.boot.web.servlet.ServletRegistrationBean;

import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.autoconfigure.workspace.WorkspaceHandlerAutoConfiguration;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.plugin.credentialendpoint.CredentialEndpointAutoConfiguration.HandlerWorkspaces;
import io.provisionhook.plugin.credentialendpoint.CredentialEndpointMetricsAutoConfiguration.CredentialMetrics;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for the auto-configurations of the endpoint.
 */
@ExtendWith(OutputCaptureExtension.class)
class CredentialEndpointAutoConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(
			CredentialAccessAutoConfiguration.class, CredentialEndpointAutoConfiguration.class,
			CredentialEndpointMetricsAutoConfiguration.class, CredentialEndpointWebAutoConfiguration.class,
			ProvisionhookAutoConfiguration.class, WorkspaceHandlerAutoConfiguration.class);

	private final Workspaces workspaces = new Workspaces();

	private final Source source = new Source("build-server");

	private final WebApplicationContextRunner withoutGrants = new WebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS);

	private final WebApplicationContextRunner withoutWorkspaces = this.withoutGrants.withBean("grants",
			CredentialGrants.class, () -> grants(Source.GITHUB));

	private final WebApplicationContextRunner servlet = this.withoutWorkspaces.withBean(LiveWorkspaces.class,
			() -> this.workspaces);

	private final ReactiveWebApplicationContextRunner reactive = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS)
		.withBean("grants", CredentialGrants.class, () -> grants(Source.GITHUB))
		.withBean(LiveWorkspaces.class, () -> this.workspaces);

	private CredentialGrants grants(CredentialHost host) {
		return () -> Map.of(host, this.source);
	}

	@Test
	void autoConfigurationsAreListed() {
		assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
			.filteredOn((name) -> name.contains(".credentialendpoint."))
			.containsExactlyInAnyOrder(CredentialAccessAutoConfiguration.class.getName(),
					CredentialEndpointAutoConfiguration.class.getName(),
					CredentialEndpointMetricsAutoConfiguration.class.getName(),
					CredentialEndpointWebAutoConfiguration.class.getName());
	}

	@Test
	void nothingIsThereWithoutGrants() {
		this.withoutGrants.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> assertThat(List.of(context.getBeanDefinitionNames()))
				.noneMatch((name) -> name.startsWith("credential")));
		new ApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CredentialAccess.class));
	}

	@Test
	void grantsTurnTheEndpointOn() {
		this.servlet.run((context) -> assertThat(context).hasSingleBean(CredentialAccess.class)
			.hasSingleBean(CredentialEndpoint.class)
			.hasSingleBean(ServletRegistrationBean.class)
			.doesNotHaveBean(CredentialWebFilter.class)
			.doesNotHaveBean(CredentialMetrics.class));
		this.reactive.run((context) -> assertThat(context).hasSingleBean(CredentialAccess.class)
			.hasSingleBean(CredentialEndpoint.class)
			.hasSingleBean(CredentialWebFilter.class)
			.doesNotHaveBean(ServletRegistrationBean.class));
	}

	@Test
	void workspacesOfTheHandlerAreAliveUntilTheyEndOrStartAgain() {
		this.withoutWorkspaces.withBean(WorkspaceRuntime.class, () -> new Containers(true)).run((context) -> {
			LiveWorkspaces alive = context.getBean(HandlerWorkspaces.class);
			WorkspaceHandler handler = context.getBean(WorkspaceHandler.class);
			WorkspaceRequest request = WorkspaceRequest.named("demo").build();
			Workspace workspace = handler.create(request);
			assertThat(alive.find(workspace.id(), 1)).contains(request);
			awaitRunning(handler, workspace.id(), 1);
			assertThat(alive.find(workspace.id(), 1)).contains(request);
			assertThat(alive.find(workspace.id(), 2)).isEmpty();
			assertThat(alive.find("unknown", 1)).isEmpty();
			handler.restart(workspace.id());
			awaitRunning(handler, workspace.id(), 2);
			assertThat(alive.find(workspace.id(), 1)).isEmpty();
			assertThat(alive.find(workspace.id(), 2)).contains(request);
			handler.stop(workspace.id());
			assertThat(alive.find(workspace.id(), 2)).isEmpty();
		});
	}

	private static void awaitRunning(WorkspaceHandler handler, String id, long generation) {
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.until(() -> handler.get(id),
					(workspace) -> workspace.state() == WorkspaceState.RUNNING && workspace.generation() == generation);
	}

	@Test
	void autoConfigurationBacksOffForWorkspacesOfTheUser() {
		this.servlet.withBean(WorkspaceRuntime.class, () -> new Containers(true))
			.run((context) -> assertThat(context).getBean(LiveWorkspaces.class).isSameAs(this.workspaces));
	}

	@Test
	void requestsAreMeasuredIfThereIsARegistry() {
		this.servlet.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> assertThat(context).hasSingleBean(CredentialMetrics.class));
	}

	@Test
	void autoConfigurationWorksWithoutMicrometer() {
		this.servlet.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ServletRegistrationBean.class));
	}

	@Test
	void autoConfigurationWorksWithoutActuator() {
		this.servlet.withClassLoader(new FilteredClassLoader(ManagementPortType.class))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ServletRegistrationBean.class));
	}

	@Test
	void managementPortNeedsAnActuator() {
		this.servlet.withClassLoader(new FilteredClassLoader(ManagementPortType.class))
			.withPropertyValues("provisionhook.credential-endpoint.management-port=true")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(EndpointSetupException.class)
				.hasMessage("Configuration property 'provisionhook.credential-endpoint.management-port': it is true, "
						+ "and this application has no management port"));
	}

	@Test
	void autoConfigurationWorksWithoutTheOtherKindOfWebServer() {
		this.servlet.withClassLoader(new FilteredClassLoader("reactor"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ServletRegistrationBean.class));
		this.reactive.withClassLoader(new FilteredClassLoader(Servlet.class, ServletRegistrationBean.class))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(CredentialWebFilter.class));
	}

	@Test
	void autoConfigurationWorksWithoutAnEmbeddedServerIfTheUrlIsKnown() {
		this.servlet.withClassLoader(new FilteredClassLoader(WebServerInitializedEvent.class))
			.withPropertyValues("provisionhook.credential-endpoint.url=https://host.example.com")
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(WebServerUrlListener.class);
				assertThat(context.getBean(CredentialAccess.class)
					.issue(this.workspaces.start("w1"), Set.of(Source.GITHUB))
					.url()).hasToString("https://host.example.com/provisionhook/credentials");
			});
	}

	@Test
	void urlIsNotKnownBeforeTheServerHasStarted() {
		this.servlet.run((context) -> assertThatIllegalStateException().isThrownBy(
				() -> context.getBean(CredentialAccess.class).issue(this.workspaces.start("w1"), Set.of(Source.GITHUB)))
			.withMessage("The URL of the credential endpoint is not known, since the web server has not started; "
					+ "workspaces that start before it, or with a server that is not an embedded one, need "
					+ "'provisionhook.credential-endpoint.url'"));
	}

	@Test
	void grantsOfSeveralPluginsAreMerged() {
		CredentialHost gitlab = new CredentialHost("gitlab.com");
		this.servlet.withBean("others", CredentialGrants.class, () -> grants(gitlab))
			.withPropertyValues("provisionhook.credential-endpoint.url=http://host")
			.run((context) -> assertThat(context.getBean(CredentialAccess.class)
				.issue(this.workspaces.start("w1"), Set.of(Source.GITHUB, gitlab))
				.token()).isNotEmpty());
	}

	@Test
	void noTokenIsIssuedInAPlan() {
		this.servlet.withPropertyValues("provisionhook.credential-endpoint.url=http://host").run((context) -> {
			CredentialAccess access = context.getBean(CredentialAccess.class);
			ProvisionContext workspace = this.workspaces.start("w1");
			assertThat(access.issue(workspace, Set.of(Source.GITHUB)).token()).contains(".");
			assertThat(access.issue(workspace.forPlan(), Set.of(Source.GITHUB)).token())
				.isEqualTo("not issued in a plan");
			assertThatIllegalArgumentException().isThrownBy(() -> access.issue(workspace.forPlan(), Set.of()))
				.withMessage("'hosts' must not be empty");
		});
	}

	@Test
	void accessIsForGrantedHostsOnly() {
		this.servlet.run((context) -> {
			CredentialAccess access = context.getBean(CredentialAccess.class);
			ProvisionContext workspace = ProvisionContext.of("w1", WorkspaceRequest.named("demo").build(), 1,
					Duration.ofSeconds(1));
			assertThatIllegalArgumentException().isThrownBy(() -> access.issue(workspace, Set.of()))
				.withMessage("'hosts' must not be empty");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> access.issue(workspace, Set.of(new CredentialHost("gitlab.com"))))
				.withMessage("Host 'gitlab.com' is not granted by a CredentialGrants bean");
			ProvisionContext endless = ProvisionContext.of("w".repeat(5000), workspace.request(), 1,
					Duration.ofSeconds(1));
			assertThatIllegalArgumentException().isThrownBy(() -> access.issue(endless, Set.of(Source.GITHUB)))
				.withMessage("A token for 1 hosts would be longer than 4096 characters");
		});
	}

	@Test
	void propertiesDoNotShowTheKeys() {
		this.servlet.withPropertyValues("provisionhook.credential-endpoint.signing-keys=" + Host.KEY)
			.run((context) -> assertThat(context.getBean(CredentialEndpointProperties.class))
				.hasToString("CredentialEndpointProperties[path=/provisionhook/credentials]"));
	}

}
