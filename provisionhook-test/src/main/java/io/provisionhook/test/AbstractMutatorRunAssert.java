package io.provisionhook.test;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

import io.provisionhook.ProvisionhookException;
import io.provisionhook.report.VariableChange;

/**
 * Assertions about a {@link MutatorRun}. No message shows the value of a secret variable.
 *
 * @param <SELF> the type of the assertions, for chaining
 * @since 0.1.0
 */
public abstract class AbstractMutatorRunAssert<SELF extends AbstractMutatorRunAssert<SELF>>
		extends AbstractAssert<SELF, MutatorRun> {

	AbstractMutatorRunAssert(MutatorRun actual, Class<?> selfType) {
		super(actual, selfType);
	}

	/**
	 * Verify that the run passed.
	 * @return these assertions
	 */
	public SELF hasPassed() {
		ProvisionhookException failure = runFailure();
		if (failure != null) {
			throw failure("Expected the run to pass, but it failed: %s", failure.getMessage());
		}
		return this.myself;
	}

	/**
	 * Verify that the run failed, whatever the reason.
	 * @return these assertions
	 */
	public SELF hasFailed() {
		if (runFailure() == null) {
			throw failure("Expected the run to fail, but it passed and %s", whatWasSet());
		}
		return this.myself;
	}

	/**
	 * Verify that the run failed for a reason.
	 * @param message the message that operators see, with secrets taken out, such as
	 * {@code provisionhook "vault-secrets": Vault is sealed}
	 * @return these assertions
	 */
	public SELF hasFailedBecause(String message) {
		ProvisionhookException failure = runFailure();
		if (failure == null) {
			throw failure("Expected the run to fail because%n  %s%nbut it passed and %s", message, whatWasSet());
		}
		if (!message.equals(failure.getMessage())) {
			throw failureWithActualExpected(failure.getMessage(), message,
					"Expected the run to fail because%n  %s%nbut it failed because%n  %s", message,
					failure.getMessage());
		}
		return this.myself;
	}

	/**
	 * Verify that the run set a variable: it passed, and gave the variable the value that
	 * it has in the end.
	 * @param name the variable's name
	 * @return assertions about that variable, from which those about the run go on
	 */
	public VariableAssert hasSet(String name) {
		hasPassed();
		VariableChange change = lastChange(name);
		if (change == null || !isSetting(change)) {
			throw failure("Expected the run to set %s, but %s; %s", name, whatHappenedTo(name, change, "nobody did"),
					whatWasSet());
		}
		return new VariableAssert(this.actual, change, this.info);
	}

	/**
	 * Verify which variables the run set: these, and no others. Variables that it removed
	 * don't count.
	 * @param names the names of the variables, in any order
	 * @return these assertions
	 */
	public SELF hasSetOnly(String... names) {
		hasPassed();
		Set<String> expected = new TreeSet<>(List.of(names));
		Set<String> set = namesSet();
		if (!expected.equals(set)) {
			throw failureWithActualExpected(set, expected, "Expected the run to set only %s, but it set %s%s%s",
					list(expected), list(set), difference("; not expected: ", set, expected),
					difference("; missing: ", expected, set));
		}
		return this.myself;
	}

	/**
	 * Verify that the run did not set a variable, perhaps because it removed it. The run
	 * has to have passed, since one that failed sets nothing.
	 * @param name the variable's name
	 * @return these assertions
	 */
	public SELF hasNotSet(String name) {
		hasPassed();
		VariableChange change = lastChange(name);
		if (change != null && isSetting(change)) {
			throw failure("Expected the run not to set %s, but it was set by %s", name, change.mutator());
		}
		return this.myself;
	}

	/**
	 * Verify that the run removed a variable that was there.
	 * @param name the variable's name
	 * @return these assertions
	 */
	public SELF hasRemoved(String name) {
		hasPassed();
		VariableChange change = lastChange(name);
		if (change == null || isSetting(change)) {
			throw failure("Expected the run to remove %s, but %s", name,
					whatHappenedTo(name, change, "it was not there before"));
		}
		return this.myself;
	}

	/**
	 * Verify that no mutator set, changed or removed a variable. The run has to have
	 * passed, since one that failed touches nothing.
	 * @param name the variable's name
	 * @return these assertions
	 */
	public SELF hasLeftUntouched(String name) {
		hasPassed();
		VariableChange change = lastChange(name);
		if (change != null) {
			throw failure("Expected the run to leave %s untouched, but it was %s by %s", name,
					isSetting(change) ? "set" : "removed", change.mutator());
		}
		return this.myself;
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
		return this.actual.before().containsKey(name) ? "it was there before and nobody changed it" : absent;
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

}
