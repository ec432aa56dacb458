package io.provisionhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Variables.Change;
import io.provisionhook.Variables.Secrets;
import io.provisionhook.Variables.Variable;
import io.provisionhook.internal.DeadlineExceededException;
import io.provisionhook.internal.ThreadState;
import io.provisionhook.internal.TimeSource;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.ProvisioningStep;
import io.provisionhook.report.ProvisioningStep.Kind;
import io.provisionhook.report.RunReport;
import io.provisionhook.report.VariableChange;

/**
 * Execution of one mutator in one run: its fetch, if it has one, and its turn. The writes
 * go to a layer on top of those of the earlier turns. If the turn succeeds, the layer is
 * applied; if it fails, the layer is dropped.
 */
final class MutatorExecution extends PluginCall {

	private final @Nullable Fetch<?> fetch;

	private @Nullable Variables written;

	private List<Change> changes = List.of();

	private List<String> warnings = List.of();

	private int omittedWarnings;

	private long start;

	private long deadline;

	private volatile long calledAt;

	private long returnedAt;

	MutatorExecution(ChainRun run, Registration registration) {
		super(run, registration);
		this.fetch = (registration.mutator() instanceof FetchingEnvMutator<?> mutator)
				? new Fetch<>(mutator, registration, run) : null;
	}

	String name() {
		return registration().name();
	}

	void startFetch() {
		if (this.fetch != null) {
			this.fetch.start();
		}
	}

	/**
	 * Wait for the fetch.
	 * @return whether it failed in a way that aborts the run
	 */
	boolean awaitFetch() {
		if (this.fetch == null) {
			return false;
		}
		this.fetch.await();
		return this.fetch.failure() != null && registration().policy().getOnFailure() == MutatorPolicy.OnFailure.ABORT;
	}

	void cancelFetch() {
		if (this.fetch != null) {
			this.fetch.cancel();
		}
	}

	private long fetchDuration() {
		return (this.fetch != null) ? this.fetch.duration() : 0;
	}

	/**
	 * Begin the turn. Its timeout includes the duration of the fetch.
	 * @param below the writes of the earlier turns
	 * @param now the time
	 */
	void begin(Variables below, long now) {
		long own = now + registration().policy().timeoutNanos() - fetchDuration();
		long ofRun = run().context().nanoDeadline();
		this.written = below.layer();
		this.deadline = (own - ofRun < 0) ? own : ofRun;
		this.start = now;
		this.calledAt = now;
	}

	@Override
	protected long deadline() {
		return this.deadline;
	}

	@Override
	protected boolean hasTime() {
		return this.calledAt - this.deadline < 0;
	}

	/**
	 * Call the mutator on this thread, unless the turn was abandoned or its deadline has
	 * passed.
	 * @return the redacted failure; {@code null} if the turn succeeded
	 */
	@Nullable Throwable call() {
		if (openScope()) {
			this.calledAt = run().time().nanoTime();
		}
		Throwable thrown = hasTime() ? mutate() : late();
		this.returnedAt = run().time().nanoTime();
		if (thrown == null && this.returnedAt - this.deadline > 0) {
			thrown = late();
		}
		return (thrown != null) ? describe(thrown) : null;
	}

	/**
	 * Return when the mutator had returned and its failure was described. For the thread
	 * of the call only.
	 * @return the time by {@link TimeSource#nanoTime()}
	 */
	long returnedAt() {
		return this.returnedAt;
	}

	private boolean openScope() {
		return scope().open((observer) -> observer.turnStarted(run().context(), name()));
	}

	private @Nullable Throwable mutate() {
		if (isEnded() || Thread.currentThread().isInterrupted()) {
			return ProvisionhookException.cancelled(name());
		}
		ThreadState state = ThreadState.current();
		MutatorEnv env = new MutatorEnv(this);
		Throwable thrown = null;
		try {
			mutate(run().context().until(this.deadline), env);
		}
		catch (Throwable ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			thrown = ex;
		}
		Throwable misuse = env.close();
		state.restore();
		return (thrown != null) ? thrown : misuse;
	}

	private void mutate(ProvisionContext context, Env env) throws Throwable {
		if (this.fetch != null) {
			this.fetch.apply(context, env);
		}
		else {
			registration().mutator().mutateEnv(context, env);
		}
	}

	private Throwable describe(Throwable thrown) {
		boolean asIs = ProvisionhookException.isCancellation(thrown) || thrown instanceof OutOfMemoryError;
		Throwable described = asIs ? thrown : run().failureOf(registration(), thrown);
		this.returnedAt = run().time().nanoTime();
		return described;
	}

