package io.provisionhook.plugin.internal.mapping;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

import io.provisionhook.Env;
import io.provisionhook.Lease;
import io.provisionhook.MutatorException;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.SideEffects;
import io.provisionhook.VariableRules;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;
import io.provisionhook.plugin.internal.upstream.UpstreamException;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;
import io.provisionhook.plugin.internal.upstream.UpstreamHealthIndicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MappedSecretsMutator} and {@link SecretMapping}.
 */
class MappedSecretsMutatorTests {

	private static final String PROPERTY = "provisionhook.acme.variables";

	private final ProvisionContext context = ProvisionContext.of("w-1",
			WorkspaceRequest.named("fix").tenant("acme").build());

	private final Env env = Env.of(Map.of("HOME", "/root"));

	private final UpstreamHealth health = new UpstreamHealth();

	private final List<Set<SecretLocation>> reads = new ArrayList<>();

	@Test
	void runGivesVariablesTheirSecretsInTheOrderOfTheConfiguration() {
		run(Map.of("DB_USER", "db/{tenant}#user", "API_KEY", "api"),
				Map.of("db/acme", "{\"user\": \"agent\"}", "api", "key-123456"));
		assertThat(this.env).containsEntry("DB_USER", "agent").containsEntry("API_KEY", "key-123456");
		assertThat(this.env.isSecret("DB_USER")).isTrue();
		assertThat(this.env.isSecret("API_KEY")).isTrue();
		assertThat(this.env.isSecret("HOME")).isFalse();
	}

	@Test
	void secretThatIsUnreadInAPlanHasAPlaceholderForEachKey() {
		Map<String, String> variables = Map.of("DB_USER", "db#user", "DB", "db");
		run(variables, (locations) -> Map.of(new SecretLocation("db", Map.of()), Secret.unread()));
		assertThat(this.env).containsEntry("DB_USER", "not read in a plan").containsEntry("DB", "not read in a plan");
	}

	@Test
	void sideEffectsAreThoseOfTheStore() {
		assertThat(mutator(Map.of("A", "a"), (locations) -> Map.of()).sideEffects())
			.isEqualTo(SideEffects.NONE_ON_PLAN);
	}

	@Test
	void variablesHaveTheLeaseOfTheirSecret() {
		Lease lease = Lease.until(Instant.now().plusSeconds(3600));
		SecretLocation leased = new SecretLocation("db", Map.of());
		SecretLocation other = new SecretLocation("api", Map.of());
		run(Map.of("DB_USER", "db#user", "DB_PASSWORD", "db#password", "API_KEY", "api"),
				(locations) -> Map.of(leased,
						Secret.ofFields(Map.of("user", "agent-7", "password", "s3cret")).leased(lease), other,
						Secret.ofText("key-123456")));
		assertThat(this.env.leases()).containsOnly(Map.entry("DB_USER", lease), Map.entry("DB_PASSWORD", lease));
		assertThat(this.env).containsEntry("DB_PASSWORD", "s3cret").containsEntry("API_KEY", "key-123456");
	}

	@Test
	void secretThatSeveralVariablesTakeAPartOfIsReadOnce() {
		Map<String, String> variables = new LinkedHashMap<>();
		variables.put("DB_USER", "db/acme#user");
		variables.put("DB_PASSWORD", "db/{tenant}#password");
		variables.put("OLD_PASSWORD", "db/acme?version=1#password");
		run(variables, Map.of("db/acme", "{\"user\": \"agent\", \"password\": \"s3cret\"}", "db/acme?version=1",
				"{\"password\": \"0ld-s3cret\"}"));
		assertThat(this.reads).containsExactly(
				Set.of(new SecretLocation("db/acme", Map.of()), new SecretLocation("db/acme", Map.of("version", "1"))));
		assertThat(this.env).containsEntry("DB_USER", "agent")
			.containsEntry("DB_PASSWORD", "s3cret")
			.containsEntry("OLD_PASSWORD", "0ld-s3cret");
	}

