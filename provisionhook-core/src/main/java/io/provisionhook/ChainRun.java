package io.provisionhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.DeadlineExceededException;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.internal.TimeSource;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.ProvisioningStep;
import io.provisionhook.report.RunReport;
import io.provisionhook.report.VariableChange;

/**
 * One run of a chain. It starts the fetches together and waits for them, has one other
 * thread take the turns, and applies what these wrote if all of them passed.
 */
final class ChainRun {

	private final RunSettings settings;

	private final List<Registration> chain;

	private final ProvisionContext context;

	private final Variables variables;

	private final List<MutatorExecution> executions;

	private final List<String> warnings = new ArrayList<>(0);

	private final long start;

	/**
	 * Create a run.
	 * @param settings the settings of the registry
	 * @param chain the mutators as they are now
	 * @param context what the mutators are told
	 * @param variables the environment that the run is to change
	 */
	ChainRun(RunSettings settings, List<Registration> chain, ProvisionContext context, Variables variables) {
		this.settings = settings;
		this.chain = chain;
		this.context = context;
		this.variables = variables;
		this.executions = new ArrayList<>(chain.size());
		this.start = time().nanoTime();
	}

	RunSettings settings() {
		return this.settings;
	}

	ProvisionContext context() {
		return this.context;
	}

	Variables variables() {
		return this.variables;
	}

	TimeSource time() {
		return this.context.time();
	}

	/**
	 * Run the chain.
	 * @param target what to change as well as the variables of the run, if it is not
	 * their environment
	 * @return what was done
	 */
	RunReport on(@Nullable Map<String, String> target) {
		ObservedScope scope = ObservedScope.of(this.settings.observer());
		scope.open((observer) -> observer.runStarted(this.context));
		MutatorOutcome outcome = MutatorOutcome.FAILURE;
		ProvisionhookException failure = null;
		RunReport report = RunReport.EMPTY;
		try {
			Variables written = write();
			findSecretsIn(written);
			if (target != null) {
				written.applyTo(target);
			}
			written.apply();
			outcome = MutatorOutcome.SUCCESS;
			report = report(true);
			return report;
		}
		catch (ProvisionhookException ex) {
			report = report(false);
			outcome = (ex instanceof RunCancelledException) ? MutatorOutcome.CANCELLED : MutatorOutcome.FAILURE;
			failure = ex.withReport(report);
			throw failure;
		}
		finally {
			shareSecrets();
			scope.close();
			scope.stop(outcome, failure);
			RunReport told = report;
			this.settings.tell(this.context.workspaceId(), (listener) -> listener.afterRun(this.context, told));
		}
	}

	private Variables write() {
		String refusal = this.settings.abandoned().refusal();
		if (refusal != null) {
			throw RunRefusedException.because(refusal, null);
		}
		requireNotInterrupted(this.chain.get(0));
		this.chain.forEach((registration) -> this.executions.add(new MutatorExecution(this, registration)));
		try {
			awaitFetches();
			return takeTurns();
		}
		finally {
			this.executions.forEach(MutatorExecution::cancelFetch);
		}
	}

	private void requireNotInterrupted(Registration registration) {
		if (Thread.currentThread().isInterrupted()) {
			throw RunCancelledException.at(registration.name());
		}
	}

	private void awaitFetches() {
		this.executions.forEach(MutatorExecution::startFetch);
		for (MutatorExecution execution : this.executions) {
			boolean aborts = execution.awaitFetch();
			requireNotInterrupted(execution.registration());
			if (aborts) {
				return;
			}
		}
	}

	private Variables takeTurns() {
		Iterator<MutatorExecution> remaining = this.executions.iterator();
		Variables written = this.variables.layer();
		while (true) {
			ChainWorker worker = new ChainWorker(this, remaining, written);
			execute(worker);
			MutatorExecution last = worker.await();
			if (!last.goesOn()) {
				throw failureOf(last);
			}
			if (!remaining.hasNext()) {
				return written;
			}
			// A thread that was given up on may still read the layer that it had
			written = written.copyOfLayer();
		}
	}

	private void execute(ChainWorker worker) {
		try {
			this.settings.executor().execute(this.settings.taskDecorator().apply(worker));
		}
		catch (RuntimeException ex) {
			throw RunRefusedException.because(
					"no thread for \"" + worker.current().name() + "\": " + PrintableText.nameOf(ex.getClass()),
					this.variables.secrets().redactor().redact(ex));
		}
	}

