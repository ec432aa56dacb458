package io.provisionhook.plugin.internal.test;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.autoconfigure.credential.CredentialSourcesAutoConfiguration;
import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialRequest;
import io.provisionhook.credential.CredentialSource;
import io.provisionhook.credential.CredentialSources;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;
import io.provisionhook.plugin.internal.mapping.CredentialMapping;
import io.provisionhook.plugin.internal.mapping.MappedCredentialSource;
import io.provisionhook.plugin.internal.mapping.MappedSecretsMutator;
import io.provisionhook.plugin.internal.upstream.UpstreamException;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What every plugin has to keep to that has mapped secrets as credentials, as a test to
 * extend. Its store is stood in for by something that can also fail.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
public abstract class MappedCredentialSourceContract {

	private static final CredentialHost HOST = new CredentialHost("git.example.com");

	private final String name;

	private final String beans;

	private final Class<?> reader;

	private final String reference;

	/**
	 * Create a contract.
	 * @param name the name of the plugin, which its properties have too
	 * @param beans what the names of its beans begin with
	 * @param reader the type of the bean that asks the store
	 * @param reference the reference to the key {@code token} of a tenant's secret
	 */
	protected MappedCredentialSourceContract(String name, String beans, Class<?> reader, String reference) {
		this.name = name;
		this.beans = beans;
		this.reader = reader;
		this.reference = reference;
	}

	/**
	 * Let an application have the plugin and reach the store. Neither variables nor hosts
	 * are set.
	 * @param runner the application without the plugin
	 * @return the application with it
	 */
	protected abstract ApplicationContextRunner install(ApplicationContextRunner runner);

	/**
	 * Create what the plugin's bean is, with another clock.
	 * @param context the application
	 * @param clock the clock
	 * @return the source
	 */
	protected abstract MappedCredentialSource createSource(ApplicationContext context, Clock clock);

	/**
	 * From now on, have the store know a secret of the tenant {@code acme}, in place of
	 * the one before.
	 * @param json the secret
	 */
	protected abstract void store(String json);

	/**
	 * From now on, have the store fail.
	 */
	protected abstract void storeFails();

	/**
	 * Return how often the store was asked.
	 * @return the number of calls
	 */
	protected abstract long calls();

	/**
	 * Return a reference to what is not there.
	 * @return the reference, and what the error begins with
	 */
	protected abstract Refused missing();

	/**
	 * Return a reference that works for no workspace.
	 * @return the reference, and what is wrong with it
	 */
	protected abstract Refused mistaken();

	/**
	 * Return an application that has a credential for a host.
	 * @return the application
	 */
	protected final ApplicationContextRunner withHost() {
		return withoutHost().withPropertyValues(property("hosts[0].host=git.example.com"),
				property("hosts[0].secret=" + this.reference));
	}

	private ApplicationContextRunner withoutHost() {
		return install(new ApplicationContextRunner().withConfiguration(
				AutoConfigurations.of(ProvisionhookAutoConfiguration.class, CredentialSourcesAutoConfiguration.class)));
	}

	/**
	 * Return the full name of a property.
	 * @param property its name in the plugin, which a value may follow
	 * @return the name, and the value
	 */
	protected final String property(String property) {
		return "provisionhook." + this.name + "." + property;
	}

	/**
	 * Ask the application for the credential.
	 * @param context the application
	 * @return the credential
	 * @throws Exception if there is none
	 */
	protected static Credential ask(ApplicationContext context) throws Exception {
		return ask(context.getBean(CredentialSources.class).forHost(HOST));
	}

	private static Credential ask(CredentialSource source) throws Exception {
		return source.credential(new CredentialRequest(HOST, workspace()));
	}

	private static ProvisionContext workspace() {
		return ProvisionContext.of("w-1", WorkspaceRequest.named("fix-login").tenant("acme").build(),
				Duration.ofSeconds(30));
	}

	@BeforeEach
	final void storeFirstToken() {
		store("{\"token\": \"first-token\"}");
	}

