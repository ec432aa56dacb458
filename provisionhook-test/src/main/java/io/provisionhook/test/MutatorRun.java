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
 * What came of running mutators once, on a registry and an environment as hosts use them.
 * A run that fails is a result like any other. To be looked at with
 * {@link ProvisionhookAssertions#assertThat(MutatorRun)}. <pre class="code">
 * MutatorRun run = MutatorRun.of(new RegionMutator())
 *     .request(WorkspaceRequest.named("demo").tenant("acme").build())
 *     .variable("AWS_REGION", "us-east-1")
 *     .run();</pre>
 *
 * @since 0.1.0
 */
public final class MutatorRun {

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
	 * Start describing a run.
	 * @param mutators the mutators in the order in which they run
	 * @return a builder for a workspace about which nothing in particular is known, with
	 * an empty environment
	 */
	public static Builder of(EnvMutator... mutators) {
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
	 * Return the environment after the run; as it was before if the run failed.
	 * @return the environment
	 */
	public Env env() {
		return this.env;
	}

	/**
	 * Return what the mutators did, also in a run that failed.
	 * @return the report
	 */
	public RunReport report() {
		return this.report;
	}

	/**
	 * Return what the run ended in, if it failed.
	 * @return the exception that the host would get
	 */
	public Optional<ProvisionhookException> failure() {
		return Optional.ofNullable(this.failure);
	}

	/**
	 * Return whether a variable was given the same value by another run.
	 * @param name the variable's name
	 * @param other the other run
	 * @return whether both have it, with one value
	 */
	boolean hasSame(String name, MutatorRun other) {
		String value = this.env.get(name);
		return value != null && value.equals(other.env.get(name));
	}

	/**
	 * Show the names of variables and no values.
	 */
	@Override
	public String toString() {
		return "MutatorRun[" + ((this.failure != null) ? "failed: " + this.failure.getMessage() : "passed")
				+ ", before: " + this.before.keySet() + ", after: " + this.env + "]";
	}

	/**
	 * Describes a run. Not thread-safe.
	 *
	 * @since 0.1.0
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
		 * Set the id of the workspace; {@code workspace-1} unless told otherwise.
		 * @param workspaceId the id
		 * @return this builder
		 */
		public Builder workspaceId(String workspaceId) {
			this.workspaceId = Objects.requireNonNull(workspaceId, "'workspaceId' must not be null");
			return this;
		}

		/**
		 * Set the request that the workspace was created by.
		 * @param request the request
		 * @return this builder
		 */
		public Builder request(WorkspaceRequest request) {
			this.request = Objects.requireNonNull(request, "'request' must not be null");
			return this;
		}

		/**
		 * Add a variable that is there before the mutators run.
		 * @param name its name
		 * @param value its value
		 * @return this builder
		 */
		public Builder variable(String name, String value) {
			this.variables.put(name, value);
			return this;
		}

		/**
		 * Add variables that are there before the mutators run.
		 * @param variables the variables
		 * @return this builder
		 */
		public Builder variables(Map<String, String> variables) {
			this.variables.putAll(variables);
			return this;
		}

		/**
		 * Set what the image, the host and the platform set by themselves, such as
		 * {@code PATH}; nothing unless told otherwise.
		 * @param base the environment that the workspace starts from
		 * @return this builder
		 */
		public Builder onTopOf(BaseEnvironment base) {
			this.base = Objects.requireNonNull(base, "'base' must not be null");
			return this;
		}

		/**
		 * Set what mutators may write; {@link VariableRules#DEFAULT} unless told
		 * otherwise.
		 * @param rules the rules
		 * @return this builder
		 */
		public Builder rules(VariableRules rules) {
			this.rules = Objects.requireNonNull(rules, "'rules' must not be null");
			return this;
		}

		/**
		 * Set the time that the mutators have together; 30 seconds unless told otherwise.
		 * What one mutator has, by default 10 seconds, is a policy of the
		 * {@linkplain #registry(Consumer) registry}.
		 * @param timeout the time, perhaps zero
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
		 * Change what else an operator decides: policies, conflicts, executors.
		 * <pre class="code">
		 * MutatorRun.of(first, second).registry((registry) -&gt; registry.conflicts(MutatorPolicy.ConflictPolicy.FAIL)).run();</pre>
		 * @param customizer given the builder of the registry before it is used
		 * @return this builder
		 */
		public Builder registry(Consumer<Registry.Builder> customizer) {
			this.customizers.add(Objects.requireNonNull(customizer, "'customizer' must not be null"));
			return this;
		}

		/**
		 * Run the mutators. Can be called again, for another run.
		 * @return what came of it, also if the run failed
		 * @throws IllegalArgumentException if a mutator has no name or a variable is not
		 * fit for an environment
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
