package io.provisionhook.autoconfigure.actuate;

import java.util.List;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import io.provisionhook.ConflictPolicy;

/**
 * Description of the chain.
 *
 * @param conflicts what becomes of a mutator that changes the variable of an earlier one
 * @param abandonedThreads the number of threads that are still in a mutator whose time is
 * up
 * @param mutators the mutators in the order in which they run
 * @param disabled the names of those that do not run, because a property says so
 * @since 0.1.0
 */
public record ProvisionhooksDescriptor(ConflictPolicy conflicts, int abandonedThreads, List<MutatorDescriptor> mutators,
		List<String> disabled) implements OperationResponseBody {
}
