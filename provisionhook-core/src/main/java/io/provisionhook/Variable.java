package io.provisionhook;

import org.jspecify.annotations.Nullable;

/**
 * One version of a variable.
 *
 * @param name its name
 * @param value its value, {@code null} if this version is that it was removed
 * @param owner who wrote this version
 * @param size its size in bytes as Linux counts it, 0 if it was removed
 * @param lease until when the value is good, {@code null} if nobody said
 */
record Variable(VariableName name, @Nullable String value, String owner, int size, @Nullable VariableLease lease) {

	boolean isPresent() {
		return this.value != null;
	}

	static @Nullable String valueOf(@Nullable Variable variable) {
		return (variable != null) ? variable.value : null;
	}

	static @Nullable VariableLease leaseOf(@Nullable Variable variable) {
		return (variable != null) ? variable.lease : null;
	}

	static int sizeOf(@Nullable Variable variable) {
		return (variable != null) ? variable.size : 0;
	}

}
