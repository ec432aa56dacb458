package io.provisionhook.integration.plugin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import io.provisionhook.Registry;
import io.provisionhook.workspace.WorkspaceHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the names of our beans are ours, and those of the host its own.
 */
class BeanNamesTests {

	private static final String[] OF_THE_HOST = { "workspaceStore", "workspaceHandler", "variableRules",
			"credentialSources", "processRuntime", "dockerRuntime", "kubernetesRuntime", "envMutatorRegistry",
			"registry", "credentialEndpoint", "credentialAccess", "gitCredentialHosts", "vaultSecretsConnection",
			"tenantConfigMutator", "githubAppAuthUpstreamHealth", "leaseMetrics", "loggingWorkspaceListener" };

	private static Providers providers;

	@BeforeAll
	static void startProviders(@TempDir Path directory) throws Exception {
		providers = new Providers((provider) -> true, directory);
	}

	@AfterAll
	static void stopProviders() {
		providers.close();
	}

	@Test
	void beansOfTheHostMayHaveAnyNameWithoutOurPrefix() {
		try (ConfigurableApplicationContext host = HostApplication.application()
			.web(WebApplicationType.SERVLET)
			.initializers((context) -> Stream.of(OF_THE_HOST)
				.forEach((name) -> ((GenericApplicationContext) context).registerBean(name, String.class,
						() -> "of the host")))
			.run(arguments())) {
			assertThat(host.getBeansOfType(String.class)).containsKeys(OF_THE_HOST);
			assertThat(host.getBean(Registry.class).names()).contains("git-credentials", "vault-secrets");
			assertThat(host.getBeansOfType(WorkspaceHandler.class)).containsOnlyKeys("provisionhookWorkspaceHandler");
		}
	}

	@Test
	void eachOfOurBeansHasOurPrefix() {
		try (ConfigurableApplicationContext host = HostApplication.application()
			.web(WebApplicationType.SERVLET)
			.run(arguments())) {
			List<String> ours = Stream.of(host.getBeanDefinitionNames())
				.filter((name) -> isOurs(host.getBeanFactory().getMergedBeanDefinition(name)))
				.toList();
			assertThat(ours).contains("provisionhookRegistry", "provisionhookCredentialEndpoint")
				.allMatch((name) -> name.startsWith("provisionhook") || name.startsWith("io.provisionhook."));
		}
	}

	// By the class that has the bean method, or the class of the bean
	private static boolean isOurs(BeanDefinition definition) {
		String origin = definition.getFactoryBeanName() + " " + definition.getBeanClassName();
		return origin.contains("io.provisionhook.") && !origin.contains(".integration.");
	}

	private static String[] arguments() {
		List<String> arguments = new ArrayList<>(providers.properties());
		arguments.addAll(List.of("--server.port=0", "--server.address=127.0.0.1",
				"--provisionhook.process.templates.default.command=true",
				"--provisionhook.process.trusted-workspaces=true",
				"--provisionhook.git-credentials.hosts[0].host=github.com",
				"--provisionhook.git-credentials.hosts[0].source=github-app-auth",
				"--management.endpoints.web.exposure.include=*"));
		return arguments.toArray(String[]::new);
	}

}
