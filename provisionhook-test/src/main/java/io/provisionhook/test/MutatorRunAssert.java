package io.provisionhook.test;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.WritableAssertionInfo;
import org.jspecify.annotations.Nullable;

import io.provisionhook.ProvisionhookException;
import io.provisionhook.report.VariableChange;

/**
 * Assertions for a {@link MutatorRun}, created by AssertJ's {@code assertThat(run)}. No
 * message shows the value of a secret variable. <pre class="code">
 * assertThat(run).hasSet("GITHUB_TOKEN").asSecret().by("github-app-auth")
 *     .hasSet("GITHUB_USER").asPlain().to("octocat")
 *     .hasSetOnly("GITHUB_TOKEN", "GITHUB_USER");</pre>
 *
 * @since 0.1.0
 */
public class MutatorRunAssert extends AbstractAssert<MutatorRunAssert, MutatorRun> {

	MutatorRunAssert(MutatorRun actual) {
		super(actual, MutatorRunAssert.class);
	}

	/**
	 * Verify that the run passed.
	 * @return these assertions
	 */
	public MutatorRunAssert hasPassed() {
		ProvisionhookException failure = runFailure();
		if (failure != null) {
			throw failure("Expected the run to pass, but it failed: %s", failure.getMessage());
		}
		return this;
	}

	/**
	 * Verify that the run failed, for any reason.
	 * @return these assertions
	 */
	public MutatorRunAssert hasFailed() {
		if (runFailure() == null) {
			throw failure("Expected the run to fail, but it passed and %s", whatWasSet());
		}
		return this;
	}

	/**
	 * Verify that the run failed with a message.
	 * @param message the whole message with secrets redacted, such as
	 * {@code provisionhook "vault-secrets": Vault is sealed}
	 * @return these assertions
	 */
	public MutatorRunAssert hasFailedBecause(String message) {
		ProvisionhookException failure = runFailure();
		if (failure == null) {
			throw failure("Expected the run to fail because%n  %s%nbut it passed and %s", message, whatWasSet());
		}
		if (!message.equals(failure.getMessage())) {
			throw failureWithActualExpected(failure.getMessage(), message,
					"Expected the run to fail because%n  %s%nbut it failed because%n  %s", message,
					failure.getMessage());
		}
		return this;
	}

	/**
	 * Verify that the run passed and set a variable.
	 * @param name name of the variable
	 * @return assertions for the variable
	 */
	public VariableAssert hasSet(String name) {
		hasPassed();
		VariableChange change = lastChange(name);
		if (change == null || !isSetting(change)) {
			throw failure("Expected the run to set %s, but %s; %s", name,
					whatHappenedTo(name, change, "no mutator did"), whatWasSet());
		}
		return new VariableAssert(this.actual, change, this.info);
	}

	/**
	 * Verify that the run passed and set exactly these variables. Removed variables do
	 * not count.
	 * @param names names of the variables, in any order
	 * @return these assertions
	 */
	public MutatorRunAssert hasSetOnly(String... names) {
		hasPassed();
		Set<String> expected = new TreeSet<>(List.of(names));
		Set<String> set = namesSet();
		if (!expected.equals(set)) {
			throw failureWithActualExpected(set, expected, "Expected the run to set only %s, but it set %s%s%s",
					list(expected), list(set), difference("; not expected: ", set, expected),
					difference("; missing: ", expected, set));
		}
		return this;
	}

	/**
	 * Verify that the run passed and did not set a variable. It may have removed the
	 * variable.
	 * @param name name of the variable
	 * @return these assertions
	 */
	public MutatorRunAssert hasNotSet(String name) {
		hasPassed();
		VariableChange change = lastChange(name);
		if (change != null && isSetting(change)) {
			throw failure("Expected the run not to set %s, but it was set by %s", name, change.mutator());
		}
		return this;
	}

	/**
	 * Verify that the run passed and removed an existing variable.
	 * @param name name of the variable
	 * @return these assertions
	 */
	public MutatorRunAssert hasRemoved(String name) {
		hasPassed();
		VariableChange change = lastChange(name);
		if (change == null || isSetting(change)) {
			throw failure("Expected the run to remove %s, but %s", name,
					whatHappenedTo(name, change, "it was not there before"));
		}
		return this;
	}