	private static ProvisionhookException failureOf(MutatorExecution execution) {
		Throwable failure = execution.failure();
		if (failure instanceof Error error) {
			throw error;
		}
		if (!(failure instanceof ProvisionhookException ended)) {
			throw new IllegalStateException(failure);
		}
		return ended;
	}

	// Such as a URL with a password that has a variable of its own
	private void findSecretsIn(Variables written) {
		shareSecrets();
		Secrets secrets = written.secrets();
		if (secrets.redactor().isEmpty()) {
			return;
		}
		Predicate<String> hasSecret = secrets.redactor().finder();
		written.present()
			.stream()
			.filter((variable) -> !variable.name().secret() && !secrets.isSecret(variable.name().text()))
			.filter((variable) -> hasSecret.test(Objects.requireNonNull(variable.value())))
			.sorted(Comparator.comparing((variable) -> variable.name().text()))
			.forEach((variable) -> {
				secrets.addName(variable.name().text());
				this.warnings.add("variable \"" + variable.name().shown() + "\" of \"" + variable.owner()
						+ "\" contains a secret, so it counts as one");
			});
	}

	// What was declared to the context is secret in the environment as well
	private void shareSecrets() {
		this.variables.secrets().redactor().addAll(this.context.redactor());
	}

	/**
	 * Say without secrets what failed.
	 * @param registration the mutator that failed
	 * @param failure what it threw
	 * @return what to throw or to report
	 */
	MutatorException failureOf(Registration registration, Throwable failure) {
		if (failure instanceof DeadlineExceededException late) {
			return MutatorTimeoutException.of(registration.name(), late.getTimeout(), late);
		}
		shareSecrets();
		return MutatorException.of(registration.name(), failure, this.variables.secrets().redactor());
	}

	/**
	 * Return what it means for the run that a mutator fails.
	 * @param registration the mutator
	 * @param interrupted whether that is because its thread was interrupted
	 * @return how its fetch or its turn ended
	 */
	static MutatorOutcome outcomeOfFailure(Registration registration, boolean interrupted) {
		boolean skips = registration.policy().getOnFailure() == OnFailure.SKIP && !interrupted;
		return skips ? MutatorOutcome.SKIPPED : MutatorOutcome.FAILURE;
	}

	private RunReport report(boolean applied) {
		List<MutatorReport> reports = new ArrayList<>(this.executions.size());
		List<VariableChange> changes = new ArrayList<>();
		List<String> warnings = new ArrayList<>(this.warnings);
		int omitted = 0;
		for (MutatorExecution execution : this.executions) {
			if (execution.isEnded()) {
				reports.add(execution.report());
				warnings.addAll(execution.warnings());
				omitted += execution.omittedWarnings();
				if (applied) {
					execution.reportChanges(changes);
				}
			}
		}
		omitted += cut(warnings, RunReport.MAX_WARNINGS);
		addOmission(warnings, omitted, "warnings");
		addOmission(warnings, cut(changes, RunReport.MAX_CHANGES), "changes");
		List<ProvisioningStep> steps = steps();
		addOmission(warnings, cut(steps, RunReport.MAX_STEPS), "steps");
		return new RunReport(reports, changes, warnings, steps, Duration.ofNanos(time().nanoTime() - this.start));
	}

	private List<ProvisioningStep> steps() {
		List<ProvisioningStep> fetches = new ArrayList<>();
		List<ProvisioningStep> turns = new ArrayList<>(this.executions.size());
		for (MutatorExecution execution : this.executions) {
			execution.reportFetch(this.start, fetches);
			if (execution.isEnded()) {
				turns.add(execution.step(this.start));
			}
		}
		fetches.addAll(turns);
		return fetches;
	}

	private static int cut(List<?> list, int maxSize) {
		int omitted = Math.max(list.size() - maxSize, 0);
		list.subList(list.size() - omitted, list.size()).clear();
		return omitted;
	}

	private static void addOmission(List<String> warnings, int omitted, String what) {
		if (omitted > 0) {
			warnings.add("and " + omitted + " more " + what + ", which are left out of this report");
		}
	}

}
