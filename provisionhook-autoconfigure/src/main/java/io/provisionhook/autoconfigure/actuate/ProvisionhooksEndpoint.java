package io.provisionhook.autoconfigure.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.MutatorPolicy;
import io.provisionhook.MutatorPolicy.OnFailure;
import io.provisionhook.Registration;
import io.provisionhook.Registry;
import io.provisionhook.Registry.ConflictPolicy;
import io.provisionhook.SideEffects;
import io.provisionhook.autoconfigure.MutatorInspector;
import io.provisionhook.autoconfigure.actuate.RunStatistics.Run;
import io.provisionhook.autoconfigure.actuate.RunStatistics.Statistics;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.VariableChange;
import io.provisionhook.workspace.instance.Instance;
import io.provisionhook.workspace.instance.Instances;

/**
 * {@link Endpoint @Endpoint} that shows the mutators in the order in which they run, and
 * the last runs of each. It shows names of variables and never a value. Errors are
 * redacted, and only shown with the last runs.
 *
 * @since 0.1.0
 */
@Endpoint(id = "provisionhooks", defaultAccess = Access.READ_ONLY)
public final class ProvisionhooksEndpoint {

	private final Registry registry;

	private final MutatorInspector inspector;

	private final RunStatistics statistics;

	private final Supplier<@Nullable Instances> instances;

	ProvisionhooksEndpoint(Registry registry, MutatorInspector inspector, RunStatistics statistics,
			Supplier<@Nullable Instances> instances) {
		this.registry = registry;
		this.inspector = inspector;
		this.statistics = statistics;
		this.instances = instances;
	}

	/**
	 * Return the mutators.
	 * @return the mutators in the order in which they run
	 */
	@ReadOperation
	public ProvisionhooksDescriptor provisionhooks() {
		List<Registration> chain = this.registry.registrations();
		List<MutatorDescriptor> mutators = IntStream.range(0, chain.size())
			.mapToObj((index) -> describe(chain, index, null))
			.toList();
		List<String> disabled = this.registry.disabled().stream().map(Registration::name).toList();
		return new ProvisionhooksDescriptor(this.registry.conflicts(), this.registry.abandonedThreads(), mutators,
				disabled, hosts());
	}

	private @Nullable List<HostDescriptor> hosts() {
		Instances instances = this.instances.get();
		if (instances == null || instances.id() == null) {
			return null;
		}
		try {
			Map<String, Long> workspaces = instances.countLive();
			return instances.findAll()
				.stream()
				.map((instance) -> HostDescriptor.of(instance, instance.id().equals(instances.id()),
						workspaces.getOrDefault(instance.id(), 0L)))
				.toList();
		}
		catch (RuntimeException ex) {
			// The chain is of interest while the store is away, too
			return null;
		}
	}

	/**
	 * Return one mutator.
	 * @param name the name of the mutator
	 * @return the first mutator of that name with its last runs, or {@code null} if there
	 * is none that runs
	 */
	@ReadOperation
	public @Nullable MutatorDescriptor provisionhook(@Selector String name) {
		List<Registration> chain = this.registry.registrations();
		List<RunDescriptor> runs = this.statistics.of(name).lastRuns().stream().map(RunDescriptor::of).toList();
		return IntStream.range(0, chain.size())
			.filter((index) -> chain.get(index).name().equals(name))
			.mapToObj((index) -> describe(chain, index, runs))
			.findFirst()
			.orElse(null);
	}

	private MutatorDescriptor describe(List<Registration> chain, int index, @Nullable List<RunDescriptor> runs) {
		Registration registration = chain.get(index);
		return MutatorDescriptor.of(index + 1, registration, this.inspector.inspect(registration),
				this.statistics.of(registration.name()), runs);
	}

	/**
	 * Description of the chain.
	 *
	 * @param conflicts the action when a mutator changes a variable of an earlier mutator
	 * @param abandonedThreads the number of live threads of timed out mutators
	 * @param mutators the mutators in the order in which they run
	 * @param disabled the names of the disabled mutators
	 * @param hosts the hosts that share the store of workspaces, {@code null} if the
	 * store is for one host or can't be read
	 */
	public record ProvisionhooksDescriptor(ConflictPolicy conflicts, int abandonedThreads,
			List<MutatorDescriptor> mutators, List<String> disabled,
			@Nullable List<HostDescriptor> hosts) implements OperationResponseBody {
	}

	/**
	 * Description of a host that shares the store of workspaces.
	 *
	 * @param id the id of the host, a new one at each start
	 * @param name the name of the host
	 * @param self whether it is the host that answers
	 * @param leaving whether it has stopped and leaves its workspaces to the next one
	 * @param location the place of its workspaces
	 * @param leaseAge the time since it has renewed its lease
	 * @param leaseLeft the time until its lease is over
	 * @param workspaces the number of its workspaces that run or are being provisioned
	 * @param details properties that only it knows, by name
	 */
	public record HostDescriptor(String id, String name, boolean self, boolean leaving, String location,
			Duration leaseAge, Duration leaseLeft, long workspaces, Map<String, String> details) {

		private static HostDescriptor of(Instance instance, boolean self, long workspaces) {
			return new HostDescriptor(instance.id(), instance.name(), self, instance.leaving(), instance.location(),
					instance.leaseAge(), instance.leaseLeft(), workspaces, instance.details());
		}

	}

