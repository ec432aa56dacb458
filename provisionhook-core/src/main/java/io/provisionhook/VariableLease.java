package io.provisionhook;

import java.time.Instant;
import java.util.Objects;

/**
 * A lease as it was when a variable was written with it.
 *
 * @param lease what was declared
 * @param end when it would end
 */
record VariableLease(Lease lease, Instant end) {

	/**
	 * Refuse a value that is not good any more.
	 * @param variable the variable
	 * @param now the time
	 */
	void requireAhead(VariableName variable, Instant now) {
		if (!now.isBefore(this.end)) {
			throw variable.refused("has a value that expired at " + this.end);
		}
	}

	static VariableLease of(Lease lease) {
		return new VariableLease(lease, Objects.requireNonNull(lease.expiresAt(), "'expiresAt' must not be null"));
	}

}
