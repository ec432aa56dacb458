package io.provisionhook.autoconfigure.actuate;

import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

import io.provisionhook.Registration;
import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.EnvMutatorBeans;
import io.provisionhook.autoconfigure.MutatorPolicies;
import io.provisionhook.autoconfigure.actuate.RunStatistics.Statistics;

/**
 * {@link Endpoint @Endpoint} that shows the mutators in the order in which they run, and
 * for each of them its last runs. It shows names of variables and never a value; errors
 * are redacted, and only shown with the last runs.
 *
 * @since 0.1.0
 */
@Endpoint(id = "provisionhooks", defaultAccess = Access.READ_ONLY)
public final class ProvisionhooksEndpoint {

	private final Registry registry;

	private final MutatorPolicies policies;

	private final EnvMutatorBeans beans;

	private final RunStatistics statistics;

	ProvisionhooksEndpoint(Registry registry, MutatorPolicies policies, EnvMutatorBeans beans,
			RunStatistics statistics) {
		this.registry = registry;
		this.policies = policies;
		this.beans = beans;
		this.statistics = statistics;
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
				disabled);
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
		Statistics statistics = this.statistics.of(registration.name());
		PolicyDescriptor policy = PolicyDescriptor.of(registration.policy(),
				this.policies.isRequired(registration.name()));
		return MutatorDescriptor.of(index + 1, registration, this.beans.find(registration.mutator()).orElse(null),
				policy, statistics, runs);
	}

}
