package io.provisionhook.workspace;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.RequiredVariable;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkspaceHandler}: the environment that a workspace starts with.
 */
@Timeout(300)
class WorkspaceEnvironmentTests {

	private final WorkspaceRequest request = WorkspaceRequest.named("Fix Login").build();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final WorkspaceHandler.Builder builder = WorkspaceHandler.builder(this.runtime);

	private final Registry registry = new Registry();

	@Test
	void workspaceSecretsOverrideGlobalOnes() {
		this.builder
			.secretSource(new FixedSecrets(Map.of("A", "global", "B", "global"), Map.of("B", "own", "C", "own")));
		assertThat(launch().environment()).contains(Map.entry("A", "global"), Map.entry("B", "own"),
				Map.entry("C", "own"));
	}

	@Test
	void laterSourcesOverrideEarlierOnesButNoWorkspaceSecret() {
		this.builder.secretSource(new FixedSecrets(Map.of("A", "first", "B", "first"), Map.of("C", "first")))
			.secretSource(new FixedSecrets(Map.of("A", "second", "C", "second"), Map.of()));
		assertThat(launch().environment()).contains(Map.entry("A", "second"), Map.entry("B", "first"),
				Map.entry("C", "first"));
	}

	@Test
	void gitIdentityComesFromTheName() {
		assertThat(launch().environment()).containsExactly(Map.entry("GIT_AUTHOR_NAME", "Fix Login"),
				Map.entry("GIT_AUTHOR_EMAIL", "fix-login@workspaces.invalid"),
				Map.entry("GIT_COMMITTER_NAME", "Fix Login"),
				Map.entry("GIT_COMMITTER_EMAIL", "fix-login@workspaces.invalid"));
	}

	@Test
	void gitIdentityYieldsToSecrets() {
		this.builder.secretSource(new FixedSecrets(Map.of("GIT_AUTHOR_NAME", "global"),
				Map.of("GIT_COMMITTER_EMAIL", "own@example.org")));
		assertThat(launch().environment()).containsOnly(Map.entry("GIT_AUTHOR_NAME", "global"),
				Map.entry("GIT_AUTHOR_EMAIL", "fix-login@workspaces.invalid"),
				Map.entry("GIT_COMMITTER_NAME", "Fix Login"), Map.entry("GIT_COMMITTER_EMAIL", "own@example.org"));
	}

	@Test
	void gitEmailDomainIsConfigurable() {
		this.builder.gitEmailDomain("agents.example.org");
		assertThat(launch().environment()).containsEntry("GIT_AUTHOR_EMAIL", "fix-login@agents.example.org");
	}

