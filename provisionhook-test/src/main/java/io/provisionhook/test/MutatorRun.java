package io.provisionhook.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.ProvisionhookException;
import io.provisionhook.Registry;
import io.provisionhook.VariableRules;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.RunReport;

/**
 * Result of one run of mutators in a test, with the registry and the environment that a
 * host would use. A failed run is a result too: {@code run()} does not throw its
 * exception. Works with AssertJ's {@code assertThat}, see {@link MutatorRunAssert}.
 * <pre class="code">
 * &#64;Test
 * void runSetsRegionOfTenant() {
 *     MutatorRun run = MutatorRun.builder(new RegionMutator())
 *         .request(WorkspaceRequest.named("demo").tenant("acme").build())
 *         .variable("AWS_REGION", "us-east-1")
 *         .run();
 *     assertThat(run).hasSet("AWS_REGION").to("eu-central-1").by("region");
 * }</pre>
 *
 * @since 0.1.0
 */
public final class MutatorRun implements AssertProvider<MutatorRunAssert> {

	private final Map<String, String> before;

	private final Env env;

	private final RunReport report;

	private final @Nullable ProvisionhookException failure;

	private MutatorRun(Map<String, String> before, Env env, RunReport report,
			@Nullable ProvisionhookException failure) {
		this.before = before;
		this.env = env;
		this.report = report;
		this.failure = failure;
	}

	/**
	 * Create a builder for a run with an empty environment.
	 * @param mutators the mutators in their order
	 * @return the builder
	 */
	public static Builder builder(EnvMutator... mutators) {
		return new Builder(List.of(mutators));
	}

	/**
	 * Return the environment before the run.
	 * @return an unmodifiable copy
	 */
	public Map<String, String> before() {
		return this.before;
	}

	/**
	 * Return the environment after the run. A failed run leaves it unchanged.
	 * @return the environment
	 */
	public Env env() {
		return this.env;
	}

	/**
	 * Return the report of the run, which a failed run has too.
	 * @return the report
	 */
	public RunReport report() {
		return this.report;
	}

	/**
	 * Return the exception of a failed run.
	 * @return the exception that the host would receive
	 */
	public Optional<ProvisionhookException> failure() {
		return Optional.ofNullable(this.failure);
	}

	/**
	 * Create assertions for this run. Use AssertJ's {@code assertThat(run)} in place of
	 * this method.
	 */
	@Override
	public MutatorRunAssert assertThat() {
		return new MutatorRunAssert(this);
	}

	/**
	 * Return whether a variable has the same value after another run.
	 * @param name name of the variable
	 * @param other the other run
	 * @return whether both runs have it with the same value
	 */
	boolean hasSame(String name, MutatorRun other) {
		String value = this.env.get(name);
		return value != null && value.equals(other.env.get(name));
	}

	/**
	 * Return names of variables without values.
	 */
	@Override
	public String toString() {
		return "MutatorRun[" + ((this.failure != null) ? "failed: " + this.failure.getMessage() : "passed")
				+ ", before: " + this.before.keySet() + ", after: " + this.env + "]";
	}

	/**
	 * Builder for a {@link MutatorRun}. Not thread-safe.
	 */
	public static final class Builder {

		private final List<EnvMutator> mutators;

		private final Map<String, String> variables = new LinkedHashMap<>();

		private BaseEnvironment base = BaseEnvironment.EMPTY;

		private final List<Consumer<Registry.Builder>> customizers = new ArrayList<>();

		private String workspaceId = "workspace-1";

		private WorkspaceRequest request = WorkspaceRequest.named("test").build();

		private VariableRules rules = VariableRules.DEFAULT;

		private Duration timeout = Duration.ofSeconds(30);

		private boolean plan;

		private Builder(List<EnvMutator> mutators) {
			this.mutators = mutators;
		}

		/**
		 * Set the id of the workspace. Defaults to {@code workspace-1}.
		 * @param workspaceId the id
		 * @return this builder
		 */
		public Builder workspaceId(String workspaceId) {
			this.workspaceId = Objects.requireNonNull(workspaceId, "'workspaceId' must not be null");
			return this;
		}

		/**
		 * Set the request for the workspace. Defaults to a request with the name
		 * {@code test}.
		 * @param request the request
		 * @return this builder
		 */
		public Builder request(WorkspaceRequest request) {
			this.request = Objects.requireNonNull(request, "'request' must not be null");
			return this;
		}

		/**
		 * Add a variable to the environment before the run.
		 * @param name name of the variable
		 * @param value the value
		 * @return this builder
		 */
		public Builder variable(String name, String value) {
			this.variables.put(name, value);
			return this;
		}

		/**
		 * Add variables to the environment before the run.
		 * @param variables the variables
		 * @return this builder
		 */
		public Builder variables(Map<String, String> variables) {
			this.variables.putAll(variables);
			return this;
		}

		/**
		 * Set the base environment, with variables of the image, the host and the
		 * platform, such as {@code PATH}. Defaults to an empty one.
		 * @param base the base environment
		 * @return this builder
		 */
		public Builder onTopOf(BaseEnvironment base) {
			this.base = Objects.requireNonNull(base, "'base' must not be null");
			return this;
		}

		/**
		 * Set the rules for variables. Defaults to {@link VariableRules#DEFAULT}.
		 * @param rules the rules
		 * @return this builder
		 */
		public Builder rules(VariableRules rules) {
			this.rules = Objects.requireNonNull(rules, "'rules' must not be null");
			return this;
		}

		/**
		 * Set the timeout of the whole run. Defaults to 30 seconds. The timeout of one
		 * mutator, 10 seconds by default, is a policy of the
		 * {@linkplain #registry(Consumer) registry}.
		 * @param timeout the timeout; may be zero
		 * @return this builder
		 */
		public Builder timeout(Duration timeout) {
			this.timeout = Objects.requireNonNull(timeout, "'timeout' must not be null");
			return this;
		}

		/**
		 * Make the run a {@linkplain ProvisionContext#isPlan() plan}, in which mutators
		 * with unknown side effects do not run.
		 * @return this builder
		 */
		public Builder plan() {
			this.plan = true;
			return this;
		}

		/**
		 * Customize the registry: policies, conflicts, executors. <pre class="code">
		 * MutatorRun.builder(first, second).registry((registry) -&gt; registry.conflicts(Registry.ConflictPolicy.FAIL)).run();</pre>
		 * @param customizer customizes the builder of the registry
		 * @return this builder
		 */
		public Builder registry(Consumer<Registry.Builder> customizer) {
			this.customizers.add(Objects.requireNonNull(customizer, "'customizer' must not be null"));
			return this;
		}

		/**
		 * Run the mutators. Each call is another run.
		 * @return the result, also of a failed run
		 * @throws IllegalArgumentException if a mutator has no name or a variable is
		 * invalid
		 */
		public MutatorRun run() {
			Registry.Builder builder = Registry.builder().rules(this.rules);
			this.customizers.forEach((customizer) -> customizer.accept(builder));
			Registry registry = builder.build();
			this.mutators.forEach(registry::register);
			Env env = Env.onTopOf(this.base, this.rules);
			env.putAll(this.variables);
			Map<String, String> before = Collections.unmodifiableMap(new LinkedHashMap<>(env));
			try {
				ProvisionContext context = ProvisionContext.of(this.workspaceId, this.request, this.timeout);
				RunReport report = registry.run(this.plan ? context.forPlan() : context, env);
				return new MutatorRun(before, env, report, null);
			}
			catch (ProvisionhookException ex) {
				return new MutatorRun(before, env, ex.getReport(), ex);
			}
		}

	}

}
