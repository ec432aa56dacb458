package io.provisionhook.plugin.vaultsecrets;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.autoconfigure.workspace.WorkspaceHandlerAutoConfiguration;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;
import io.provisionhook.plugin.internal.mapping.MappedSecretsMutator;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceListener;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link VaultSecretsAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class VaultSecretsAutoConfigurationTests {

	private static final String PREFIX = "provisionhook.vault-secrets.";

	@RegisterExtension
	private static final VaultServer SERVER = new VaultServer();

	private final ApplicationContextRunner bare = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(ProvisionhookAutoConfiguration.class, WorkspaceHandlerAutoConfiguration.class,
					SslAutoConfiguration.class, VaultSecretsAutoConfiguration.class));

	private final ApplicationContextRunner contextRunner = this.bare.withPropertyValues(
			PREFIX + "uri=http://localhost:8200", PREFIX + "variables.DB_PASSWORD=kv/agents/{tenant}/db#password");

	private final ApplicationContextRunner withToken = this.contextRunner
		.withPropertyValues(PREFIX + "authentication.token=" + VaultServer.TOKEN);

	@Test
	void withoutVariablesThereIsNothing(CapturedOutput output) {
		this.bare
			.withPropertyValues(PREFIX + "uri=http://localhost:8200",
					PREFIX + "authentication.token=" + VaultServer.TOKEN)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(EnvMutator.class)
				.doesNotHaveBean(VaultSecretsProperties.class)
				.doesNotHaveBean(VaultConnection.class)
				.doesNotHaveBean(LeaseManager.class));
		assertThat(output).doesNotContainIgnoringCase("vault");
	}

	@Test
	void pluginGivesWorkspacesTheirSecrets() {
		SERVER.mountKv1("kv/");
		SERVER.secret("kv/agents/acme/db", "{\"password\": \"s3cret-pw\"}");
		this.withToken.withPropertyValues(PREFIX + "uri=" + SERVER.uri()).run((context) -> {
			Registry registry = context.getBean(Registry.class);
			assertThat(registry.names()).containsExactly("vault-secrets");
			Env env = Env.of(Map.of());
			registry.run(ProvisionContext.of("w-1", VaultPlugin.REQUEST), env);
			assertThat(env).containsEntry("DB_PASSWORD", "s3cret-pw");
		});
	}

	@Test
	void leasesEndWithTheWorkspacesOfTheHandler(CapturedOutput output) {
		SERVER.mount("database/", "database", "null");
		SERVER.answer(VaultServer.get("database/creds/agent"), 200,
				VaultServer.leased("marked-lease", 3600, true, "{\"password\": \"s3cret-pw\"}"));
		SERVER.answer(VaultServer.post("sys/leases/revoke"), 204, "");
		FakeRuntime runtime = new FakeRuntime();
		this.withToken
			.withPropertyValues(PREFIX + "uri=" + SERVER.uri(),
					PREFIX + "variables.DB_PASSWORD=database/creds/agent#password")
			.withBean(WorkspaceRuntime.class, () -> runtime)
			.run((context) -> {
				WorkspaceHandler handler = context.getBean(WorkspaceHandler.class);
				Workspace workspace = handler.create(VaultPlugin.REQUEST);
				VaultServer
					.await(() -> assertThat(handler.get(workspace.id()).state()).isEqualTo(WorkspaceState.RUNNING));
				handler.stop(workspace.id());
				VaultServer.await(() -> assertThat(SERVER.count("sys/leases/revoke")).isOne());
				assertThat(output).containsOnlyOnce(
						"workspaces outlive the application, but their records do not, so that each start");
			});
	}

	@Test
	void pluginMakesNoCallAtStart() {
		this.withToken.withPropertyValues(PREFIX + "uri=" + SERVER.uri()).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(SERVER.requests()).isEmpty();
		});
	}

	@Test
	void placeAmongTheOthersCanBeConfigured() {
		this.withToken
			.run((context) -> assertThat(context.getBean(MappedSecretsMutator.class).getOrder()).isEqualTo(200));
		this.withToken.withPropertyValues(PREFIX + "order=7")
			.run((context) -> assertThat(context.getBean(MappedSecretsMutator.class).getOrder()).isEqualTo(7));
	}

	@Test
	void mutatorOfTheHostTakesItsPlace() {
		EnvMutator own = EnvMutator.of("vault-secrets", (context, env) -> {
		});
		this.withToken.withBean("provisionhookVaultSecretsMutator", EnvMutator.class, () -> own)
			.run((context) -> assertThat(context).hasSingleBean(EnvMutator.class)
				.doesNotHaveBean(VaultConnection.class)
				.doesNotHaveBean(LeaseManager.class));
	}

	@Test
	void autoConfigurationWorksWithoutTheHandlerOfWorkspaces() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(VaultSecretsAutoConfiguration.class))
			.withPropertyValues(PREFIX + "uri=http://localhost:8200", PREFIX + "variables.A=kv/a#k",
					PREFIX + "authentication.token=" + VaultServer.TOKEN)
			.run((context) -> assertThat(context).hasSingleBean(MappedSecretsMutator.class)
				.hasSingleBean(WorkspaceListener.class));
	}

	@Test
	void secretsOfPropertiesAreNotShown() {
		this.withToken.run((context) -> assertThat(context.getBean(VaultSecretsProperties.class)).asString()
			.contains("http://localhost:8200")
			.doesNotContain(VaultServer.TOKEN));
		this.contextRunner
			.withPropertyValues(PREFIX + "authentication.app-role.role-id=role-1",
					PREFIX + "authentication.app-role.secret-id=marked-secret-id")
			.run((context) -> assertThat(context.getBean(VaultSecretsProperties.class)).asString()
				.doesNotContain("marked-secret-id"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			''                                | it is not set
			localhost:8200                    | it is not an http or https URL
			ftp://localhost                   | it is not an http or https URL
			/vault                            | it is not an http or https URL
			http:///path                      | it is not an http or https URL
			http://a b                        | it is not an http or https URL
			http://user:s3cret@localhost:8200 | it has more than a host, a port and a path
			http://localhost?s3cret=1         | it has more than a host, a port and a path
			http://localhost#s3cret           | it has more than a host, a port and a path
			""")
	void addressThatIsNoneKeepsTheHostFromStarting(String uri, String problem) {
		this.withToken.withPropertyValues(PREFIX + "uri=" + uri)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(PluginConfigurationException.class)
				.hasMessage("Configuration property 'provisionhook.vault-secrets.uri': " + problem));
	}

	@Test
	void missingAddressKeepsTheHostFromStarting() {
		this.bare
			.withPropertyValues(PREFIX + "variables.A=kv/a#k", PREFIX + "authentication.token=" + VaultServer.TOKEN)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("Configuration property 'provisionhook.vault-secrets.uri': it is not set"));
	}

	@Test
	void namespaceThatCannotBeSentKeepsTheHostFromStarting() {
		this.withToken.withPropertyValues(PREFIX + "namespace=team a")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("Configuration property 'provisionhook.vault-secrets.namespace': it has characters that"
						+ " can't be sent"));
	}

	@Test
	void referenceThatCannotWorkKeepsTheHostFromStarting() {
		this.withToken.withPropertyValues(PREFIX + "variables.DB_PASSWORD=kv/{tennant}/db#password")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("Configuration property 'provisionhook.vault-secrets.variables.DB_PASSWORD':"
						+ " unknown placeholder {tennant}"));
		this.withToken.withPropertyValues(PREFIX + "variables.DB_PASSWORD=kv/db")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("Configuration property 'provisionhook.vault-secrets.variables.DB_PASSWORD':"
						+ " 'kv/db' lacks a '#' and the key after it; a secret of Vault has fields"));
	}

	@Test
	void variableThatNoMutatorMayWriteKeepsTheHostFromStarting() {
		this.withToken
			.withPropertyValues(PREFIX + "variables.PLATFORM_URL=kv/a#k",
					"provisionhook.variables.protected=PLATFORM_*")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining(
						"Configuration property 'provisionhook.vault-secrets.variables.PLATFORM_URL':"));
	}

	@Test
	void variablesThatAreTakenForTheSameKeepTheHostFromStarting() {
		this.withToken.withPropertyValues(PREFIX + "variables.db_password=kv/a#k")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("the keys 'DB_PASSWORD' and 'db_password' are taken for the same"));
	}

	@Test
	void noWayToLogInKeepsTheHostFromStarting() {
		String message = "Configuration property 'provisionhook.vault-secrets.authentication': no way to log in is set";
		this.contextRunner.run((context) -> assertThat(context).getFailure().rootCause().hasMessage(message));
		this.contextRunner.withPropertyValues(PREFIX + "authentication.token=")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessage(message));
	}

	@Test
	void severalWaysToLogInKeepTheHostFromStarting() {
		this.withToken
			.withPropertyValues(PREFIX + "authentication.token-file=/token",
					PREFIX + "authentication.app-role.role-id=role-1", PREFIX + "authentication.kubernetes.role=agents")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("Configuration property 'provisionhook.vault-secrets.authentication': several ways to log"
						+ " in are set: token, token-file, app-role, kubernetes"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			app-role.secret-id=x           | app-role.role-id      | it is not set
			kubernetes.path=x              | kubernetes.role       | it is not set
			kubernetes.role=x              | kubernetes.token-file | the file '/var/run/secrets/kubernetes.io/\
			serviceaccount/token' can't be read
			token-file=/missing/token      | token-file            | the file '/missing/token' can't be read
			token=two words                | token                 | it has characters that no token has
			""")
	void incompleteLoginKeepsTheHostFromStarting(String setting, String property, String problem) {
		this.contextRunner.withPropertyValues(PREFIX + "authentication." + setting)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(PluginConfigurationException.class)
				.hasMessage("Configuration property 'provisionhook.vault-secrets.authentication." + property + "': "
						+ problem));
	}

	@Test
	void loginWithoutPathKeepsTheHostFromStarting() {
		this.contextRunner
			.withPropertyValues(PREFIX + "authentication.app-role.role-id=x", PREFIX + "authentication.app-role.path=/")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("Configuration property 'provisionhook.vault-secrets.authentication.app-role.path': it is"
						+ " empty"));
	}

	@Test
	void unknownSslBundleKeepsTheHostFromStarting() {
		this.withToken.withPropertyValues(PREFIX + "uri=https://vault.example.com:8200", PREFIX + "ssl-bundle=valt")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("Configuration property 'provisionhook.vault-secrets.ssl-bundle': there is no SSL bundle"
						+ " 'valt'"));
	}

	@Test
	void sslBundleWithoutTlsKeepsTheHostFromStarting() {
		this.withToken.withPropertyValues(PREFIX + "ssl-bundle=vault")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("Configuration property 'provisionhook.vault-secrets.ssl-bundle': it is set, but the"
						+ " address of Vault is not https"));
	}

}