	@Test
	void mutatorsSeeAndOverrideSecretsAndGitIdentity() {
		List<Map<String, String>> seen = new ArrayList<>();
		this.builder.secretSource(new FixedSecrets(Map.of("A", "global"), Map.of("B", "own")));
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			seen.add(Map.copyOf(env));
			env.put("A", "mutator");
			env.put("GIT_AUTHOR_NAME", "mutator");
			env.remove("B");
		}));
		Map<String, String> environment = launch().environment();
		assertThat(seen).singleElement()
			.satisfies((env) -> assertThat(env).contains(Map.entry("A", "global"), Map.entry("B", "own"),
					Map.entry("GIT_AUTHOR_NAME", "Fix Login"), Map.entry("GIT_COMMITTER_NAME", "Fix Login")));
		assertThat(environment).contains(Map.entry("A", "mutator"), Map.entry("GIT_AUTHOR_NAME", "mutator"))
			.doesNotContainKey("B");
	}

	@Test
	void requiredVariableMayComeFromMutator() {
		this.registry.register(EnvMutator.of("a", (context, env) -> env.put("NEEDED", "")));
		WorkspaceRequest request = WorkspaceRequest.named("demo").requiredVariables(Set.of("NEEDED")).build();
		assertThat(launch(request).environment()).containsEntry("NEEDED", "");
	}

	@Test
	void mutatorsChangeWhatTheImageSets() {
		this.runtime.base = image(Map.of("PATH", "/usr/bin", "LANG", "C.UTF-8", "HTTP_PROXY", "http://proxy.test"));
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			env.prepend("PATH", "/opt/bin", ":");
			env.remove("HTTP_PROXY");
		}));
		assertThat(launch().environment()).containsEntry("PATH", "/opt/bin:/usr/bin")
			.containsEntry("LANG", "C.UTF-8")
			.doesNotContainKey("HTTP_PROXY");
	}

	@Test
	void secretsOverrideWhatTheImageSets() {
		this.runtime.base = image(Map.of("A", "image", "B", "image"));
		this.builder.secretSource(new FixedSecrets(Map.of("A", "global"), Map.of()));
		WorkspaceLaunch launch = launch();
		assertThat(launch.environment()).containsEntry("A", "global").containsEntry("B", "image");
		assertThat(launch.secretNames()).containsExactly("A");
	}

	@Test
	void gitIdentityYieldsToTheImage() {
		this.runtime.base = image(Map.of("GIT_AUTHOR_NAME", "ImageAuthor", "GIT_COMMITTER_EMAIL", ""));
		assertThat(launch().environment()).containsOnly(Map.entry("GIT_AUTHOR_NAME", "ImageAuthor"),
				Map.entry("GIT_AUTHOR_EMAIL", "fix-login@workspaces.invalid"),
				Map.entry("GIT_COMMITTER_NAME", "Fix Login"), Map.entry("GIT_COMMITTER_EMAIL", ""));
	}

	@Test
	void requiredVariableMayComeFromTheImageOrThePlatform() {
		this.runtime.base = image(Map.of("PATH", "/usr/bin")).withUnknownValues(Set.of("HOME"));
		this.runtime.required = List.of(RequiredVariable.of("ABSENT|HOME"));
		assertThat(
				launch(WorkspaceRequest.named("demo").requiredVariables(Set.of("PATH", "HOME")).build()).environment())
			.containsKey("PATH")
			.doesNotContainKey("HOME");
	}

	@Test
	void launchNamesSecretsOfTheImage() {
		this.runtime.base = image(Map.of("NPM_TOKEN", "correct-horse", "GONE_TOKEN", "battery-staple", "A", "1"));
		this.registry.register(EnvMutator.of("a", (context, env) -> env.remove("GONE_TOKEN")));
		WorkspaceLaunch launch = launch();
		assertThat(launch.secretNames()).containsExactly("NPM_TOKEN");
		assertThat(launch.redactor().redact("correct-horse battery-staple")).isEqualTo("[redacted] [redacted]");
	}

	@Test
	void launchNamesSecrets() {
		this.builder.secretSource(new FixedSecrets(Map.of("A", "global"), Map.of("B", "own")));
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			env.put("PLAIN", "value");
			env.putSecret("C", "mutator");
			env.put("X_TOKEN", "mutator");
			env.putSecret("GONE", "mutator");
			env.remove("GONE");
		}));
		WorkspaceLaunch launch = launch();
		assertThat(launch.secretNames()).containsExactlyInAnyOrder("A", "B", "C", "X_TOKEN");
		assertThat(launch.environment()).containsKeys("A", "B", "C", "X_TOKEN", "PLAIN").doesNotContainKey("GONE");
	}

	@Test
	void mutatorsKnowTheWorkspaceAndItsDeadline() {
		this.builder.timeout(Duration.ofSeconds(5));
		List<ProvisionContext> seen = new ArrayList<>();
		this.registry.register(EnvMutator.of("a", (context, env) -> seen.add(context)));
		Instant before = Instant.now();
		WorkspaceLaunch launch = launch();
		assertThat(seen).singleElement().satisfies((context) -> {
			assertThat(context.workspaceId()).isEqualTo(launch.workspaceId());
			assertThat(context.request()).isSameAs(launch.request());
			assertThat(context.deadline()).isBetween(before.plusSeconds(5), Instant.now().plusSeconds(5));
		});
	}

	@Test
	void secretsAreAskedForWithIdAndRequest() {
		List<Object> asked = new ArrayList<>();
		this.builder.secretSource(new SecretSource() {

			@Override
			public Map<String, String> workspaceSecrets(String workspaceId, WorkspaceRequest request) {
				asked.add(workspaceId);
				asked.add(request);
				return Map.of();
			}

		});
		WorkspaceLaunch launch = launch();
		assertThat(asked).containsExactly(launch.workspaceId(), launch.request());
	}

	@Test
	void eachWorkspaceHasAnEnvironmentOfItsOwn() {
		List<Env> seen = new ArrayList<>();
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			seen.add(env);
			env.merge("A", "x", String::concat);
		}));
		assertThat(launch().environment()).containsEntry("A", "x");
		assertThat(launch().environment()).containsEntry("A", "x");
		assertThat(seen.get(0)).isNotSameAs(seen.get(1));
	}

	private static BaseEnvironment image(Map<String, String> variables) {
		return BaseEnvironment.EMPTY.with(BaseEnvironment.Owner.IMAGE, variables);
	}

	private WorkspaceLaunch launch() {
		return launch(this.request);
	}

	private WorkspaceLaunch launch(WorkspaceRequest request) {
		try (WorkspaceHandler handler = this.builder.build()) {
			handler.setEnvMutators(this.registry);
			Workspace workspace = Await.settled(handler, handler.create(request));
			assertThat(workspace.lastSampleError()).isNull();
			assertThat(workspace.state()).isEqualTo(WorkspaceState.RUNNING);
		}
		return this.runtime.launch();
	}

}
