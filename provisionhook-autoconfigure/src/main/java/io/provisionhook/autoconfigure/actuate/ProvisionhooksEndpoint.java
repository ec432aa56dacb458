package io.provisionhook.autoconfigure.actuate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

import io.provisionhook.Registration;
import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.EnvMutatorBeans;
import io.provisionhook.autoconfigure.EnvMutatorBeans.EnvMutatorBean;
import io.provisionhook.autoconfigure.actuate.RunStatistics.Statistics;

/**
 * {@link Endpoint @Endpoint} that shows the mutators in the order in which they run. It
 * shows names and never a value or a message.
 *
 * @since 0.1.0
 */
@Endpoint(id = "provisionhooks", defaultAccess = Access.READ_ONLY)
public final class ProvisionhooksEndpoint {

	private final Registry registry;

	private final EnvMutatorBeans beans;

	private final RunStatistics statistics;

	ProvisionhooksEndpoint(Registry registry, EnvMutatorBeans beans, RunStatistics statistics) {
		this.registry = registry;
		this.beans = beans;
		this.statistics = statistics;
	}

	/**
	 * Return the mutators.
	 * @return the mutators in the order in which they run
	 */
	@ReadOperation
	public ProvisionhooksDescriptor provisionhooks() {
		List<String> disabled = this.registry.disabled().stream().map(Registration::name).toList();
		return new ProvisionhooksDescriptor(describeAll(), disabled);
	}

	/**
	 * Return one mutator.
	 * @param name the name of the mutator
	 * @return the first mutator of that name, or {@code null} if there is none that runs
	 */
	@ReadOperation
	public @Nullable MutatorDescriptor provisionhook(@Selector String name) {
		return describeAll().stream().filter((mutator) -> mutator.name().equals(name)).findFirst().orElse(null);
	}

	private List<MutatorDescriptor> describeAll() {
		List<Registration> chain = this.registry.registrations();
		return IntStream.range(0, chain.size()).mapToObj((index) -> describe(index + 1, chain.get(index))).toList();
	}

	private MutatorDescriptor describe(int position, Registration registration) {
		Optional<EnvMutatorBean> bean = this.beans.find(registration.mutator());
		Statistics statistics = this.statistics.of(registration.name());
		return new MutatorDescriptor(position, registration.name(),
				EnvMutatorBeans.typeOf(registration.mutator()).getName(), bean.map(EnvMutatorBean::name).orElse(null),
				bean.map(EnvMutatorBean::order).orElse(null), bean.isPresent() ? null : registration.source(),
				statistics.runs(), statistics.lastRun(), statistics.failures(), statistics.lastFailure());
	}

	/**
	 * Description of the chain.
	 *
	 * @param mutators the mutators in the order in which they run
	 * @param disabled the names of those that do not run, because a property says so
	 */
	public record ProvisionhooksDescriptor(List<MutatorDescriptor> mutators,
			List<String> disabled) implements OperationResponseBody {
	}

	/**
	 * Description of a mutator.
	 *
	 * @param position where it runs, from 1
	 * @param name its name
	 * @param type the class it was written as
	 * @param bean the name of the bean, if it is one
	 * @param order the order value of the bean
	 * @param source who registered it, if it is not a bean
	 * @param runs how often mutators of this name ran since the application started
	 * @param lastRun when one last ran
	 * @param failures how often they failed
	 * @param lastFailure when one last failed
	 */
	public record MutatorDescriptor(int position, String name, String type, @Nullable String bean,
			@Nullable Integer order, @Nullable String source, long runs, @Nullable Instant lastRun, long failures,
			@Nullable Instant lastFailure) implements OperationResponseBody {
	}

}
