package io.provisionhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.provisionhook.RunInterceptor.Completion;
import io.provisionhook.redaction.SecretRedactor;

/**
 * One run of a chain, as the thread sees it that called for it. It has others take the
 * turns, waits for them no longer than it may, and applies what they did if all of it
 * passed.
 */
final class ChainRun {

	private final RunContext run;

	private final List<TurnLog> logs = new ArrayList<>();

	private final List<MutatorReport> reports;

	private final List<String> warnings = new ArrayList<>(0);

	private final int length;

	private final TimeSource time;

	private final long start;

	ChainRun(RunContext run) {
		this.run = run;
		this.time = run.time();
		this.start = this.time.nanoTime();
		this.length = run.chain().size();
		this.reports = new ArrayList<>(this.length);
	}

	/**
	 * Run the chain.
	 * @param target what to change as well as the variables of the run, if it is not
	 * their environment
	 * @return what was done
	 */
	RunReport on(@Nullable Map<String, String> target) {
		RunInterceptor interceptor = this.run.settings().interceptor();
		Completion completion = interceptor.beforeRun(this.run.context());
		MutatorOutcome outcome = MutatorOutcome.FAILURE;
		ProvisionhookException failure = null;
		RunReport report = RunReport.EMPTY;
		try {
			Overlay overlay = takeTurns();
			findSecretsIn(overlay);
			if (target != null) {
				overlay.applyTo(target);
			}
			overlay.apply();
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
			this.run.redactor();
			completion.left();
			completion.ended(outcome, (failure != null) ? failure.withoutCause() : null);
			interceptor.afterRun(this.run.context(), report);
		}
	}

	// Such as a URL with a password that has a variable of its own
	private void findSecretsIn(Overlay overlay) {
		SecretRedactor redactor = this.run.redactor();
		if (redactor.isEmpty()) {
			return;
		}
		Secrets secrets = this.run.variables().secrets();
		Predicate<String> hasSecret = redactor.finder();
		overlay.present()
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

	private Overlay takeTurns() {
		this.run.settings().abandoned().requireFewerThanLimit();
		requireNotInterrupted(0);
		Fetches fetches = Fetches.start(this.run);
		try {
			return takeTurns(fetches);
		}
		finally {
			fetches.cancel();
		}
	}

	private Overlay takeTurns(Fetches fetches) {
		Overlay overlay = new Overlay(this.run.variables());
		int next = 0;
		while (next < this.length) {
			await(fetches.get(next), next);
			Leg leg = new Leg(this.run, fetches, overlay, next);
			if (leg.hasTime()) {
				execute(leg, next);
			}
			else {
				leg.run();
			}
			Throwable failure = waitFor(leg);
			next = keep(leg, next, fetches);
			if (failure != null) {
				skip(leg, next, fetches, failure);
				overlay = replay();
				next++;
			}
		}
		return overlay;
	}

	private void requireNotInterrupted(int index) {
		if (Thread.currentThread().isInterrupted()) {
			throw RunCancelledException.at(nameOf(index));
		}
	}

	private void await(@Nullable Fetch<?> fetch, int index) {
		requireNotInterrupted(index);
		if (fetch != null) {
			fetch.await();
			requireNotInterrupted(index);
		}
	}

	private void execute(Leg leg, int index) {
		RunSettings settings = this.run.settings();
		try {
			settings.executor().execute(settings.taskDecorator().apply(leg));
		}
		catch (RuntimeException ex) {
			throw RunRefusedException
				.because("no thread for \"" + nameOf(index) + "\": " + PrintableText.nameOf(ex.getClass()), ex);
		}
	}

	private @Nullable Throwable waitFor(Leg leg) {
		for (int position = leg.position(); position >= 0; position = leg.position()) {
			long deadline = leg.turns().deadline(position);
			boolean late = deadline - this.time.nanoTime() <= 0;
			boolean cancelled = Thread.currentThread().isInterrupted();
			if ((cancelled || late) && leg.take(position)) {
				return giveUp(leg, position, cancelled);
			}
			if (leg.isWorthWaiting(position, deadline)) {
				this.time.parkUntil(this, deadline);
			}
		}
		waitForEnd(leg);
		if (leg.wasInterrupted()) {
			Thread.currentThread().interrupt();
		}
		return leg.failure();
	}

	private ProvisionhookException giveUp(Leg leg, int index, boolean cancelled) {
		Registration registration = this.run.chain().get(index);
		DeadlineExceededException late = leg.abandon(index);
		ProvisionhookException failure = cancelled ? RunCancelledException.at(registration.name())
				: this.run.failureOf(registration, late);
		leg.end(index, RunContext.outcomeOf(registration, failure), failure);
		return failure;
	}

	// Instrumentation that hangs must not keep the run from ending
	private void waitForEnd(Leg leg) {
		long deadline = this.run.context().nanoDeadline();
		while (!leg.hasEnded() && !Thread.currentThread().isInterrupted() && deadline - this.time.nanoTime() > 0) {
			this.time.parkUntil(this, deadline);
		}
	}

	private int keep(Leg leg, int first, Fetches fetches) {
		int next = leg.next();
		for (int i = first; i < next; i++) {
			TurnLog log = leg.turns().log(i);
			if (log != null) {
				this.logs.add(log);
			}
			addReport(i, fetches, MutatorOutcome.SUCCESS, leg.turns().duration(i), null);
		}
		return next;
	}

	private void skip(Leg leg, int index, Fetches fetches, Throwable failure) {
		if (failure instanceof Error error) {
			throw error;
		}
		if (!(failure instanceof ProvisionhookException ended)) {
			throw new IllegalStateException(failure);
		}
		MutatorOutcome outcome = RunContext.outcomeOf(this.run.chain().get(index), ended);
		addReport(index, fetches, outcome, this.time.nanoTime() - leg.turns().start(index), describe(ended));
		if (outcome != MutatorOutcome.SKIPPED) {
			throw ended;
		}
	}

	private static @Nullable String describe(ProvisionhookException failure) {
		return (failure instanceof MutatorException mutator) ? mutator.getDescription() : failure.getMessage();
	}

	private void addReport(int index, Fetches fetches, MutatorOutcome outcome, long duration, @Nullable String error) {
		Fetch<?> fetch = fetches.get(index);
		this.reports.add(new MutatorReport(nameOf(index), outcome, Duration.ofNanos(duration),
				(fetch != null) ? Duration.ofNanos(fetch.duration()) : null, error));
	}

	private Overlay replay() {
		Overlay overlay = new Overlay(this.run.variables());
		this.logs.forEach((log) -> log.replayOn(overlay));
		return overlay;
	}

	private RunReport report(boolean applied) {
		List<VariableChange> changes = new ArrayList<>(this.logs.size());
		List<String> warnings = new ArrayList<>(this.warnings);
		int omitted = 0;
		for (TurnLog log : this.logs) {
			warnings.addAll(log.warnings());
			omitted += log.omittedWarnings();
			if (applied) {
				log.report(this.run.variables().secrets(), changes);
			}
		}
		omitted += cut(warnings, RunReport.MAX_WARNINGS);
		addOmission(warnings, omitted, "warnings");
		addOmission(warnings, cut(changes, RunReport.MAX_CHANGES), "changes");
		return new RunReport(this.reports, changes, warnings, Duration.ofNanos(this.time.nanoTime() - this.start));
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

	private String nameOf(int index) {
		return this.run.chain().get(index).name();
	}

}