	/**
	 * Verify that the run passed and did not set, change or remove a variable.
	 * @param name name of the variable
	 * @return these assertions
	 */
	public MutatorRunAssert hasLeftUntouched(String name) {
		hasPassed();
		VariableChange change = lastChange(name);
		if (change != null) {
			throw failure("Expected the run to leave %s untouched, but it was %s by %s", name,
					isSetting(change) ? "set" : "removed", change.mutator());
		}
		return this;
	}

	private @Nullable ProvisionhookException runFailure() {
		isNotNull();
		return this.actual.failure().orElse(null);
	}

	private @Nullable VariableChange lastChange(String name) {
		Objects.requireNonNull(name, "'name' must not be null");
		return this.actual.report()
			.changes()
			.stream()
			.filter((change) -> change.variable().equals(name))
			.reduce((first, second) -> second)
			.orElse(null);
	}

	private static boolean isSetting(VariableChange change) {
		return change.action() != VariableChange.Action.REMOVED;
	}

	private String whatHappenedTo(String name, @Nullable VariableChange change, String absent) {
		if (change != null) {
			return "it was " + (isSetting(change) ? "set" : "removed") + " by " + change.mutator();
		}
		return this.actual.before().containsKey(name) ? "it was there before and no mutator changed it" : absent;
	}

	private Set<String> namesSet() {
		Set<String> names = new TreeSet<>();
		this.actual.report().changes().stream().map(VariableChange::variable).forEach(names::add);
		names.retainAll(this.actual.env().keySet());
		return names;
	}

	private String whatWasSet() {
		Set<String> names = namesSet();
		return names.isEmpty() ? "the run set nothing" : "the run set " + list(names);
	}

	private static String difference(String label, Collection<String> names, Collection<String> others) {
		Set<String> difference = new TreeSet<>(names);
		difference.removeAll(others);
		return difference.isEmpty() ? "" : label + list(difference);
	}

	private static String list(Collection<String> names) {
		return names.isEmpty() ? "nothing" : String.join(", ", names);
	}

	/**
	 * Assertions for a variable that a run has set. The assertions for the run are
	 * available too.
	 */
	public static final class VariableAssert extends MutatorRunAssert {

		private final VariableChange change;

		VariableAssert(MutatorRun actual, VariableChange change, WritableAssertionInfo info) {
			super(actual);
			this.change = change;
			this.info.description(info.description());
		}

		/**
		 * Verify that the variable is secret.
		 * @return these assertions
		 */
		public VariableAssert asSecret() {
			if (!this.change.secret()) {
				throw failure("Expected %s to be secret, but %s set it as a plain variable", name(),
						this.change.mutator());
			}
			return this;
		}

		/**
		 * Verify that the variable is not secret.
		 * @return these assertions
		 */
		public VariableAssert asPlain() {
			if (this.change.secret()) {
				throw failure(
						"Expected %s to be a plain variable, but it is secret: its name says so or it was once put as"
								+ " a secret",
						name());
			}
			return this;
		}

		/**
		 * Verify the value of the variable. The message shows no value of a secret.
		 * @param value the expected value
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
		 * Verify the mutator that set the variable.
		 * @param mutatorName name of the mutator
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
		 * Verify the owner of the previous value.
		 * @param previousOwner name of an earlier mutator, or {@code request} for a
		 * variable from before the run
		 * @return these assertions
		 */
		public VariableAssert insteadOf(String previousOwner) {
			if (!previousOwner.equals(this.change.previousOwner())) {
				throw failure("Expected %s to be set instead of the value of %s, but %s", name(), previousOwner,
						(this.change.previousOwner() != null)
								? "before that it was set by " + this.change.previousOwner()
								: "it was not there before");
			}
			return this;
		}

		/**
		 * Verify the expiry of the variable.
		 * @param expiresAt the end of the lease
		 * @return these assertions
		 */
		public VariableAssert expiringAt(Instant expiresAt) {
			Objects.requireNonNull(expiresAt, "'expiresAt' must not be null");
			if (!expiresAt.equals(this.change.expiresAt())) {
				throw failure("Expected %s to expire at %s, but %s", name(), expiresAt,
						(this.change.expiresAt() != null) ? "it does at " + this.change.expiresAt()
								: this.change.mutator() + " declared no lease");
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

}