	private DeadlineExceededException late(StackTraceElement... stack) {
		if (this.fetch != null && this.fetch.failure() instanceof DeadlineExceededException late) {
			return late;
		}
		// The timeout of the mutator includes the fetch
		long allowed = Math.max(this.deadline - this.start + fetchDuration(), 0);
		return new DeadlineExceededException(Duration.ofNanos(allowed), stack);
	}

	/**
	 * Abandon the turn and notify the observer.
	 * @param cancelled whether the run was cancelled; if not, the turn is late
	 * @return whether this ended the turn; if not, the mutator had returned before
	 */
	boolean abandon(boolean cancelled) {
		boolean ended = abandon((stack) -> cancelled ? ProvisionhookException.cancelled(name())
				: run().failureOf(registration(), late(stack)));
		if (ended) {
			if (!isEntered()) {
				openScope();
				scope().close();
			}
			stopScope();
		}
		return ended;
	}

	/**
	 * Apply the writes of this turn, which succeeded.
	 */
	void apply() {
		Variables layer = variables();
		this.changes = layer.changes();
		layer.apply();
	}

	@Override
	MutatorOutcome outcome() {
		Throwable failure = failure();
		if (ProvisionhookException.isCancellation(failure)) {
			return MutatorOutcome.CANCELLED;
		}
		if (failure instanceof MutatorException error) {
			return ChainRun.outcomeOfFailure(registration(), error.isInterrupted());
		}
		return (failure != null) ? MutatorOutcome.FAILURE : MutatorOutcome.SUCCESS;
	}

	/**
	 * Return whether the run continues with the next turn.
	 * @return whether the mutator succeeded or is skipped
	 */
	boolean continuesRun() {
		MutatorOutcome outcome = outcome();
		return outcome == MutatorOutcome.SUCCESS || outcome == MutatorOutcome.SKIPPED;
	}

	void stopScope() {
		scope().stop(outcome(), (failure() instanceof ProvisionhookException error) ? error : null);
	}

	/**
	 * Return the layer of this turn.
	 * @return the variables that the mutator reads and writes
	 */
	Variables variables() {
		return Objects.requireNonNull(this.written);
	}

	void warn(String warning) {
		if (this.warnings.isEmpty()) {
			this.warnings = new ArrayList<>(2);
		}
		if (!this.warnings.contains(warning)) {
			if (this.warnings.size() < RunReport.MAX_WARNINGS) {
				this.warnings.add(warning);
			}
			else {
				this.omittedWarnings++;
			}
		}
	}

	List<String> warnings() {
		return (failure() == null) ? this.warnings : List.of();
	}

	/**
	 * Return the number of warnings beyond the limit.
	 * @return the number of warnings
	 */
	int omittedWarnings() {
		return (failure() == null) ? this.omittedWarnings : 0;
	}

	@Override
	Kind kind() {
		return Kind.TURN;
	}

	@Override
	long startTime() {
		return this.calledAt;
	}

	/**
	 * Report the fetch, if there is one, as a step of the run.
	 * @param runStart the start of the run
	 * @param steps the list to add the step to
	 */
	void reportFetch(long runStart, List<ProvisioningStep> steps) {
		if (this.fetch != null) {
			steps.add(this.fetch.step(runStart));
		}
	}

	MutatorReport report() {
		Throwable failure = failure();
		return new MutatorReport(name(), outcome(), Duration.ofNanos(duration()),
				(this.fetch != null) ? Duration.ofNanos(fetchDuration()) : null,
				(failure instanceof MutatorException mutator) ? mutator.getDescription()
						: (failure != null) ? failure.getMessage() : null);
	}

	/**
	 * Report the changes of the variables.
	 * @param report the list to add the changes to
	 */
	void reportChanges(List<VariableChange> report) {
		Secrets secrets = run().variables().secrets();
		for (Change change : this.changes) {
			VariableChange.Action action = actionOf(change);
			if (action != null) {
				Variable before = change.before();
				Variable after = change.after();
				report.add(new VariableChange(after.name().printable(), action, name(),
						(before != null) ? before.owner() : null,
						after.name().secret() || secrets.isSecret(after.name().text()),
						(after.lease() != null) ? after.lease().end() : null));
			}
		}
	}

	private static VariableChange.@Nullable Action actionOf(Change change) {
		String before = Variable.valueOf(change.before());
		String after = change.after().value();
		if (Objects.equals(before, after)
				&& Objects.equals(Variable.leaseOf(change.before()), change.after().lease())) {
			return null;
		}
		if (before == null) {
			return VariableChange.Action.ADDED;
		}
		return (after != null) ? VariableChange.Action.CHANGED : VariableChange.Action.REMOVED;
	}

}
