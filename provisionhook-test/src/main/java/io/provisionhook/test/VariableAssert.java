package io.provisionhook.test;

import java.time.Instant;
import java.util.Objects;

import org.assertj.core.api.WritableAssertionInfo;

import io.provisionhook.report.VariableChange;

/**
 * Assertions about a variable that a run has set; those about the run go on from here.
 * <pre class="code">
 * assertThat(run).hasSet("DATABASE_USER").to("app").asPlain()
 *     .hasSet("DATABASE_PASSWORD").asSecret().by("vault-secrets");</pre>
 *
 * @since 0.1.0
 */
public final class VariableAssert extends AbstractMutatorRunAssert<VariableAssert> {

	private final VariableChange change;

	VariableAssert(MutatorRun actual, VariableChange change, WritableAssertionInfo info) {
		super(actual, VariableAssert.class);
		this.change = change;
		this.info.description(info.description());
	}

	/**
	 * Verify that the variable is secret.
	 * @return these assertions
	 */
	public VariableAssert asSecret() {
		if (!this.change.secret()) {
			throw failure("Expected %s to be secret, but %s set it as a plain variable", name(), this.change.mutator());
		}
		return this;
	}

	/**
	 * Verify that the variable is not secret.
	 * @return these assertions
	 */
	public VariableAssert asPlain() {
		if (this.change.secret()) {
			throw failure("Expected %s to be a plain variable, but it is secret: its name says so or it was once put as"
					+ " a secret", name());
		}
		return this;
	}

	/**
	 * Verify the variable's value. The message shows no value if the variable is secret.
	 * @param value the value
	 * @return these assertions
	 */
	public VariableAssert to(String value) {
		Objects.requireNonNull(value, "'value' must not be null");
		String set = this.actual.env().get(name());
		if (!value.equals(set)) {
			if (this.change.secret()) {
				throw failure("Expected %s to be set to another value than %s gave it; the variable is secret, so"
						+ " neither is shown", name(), this.change.mutator());
			}
			throw failure("Expected %s to be set to%n  \"%s\"%nbut %s set it to%n  \"%s\"", name(), shown(value),
					this.change.mutator(), shown(String.valueOf(set)));
		}
		return this;
	}

	/**
	 * Verify who set the variable.
	 * @param mutatorName the name of the mutator
	 * @return these assertions
	 */
	public VariableAssert by(String mutatorName) {
		if (!this.change.mutator().equals(mutatorName)) {
			throw failure("Expected %s to be set by %s, but it was set by %s", name(), mutatorName,
					this.change.mutator());
		}
		return this;
	}

	/**
	 * Verify whose value the variable had before.
	 * @param previousOwner the name of an earlier mutator; {@code request} for what was
	 * there before the run
	 * @return these assertions
	 */
	public VariableAssert insteadOf(String previousOwner) {
		if (!previousOwner.equals(this.change.previousOwner())) {
			throw failure("Expected %s to be set instead of the value of %s, but %s", name(), previousOwner,
					(this.change.previousOwner() != null) ? "before that it was set by " + this.change.previousOwner()
							: "it was not there before");
		}
		return this;
	}

	/**
	 * Verify until when the mutator said that the value is good.
	 * @param expiresAt the end of its lease
	 * @return these assertions
	 */
	public VariableAssert expiringAt(Instant expiresAt) {
		Objects.requireNonNull(expiresAt, "'expiresAt' must not be null");
		if (!expiresAt.equals(this.change.expiresAt())) {
			throw failure("Expected %s to expire at %s, but %s", name(), expiresAt,
					(this.change.expiresAt() != null) ? "it does at " + this.change.expiresAt()
							: this.change.mutator() + " did not say until when it is good");
		}
		return this;
	}

	private String name() {
		return this.change.variable();
	}

	private String shown(String value) {
		return this.actual.env().redactor().redact(value);
	}

}
