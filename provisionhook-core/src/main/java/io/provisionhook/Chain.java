package io.provisionhook;

import java.util.Arrays;
import java.util.List;

/**
 * The mutators of a registry at one moment, in the order in which they run.
 */
final class Chain {

	static final Chain EMPTY = new Chain(new Registration[0]);

	private final Registration[] registrations;

	private final boolean fetching;

	private Chain(Registration[] registrations) {
		this.registrations = registrations;
		this.fetching = Arrays.stream(registrations)
			.anyMatch((registration) -> registration.mutator() instanceof FetchingEnvMutator);
	}

	Chain plus(Registration registration) {
		Registration[] longer = Arrays.copyOf(this.registrations, size() + 1);
		longer[size()] = registration;
		return new Chain(longer);
	}

	int size() {
		return this.registrations.length;
	}

	Registration get(int index) {
		return this.registrations[index];
	}

	/**
	 * Return whether any of the mutators fetches.
	 * @return whether there is something to start before the first turn
	 */
	boolean isFetching() {
		return this.fetching;
	}

	List<Registration> registrations() {
		return List.of(this.registrations);
	}

}