	@Test
	final void withoutHostsThereIsNoSource() {
		withoutHost().run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(CredentialSource.class)
			.doesNotHaveBean(this.reader)
			.doesNotHaveBean(HealthIndicator.class));
		withoutHost().withPropertyValues(property("variables.A=" + this.reference))
			.run((context) -> assertThat(context).hasSingleBean(MappedSecretsMutator.class)
				.doesNotHaveBean(CredentialSource.class));
	}

	@Test
	final void sourceIsThereWithoutTheMutator() {
		withHost().run((context) -> {
			assertThat(context).hasSingleBean(this.reader).doesNotHaveBean(EnvMutator.class);
			assertThat(calls()).isZero();
			assertThat(ask(context)).isEqualTo(Credential.of("git", "first-token", null));
			assertThat(context.getBean(CredentialSource.class).name()).isEqualTo(this.name);
			assertThat(context.getBean(this.beans + "HealthIndicator", HealthIndicator.class).health())
				.extracting(Health::getStatus)
				.isEqualTo(Status.UP);
		});
	}

	@Test
	final void sourceAndMutatorShareOneReader() {
		withHost().withPropertyValues(property("variables.GIT_TOKEN=" + this.reference)).run((context) -> {
			assertThat(context).hasSingleBean(this.reader)
				.hasSingleBean(UpstreamHealth.class)
				.hasSingleBean(MappedSecretsMutator.class)
				.hasSingleBean(MappedCredentialSource.class);
			Env env = Env.of(Map.of());
			context.getBean(Registry.class).run(workspace(), env);
			assertThat(env).containsEntry("GIT_TOKEN", "first-token");
			assertThat(ask(context).secret()).isEqualTo("first-token");
		});
	}

	@Test
	final void sourceIsThereBesideAMutatorOfTheHost() {
		EnvMutator own = EnvMutator.of(this.name, (context, env) -> {
		});
		withHost().withBean(this.beans + "Mutator", EnvMutator.class, () -> own)
			.withPropertyValues(property("variables.GIT_TOKEN=" + this.reference))
			.run((context) -> {
				assertThat(context).getBean(EnvMutator.class).isSameAs(own);
				assertThat(ask(context).secret()).isEqualTo("first-token");
			});
	}

	@Test
	final void sourceOfTheHostTakesItsPlace() {
		withHost().withBean(this.beans + "CredentialSource", CredentialSource.class,
				() -> new MappedCredentialSource("own", CredentialMapping.parse("own.hosts", List.of(), (reference) -> {
				}), (locations, own) -> Map.of(), "Own", new UpstreamHealth(), Clock.systemUTC()))
			.run((context) -> assertThat(context).hasSingleBean(CredentialSource.class).doesNotHaveBean(this.reader));
	}

	@Test
	final void rotatedSecretReachesTheSameWorkspaceAndAnOldOneOutlivesAFailure(CapturedOutput output) {
		SettableClock clock = new SettableClock();
		withHost().run((context) -> {
			try (MappedCredentialSource source = createSource(context, clock)) {
				assertThat(ask(source).secret()).isEqualTo("first-token");
				store("{\"token\": \"second-token\"}");
				assertThat(ask(source).secret()).isEqualTo("first-token");
				clock.plus(Duration.ofSeconds(30));
				assertThat(ask(source)).isEqualTo(Credential.of("git", "second-token", null));
				clock.plus(Duration.ofSeconds(30));
				storeFails();
				assertThat(ask(source)).isEqualTo(new Credential("git", "second-token", null, true));
				assertThat(output).containsOnlyOnce("A value could not be refreshed: ");
			}
		});
	}

	@Test
	final void errorOfTheStoreIsTheSourcesToo() {
		Refused missing = missing();
		withHost().withPropertyValues(property("hosts[0].secret=" + missing.reference()))
			.run((context) -> assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> ask(context))
				.withMessageStartingWith(missing.message()));
	}

	@Test
	final void mistakenReferenceKeepsTheHostFromStarting() {
		Refused mistaken = mistaken();
		requireMistake("hosts[0].secret=" + mistaken.reference(), "hosts[0].secret", mistaken.message());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			hosts[1].secret=a/b#c                 | hosts[1].host   | it is not set
			hosts[0].host=https://git.example.com | hosts[0].host   | '''https://git.example.com'' is not a host'
			hosts[0].secret=                      | hosts[0].secret | it is not set
			""")
	final void mistakeKeepsTheHostFromStarting(String setting, String property, String problem) {
		requireMistake(setting, property, problem);
	}

	private void requireMistake(String setting, String property, String problem) {
		withHost().withPropertyValues(property(setting))
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining(PluginConfigurationException.class.getName() + ": Configuration property '"
						+ property(property) + "': " + problem + System.lineSeparator()));
	}

	/**
	 * A reference that leads to no secret.
	 *
	 * @param reference the reference
	 * @param message what is said about it
	 */
	public record Refused(String reference, String message) {
	}

}
