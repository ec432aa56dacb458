package io.provisionhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Variables.Secrets;
import io.provisionhook.internal.AbandonedThreads;
import io.provisionhook.internal.DeadlineExceededException;
import io.provisionhook.internal.ListenerDispatcher;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.internal.TimeSource;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.ProvisioningStep;
import io.provisionhook.report.RunReport;
import io.provisionhook.report.VariableChange;

/**
 * One run of a chain. Starts all fetches and waits for them, lets a {@link ChainWorker}
 * execute the turns on another thread, and applies their writes if all turns succeeded.
 */
final class ChainRun {

	private final Settings settings;

	private final List<Registration> chain;

	private final ProvisionContext context;

	private final Variables variables;

	private final List<MutatorExecution> executions;

	private final List<String> warnings = new ArrayList<>(0);

	private final long start;

	/**
	 * Create a run.
	 * @param settings the settings of the registry
	 * @param chain a snapshot of the chain
	 * @param context the context for the mutators
	 * @param variables the environment to change
	 */
	ChainRun(Settings settings, List<Registration> chain, ProvisionContext context, Variables variables) {
		this.settings = settings;
		this.chain = chain;
		this.context = context;
		this.variables = variables;
		this.executions = new ArrayList<>(chain.size());
		this.start = time().nanoTime();
	}

	Settings settings() {
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
	 * @param target the map of the caller, if the variables of the run are a copy of it;
	 * it is changed as well
	 * @return the report
	 */
	RunReport execute(@Nullable Map<String, String> target) {
		ObservedScope scope = ObservedScope.of(this.settings.observer());
		scope.open((observer) -> observer.runStarted(this.context));
		MutatorOutcome outcome = MutatorOutcome.FAILURE;
		ProvisionhookException failure = null;
		RunReport report = RunReport.EMPTY;
		try {
			Variables written = write();
			markDerivedSecrets(written);
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
			outcome = ProvisionhookException.isCancellation(ex) ? MutatorOutcome.CANCELLED : MutatorOutcome.FAILURE;
			failure = ex.withReport(report);
			throw failure;
		}
		finally {
			shareSecrets();
			scope.close();
			scope.stop(outcome, failure);
			RunReport published = report;
			this.settings.publish(this.context.workspaceId(), (listener) -> listener.afterRun(this.context, published));
		}
	}

	private Variables write() {
		String refusal = this.settings.abandoned().refusal();
		if (refusal != null) {
			throw ProvisionhookException.refused(refusal, null);
		}
		requireNotInterrupted(this.chain.get(0));
		this.chain.forEach((registration) -> this.executions.add(new MutatorExecution(this, registration)));
		try {
			awaitFetches();
			return executeTurns();
		}
		finally {
			this.executions.forEach(MutatorExecution::cancelFetch);
		}
	}

	private void requireNotInterrupted(Registration registration) {
		if (Thread.currentThread().isInterrupted()) {
			throw ProvisionhookException.cancelled(registration.name());
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

	private Variables executeTurns() {
		Iterator<MutatorExecution> remaining = this.executions.iterator();
		Variables written = this.variables.layer();
		while (true) {
			ChainWorker worker = new ChainWorker(this, remaining, written);
			start(worker);
			MutatorExecution last = worker.await();
			if (!last.continuesRun()) {
				throw failureOf(last);
			}
			if (!remaining.hasNext()) {
				return written;
			}
			// An abandoned thread may still read the previous layer
			written = written.copyOfLayer();
		}
	}

	private void start(ChainWorker worker) {
		try {
			this.settings.executor().execute(this.settings.taskDecorator().apply(worker));
		}
		catch (RuntimeException ex) {
			throw ProvisionhookException.refused(
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

	// For example a URL that contains the password of another variable
	private void markDerivedSecrets(Variables written) {
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
				this.warnings.add("variable \"" + variable.name().printable() + "\" of \"" + variable.owner()
						+ "\" contains a secret and is treated as secret");
			});
	}

	// Secrets declared to the context are secrets of the environment as well
	private void shareSecrets() {
		this.variables.secrets().redactor().addAll(this.context.redactor());
	}

	/**
	 * Create the redacted exception for a failure of a mutator.
	 * @param registration the mutator
	 * @param failure the exception that it threw
	 * @return the exception to throw or to report
	 */
	MutatorException failureOf(Registration registration, Throwable failure) {
		if (failure instanceof DeadlineExceededException late) {
			return MutatorTimeoutException.of(registration.name(), late.getTimeout(), late);
		}
		shareSecrets();
		return MutatorException.of(registration.name(), failure, this.variables.secrets().redactor());
	}

	/**
	 * Return the outcome of a fetch or a turn that failed.
	 * @param registration the mutator
	 * @param interrupted whether it failed because its thread was interrupted
	 * @return the outcome
	 */
	static MutatorOutcome outcomeOfFailure(Registration registration, boolean interrupted) {
		boolean skips = registration.policy().getOnFailure() == MutatorPolicy.OnFailure.SKIP && !interrupted;
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
		omitted += truncate(warnings, RunReport.MAX_WARNINGS);
		addOmission(warnings, omitted, "warnings");
		addOmission(warnings, truncate(changes, RunReport.MAX_CHANGES), "changes");
		List<ProvisioningStep> steps = steps();
		addOmission(warnings, truncate(steps, RunReport.MAX_STEPS), "steps");
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

	private static int truncate(List<?> list, int maxSize) {
		int omitted = Math.max(list.size() - maxSize, 0);
		list.subList(list.size() - omitted, list.size()).clear();
		return omitted;
	}

	private static void addOmission(List<String> warnings, int omitted, String kind) {
		if (omitted > 0) {
			warnings.add("and " + omitted + " more " + kind + ", which are left out of this report");
		}
	}

	/**
	 * Settings that all runs of a registry share.
	 *
	 * @param rules the rules for variables
	 * @param conflicts action when a mutator changes a variable of an earlier mutator
	 * @param minimumLease minimum validity of a value without a warning
	 * @param timeout maximum duration of a run, {@code null} to leave it to the context
	 * @param listeners dispatches events to the listeners, {@code null} if there are none
	 * @param observer the observer, {@code null} if there is none
	 * @param executor runs the turns
	 * @param fetchExecutor runs the fetches
	 * @param taskDecorator propagates the caller's context to the threads of the
	 * executors
	 * @param abandoned the abandoned threads of the registry
	 */
	record Settings(VariableRules rules, Registry.ConflictPolicy conflicts, Duration minimumLease,
			@Nullable Duration timeout, @Nullable ListenerDispatcher<RunListener> listeners,
			@Nullable RunObserver observer, Executor executor, Executor fetchExecutor,
			UnaryOperator<Runnable> taskDecorator, AbandonedThreads abandoned) {

		ProvisionContext limit(ProvisionContext context) {
			return (this.timeout != null) ? context.within(this.timeout) : context;
		}

		/**
		 * Publish an event to the listeners.
		 * @param workspaceId the workspace of the event, empty if it has none
		 * @param event calls a listener
		 */
		void publish(String workspaceId, Consumer<RunListener> event) {
			if (this.listeners != null) {
				this.listeners.dispatch(workspaceId, (listener) -> ObservedScope.guard(listener, event));
			}
		}

		Settings withoutInstrumentation() {
			return new Settings(this.rules, this.conflicts, this.minimumLease, this.timeout, null, null, this.executor,
					this.fetchExecutor, this.taskDecorator, this.abandoned);
		}

	}

}