	@Test
	void runWhenKeyIsMissingFailsWithoutShowingWhatIsThere() {
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> run(Map.of("DB_PASSWORD", "db#pasword"), Map.of("db", "{\"password\": \"s3cret\"}")))
			.withMessage("provisionhook \"acme\": 'db' has no key 'pasword'; the keys are password");
		assertThat(this.env).containsOnlyKeys("HOME");
	}

	@Test
	void everythingThatWasReadIsRedactedAlsoWhatNoVariableTakes() {
		run(Map.of("DB_USER", "db#user"), Map.of("db", "{\"user\": \"agent-7\", \"password\": \"s3cret\"}"));
		assertThat(this.env.redactor().redact("agent-7 s3cret {\"user\": \"agent-7\", \"password\": \"s3cret\"}"))
			.doesNotContain("agent-7", "s3cret");
	}

	@Test
	void textOfASecretIsRedactedAsAWholeAlsoIfAVariableTakesAPart() {
		run(Map.of("DB_USER", "db#user"), Map.of("db", "{\"user\": \"agent-7\", \"port\": 5432}"));
		assertThat(this.env.redactor().redact("got {\"user\": \"agent-7\", \"port\": 5432} back"))
			.isEqualTo("got [redacted] back");
	}

	@Test
	void runWhenPlaceholderHasNoValueReadsNothing() {
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> run(Map.of("DB_PASSWORD", "db/{role}#password"), Map.of()))
			.withMessage("provisionhook \"acme\": the workspace has no role, which placeholder {role} asks for");
		assertThat(this.reads).isEmpty();
	}

	@Test
	void runWhenReaderLeavesSomethingOutFails() {
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> run(Map.of("A", "db"), Map.of()))
			.withMessage("provisionhook \"acme\": The reader returned nothing for 'db'");
	}

	@Test
	void healthFollowsWhatTheStoreAnswers() {
		assertThat(status()).isEqualTo(Status.UNKNOWN);
		run(Map.of("A", "db"), Map.of("db", "s3cret"));
		assertThat(status()).isEqualTo(Status.UP);
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> run(Map.of("A", "db"), (locations) -> {
			throw UpstreamException.ofSystem("Acme: not reachable", null);
		})).withMessage("provisionhook \"acme\": Acme: not reachable");
		assertThat(status()).isEqualTo(Status.DOWN);
	}

	@Test
	void mappingWhenReferenceIsWrongNamesItsProperty() {
		assertThatExceptionOfType(PluginConfigurationException.class).isThrownBy(() -> SecretMapping.parse(PROPERTY,
				Map.of("DB_PASSWORD", "db/{tennant}"), VariableRules.DEFAULT, (reference) -> {
				}))
			.withMessage("Configuration property 'provisionhook.acme.variables.DB_PASSWORD': unknown placeholder"
					+ " {tennant}; there are {workspaceId}, {name}, {tenant}, {role} and {label.<key>}")
			.satisfies((ex) -> assertThat(ex.getAction())
				.isEqualTo("Correct the reference; it is made as path#key, or as path?parameter=value#key."));
	}

	@Test
	void mappingWhenStoreCannotWorkWithAReferenceNamesItsProperty() {
		assertThatExceptionOfType(PluginConfigurationException.class)
			.isThrownBy(() -> SecretMapping.parse(PROPERTY, Map.of("A", "db"), VariableRules.DEFAULT, (reference) -> {
				throw new IllegalArgumentException("'" + reference.path() + "' needs a key");
			}))
			.withMessage("Configuration property 'provisionhook.acme.variables.A': 'db' needs a key");
	}

	@Test
	void mappingWhenVariableMustNotBeWrittenNamesItsProperty() {
		assertThatExceptionOfType(PluginConfigurationException.class).isThrownBy(() -> SecretMapping.parse(PROPERTY,
				Map.of("LD_PRELOAD", "db#key"), VariableRules.DEFAULT, (reference) -> {
				}))
			.withMessage("Configuration property 'provisionhook.acme.variables.LD_PRELOAD': variable \"LD_PRELOAD\""
					+ " can make programs run other code and was not allowed by name")
			.satisfies((ex) -> assertThat(ex.getAction())
				.isEqualTo("Correct or remove the variable; 'provisionhook.variables' says what mutators may write."));
	}

	@Test
	void mutatorHasItsNameAndPlace() {
		MappedSecretsMutator mutator = mutator(Map.of("A", "db"), (locations) -> Map.of());
		assertThat(mutator.name()).isEqualTo("acme");
		assertThat(mutator.getOrder()).isEqualTo(7);
	}

	private Status status() {
		return new UpstreamHealthIndicator(this.health).health().getStatus();
	}

	private void run(Map<String, String> variables, Map<String, String> store) {
		run(variables,
				(locations) -> locations.stream()
					.filter((location) -> store.containsKey(location.toString()))
					.collect(Collectors.toMap(Function.identity(),
							(location) -> Secret.ofText(String.valueOf(store.get(location.toString()))))));
	}

	private void run(Map<String, String> variables, Store store) {
		Registry registry = new Registry();
		registry.register(mutator(variables, store));
		registry.run(this.context, this.env);
	}

	private MappedSecretsMutator mutator(Map<String, String> variables, Store store) {
		SecretMapping mapping = SecretMapping.parse(PROPERTY, variables, VariableRules.DEFAULT, (reference) -> {
		});
		return new MappedSecretsMutator("acme", 7, SideEffects.NONE_ON_PLAN, mapping, (locations, own) -> {
			this.reads.add(locations);
			return store.read(locations);
		}, this.health);
	}

	/**
	 * What a remote store would answer.
	 */
	@FunctionalInterface
	interface Store {

		Map<SecretLocation, Secret> read(Set<SecretLocation> locations) throws UpstreamException;

	}

}
