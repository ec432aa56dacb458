package io.provisionhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Variables.Change;
import io.provisionhook.internal.DeadlineExceededException;
import io.provisionhook.internal.ThreadState;
import io.provisionhook.internal.TimeSource;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.ProvisioningStep;
import io.provisionhook.report.ProvisioningStep.Kind;
import io.provisionhook.report.RunReport;
import io.provisionhook.report.VariableAction;
import io.provisionhook.report.VariableChange;

/**
 * One mutator in one run: its fetch, if it has one, and its turn. What it writes is in a
 * layer of its own on top of what the turns before it wrote. If the turn passes, that is
 * applied; if it fails, that is dropped.
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
		return this.fetch.failure() != null && registration().policy().getOnFailure() == OnFailure.ABORT;
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
	 * Begin the turn. The time of the fetch counts too.
	 * @param below what the turns before it wrote
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
	 * Let the mutator do its work on this thread, unless it was given up on or its time
	 * is up.
	 * @return what failed, without secrets; {@code null} if it passed
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
	 * Return when the mutator came back, and what it threw was described, for the thread
	 * that called it.
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
			return RunCancelledException.at(name());
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
		Throwable described = (thrown instanceof RunCancelledException || thrown instanceof OutOfMemoryError) ? thrown
				: run().failureOf(registration(), thrown);
		this.returnedAt = run().time().nanoTime();
		return described;
	}

	private DeadlineExceededException late(StackTraceElement... stack) {
		if (this.fetch != null && this.fetch.failure() instanceof DeadlineExceededException late) {
			return late;
		}
		// The fetch is part of the time that the mutator had
		long allowed = Math.max(this.deadline - this.start + fetchDuration(), 0);
		return new DeadlineExceededException(Duration.ofNanos(allowed), stack);
	}

	/**
	 * Give the mutator up, and say so.
	 * @param cancelled whether that is because the run is, and not because it is late
	 * @return whether this ended the turn; if not, the mutator had come back before
	 */
	boolean giveUp(boolean cancelled) {
		boolean mine = giveUp(
				(stack) -> cancelled ? RunCancelledException.at(name()) : run().failureOf(registration(), late(stack)));
		if (mine) {
			if (!isEntered()) {
				openScope();
				scope().close();
			}
			stopScope();
		}
		return mine;
	}

	/**
	 * Apply what a turn that passed has written.
	 */
	void apply() {
		Variables layer = variables();
		this.changes = layer.changes();
		layer.apply();
	}

	@Override
	MutatorOutcome outcome() {
		Throwable failure = failure();
		if (failure instanceof RunCancelledException) {
			return MutatorOutcome.CANCELLED;
		}
		if (failure instanceof MutatorException error) {
			return ChainRun.outcomeOfFailure(registration(), error.isInterrupted());
		}
		return (failure != null) ? MutatorOutcome.FAILURE : MutatorOutcome.SUCCESS;
	}

	/**
	 * Return whether the turn after this one comes.
	 * @return whether the mutator passed or is to be skipped
	 */
	boolean goesOn() {
		MutatorOutcome outcome = outcome();
		return outcome == MutatorOutcome.SUCCESS || outcome == MutatorOutcome.SKIPPED;
	}

	void stopScope() {
		scope().stop(outcome(), (failure() instanceof ProvisionhookException error) ? error : null);
	}

	/**
	 * Return what the mutator sees and writes to.
	 * @return its layer
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
	 * Return how often there was a warning beyond those that are kept.
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
	 * Report the fetch, once it has ended, as a step of the run.
	 * @param runStart when the run began
	 * @param report what to add it to
	 */
	void reportFetch(long runStart, List<ProvisioningStep> report) {
		if (this.fetch != null) {
			report.add(this.fetch.step(runStart));
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
	 * Report what the mutator did to each variable.
	 * @param report what to add it to
	 */
	void reportChanges(List<VariableChange> report) {
		Secrets secrets = run().variables().secrets();
		for (Change change : this.changes) {
			VariableAction action = actionOf(change);
			if (action != null) {
				Variable before = change.before();
				Variable after = change.after();
				report.add(new VariableChange(after.name().shown(), action, name(),
						(before != null) ? before.owner() : null,
						after.name().secret() || secrets.isSecret(after.name().text()),
						(after.lease() != null) ? after.lease().end() : null));
			}
		}
	}

	private static @Nullable VariableAction actionOf(Change change) {
		String before = Variable.valueOf(change.before());
		String after = change.after().value();
		if (Objects.equals(before, after)
				&& Objects.equals(Variable.leaseOf(change.before()), change.after().lease())) {
			return null;
		}
		if (before == null) {
			return VariableAction.ADDED;
		}
		return (after != null) ? VariableAction.CHANGED : VariableAction.REMOVED;
	}

}
