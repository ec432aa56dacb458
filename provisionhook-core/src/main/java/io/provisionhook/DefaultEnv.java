package io.provisionhook;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Variables.DeclaredLease;
import io.provisionhook.Variables.Variable;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.internal.TimeSource;

/**
 * An environment for the host application: each write takes effect at once.
 */
final class DefaultEnv extends AbstractEnv {

	/**
	 * Owner of the variables of the request, the default owner.
	 */
	static final String REQUEST = "request";

	private final Variables variables;

	private final String owner;

	private final TimeSource time;

	DefaultEnv(Variables variables, String owner, TimeSource time) {
		this.variables = variables;
		this.owner = owner;
		this.time = time;
	}

	@Override
	public Env writtenBy(String owner) {
		Objects.requireNonNull(owner, "'owner' must not be null");
		PrintableText.require("'owner'", owner, PrintableText.MAX_NAME_LENGTH);
		return new DefaultEnv(this.variables, owner, this.time);
	}

	@Override
	@Nullable Variable write(String name, @Nullable String value, Write kind, @Nullable DeclaredLease lease) {
		Variable before = this.variables.find(name);
		VariableName variable = this.variables.rules().nameOf(name);
		if (value == null) {
			this.variables.set(new Variable(variable, null, this.owner, 0, null));
			return before;
		}
		if (kind == Write.SECRET || isSecret(name)) {
			this.variables.secrets().add(name, value);
		}
		if (lease != null) {
			lease.requireNotExpired(variable, this.time.instant());
		}
		int size = this.variables.rules().sizeOf(variable.requireValid(), value);
		this.variables.rules().requireTotalSize(variable, this.variables.totalSize() + size - Variable.sizeOf(before));
		this.variables.set(new Variable(variable, value, this.owner, size,
				(kind == Write.ADDITION) ? Variable.leaseOf(before) : lease));
		return before;
	}

	@Override
	Variables variables() {
		return this.variables;
	}

	@Override
	VariableRules rules() {
		return this.variables.rules();
	}

}