	/**
	 * Description of a mutator.
	 *
	 * @param position the position in the chain, from 1
	 * @param name the name of the mutator
	 * @param type the class of the mutator
	 * @param bean the name of the bean, if the mutator is one
	 * @param order the order value of the bean
	 * @param source the source of the registration, if the mutator is no bean
	 * @param fetches whether the mutator fetches before it writes
	 * @param sideEffects the side effects, which decide whether the mutator runs in a
	 * plan
	 * @param dangerousVariables patterns of the dangerous variables that the mutator sets
	 * @param policy the policy of the mutator
	 * @param runs the number of runs since the application started, of all mutators of
	 * this name
	 * @param lastRun the time of the last run
	 * @param skips the number of failures after which the mutator was skipped
	 * @param failures the number of failures that aborted the run
	 * @param lastFailure the time of the last failure that aborted the run
	 * @param lastRuns the last runs, the newest first, only in the description of one
	 * mutator
	 */
	public record MutatorDescriptor(int position, String name, String type, @Nullable String bean,
			@Nullable Integer order, @Nullable String source, boolean fetches, SideEffects sideEffects,
			List<String> dangerousVariables, PolicyDescriptor policy, long runs, @Nullable Instant lastRun, long skips,
			long failures, @Nullable Instant lastFailure,
			@Nullable List<RunDescriptor> lastRuns) implements OperationResponseBody {

		private static MutatorDescriptor of(int position, Registration registration, MutatorInspector.Details details,
				Statistics statistics, @Nullable List<RunDescriptor> lastRuns) {
			return new MutatorDescriptor(position, registration.name(), details.type().getName(), details.bean(),
					details.order(), (details.bean() != null) ? null : registration.source(),
					registration.mutator() instanceof FetchingEnvMutator, registration.sideEffects(),
					registration.dangerousVariables(), PolicyDescriptor.of(registration.policy(), details.required()),
					statistics.count(), statistics.lastRun(), statistics.skips(), statistics.failures(),
					statistics.lastFailure(), lastRuns);
		}

	}

	/**
	 * Description of the policy of a mutator.
	 *
	 * @param enabled whether the mutator runs
	 * @param timeout the maximum duration of the mutator
	 * @param onFailure the action when the mutator fails
	 * @param required whether the application fails to start without the mutator
	 * @param mayOverride whether the mutator may override variables of earlier mutators
	 * even if conflicts are refused or cause a warning
	 * @param mayWrite patterns of the only variables that the mutator may set or remove,
	 * {@code null} if it may write any
	 */
	public record PolicyDescriptor(boolean enabled, Duration timeout, OnFailure onFailure, boolean required,
			boolean mayOverride, @Nullable List<String> mayWrite) {

		private static PolicyDescriptor of(MutatorPolicy policy, boolean required) {
			return new PolicyDescriptor(policy.isEnabled(), policy.getTimeout(), policy.getOnFailure(), required,
					policy.isMayOverride(), policy.getMayWrite());
		}

	}

	/**
	 * Description of a mutator in one run.
	 *
	 * @param workspaceId the id of the workspace
	 * @param workspaceName the name of the workspace
	 * @param time the end of the run
	 * @param outcome the outcome of the mutator
	 * @param duration the duration of the turn, without the fetch
	 * @param fetchDuration the duration of the fetch, if the mutator fetches
	 * @param error the redacted error
	 * @param changes the changes of variables by the mutator, none if the run was aborted
	 */
	public record RunDescriptor(String workspaceId, String workspaceName, Instant time, MutatorOutcome outcome,
			Duration duration, @Nullable Duration fetchDuration, @Nullable String error,
			List<ChangeDescriptor> changes) {

		private static RunDescriptor of(Run run) {
			return new RunDescriptor(run.workspaceId(), run.workspaceName(), run.time(), run.mutator().outcome(),
					run.mutator().duration(), run.mutator().fetchDuration(), run.mutator().error(),
					run.changes().stream().map(ChangeDescriptor::of).toList());
		}

	}

	/**
	 * Description of the change of a variable.
	 *
	 * @param variable the name of the variable
	 * @param action the kind of change
	 * @param previousOwner the previous owner of the variable, if there was one
	 * @param secret whether the value is secret
	 * @param expiresAt the time at which the value expires, if it does
	 */
	public record ChangeDescriptor(String variable, VariableChange.Action action, @Nullable String previousOwner,
			boolean secret, @Nullable Instant expiresAt) {

		private static ChangeDescriptor of(VariableChange change) {
			return new ChangeDescriptor(change.variable(), change.action(), change.previousOwner(), change.secret(),
					change.expiresAt());
		}

	}

}
