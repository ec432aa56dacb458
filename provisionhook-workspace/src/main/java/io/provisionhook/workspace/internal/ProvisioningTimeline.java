package io.provisionhook.workspace.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.PrintableText;
import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.ProvisioningStep;
import io.provisionhook.report.ProvisioningStep.Kind;
import io.provisionhook.report.RunReport;
import io.provisionhook.workspace.runtime.RuntimeProgress;

/**
 * The steps of a provisioning with their durations. The first step is the time in the
 * queue. A step ends when the next one begins, so there are no gaps, and a failure
 * belongs to the last step. Used by one thread at a time.
 */
public final class ProvisioningTimeline {

	private static final int MAX_SHOWN = PrintableText.MAX_NAME_LENGTH - "...".length();

	private final LongSupplier nanoTime;

	private final long start;

	private final List<ProvisioningStep> steps = new ArrayList<>();

	private RunReport run = RunReport.EMPTY;

	private Started current;

	private List<ProvisioningStep> parts = List.of();

	private @Nullable Progress progress;

	private int omitted;

	private boolean ended;

	/**
	 * Create a timeline that begins now.
	 * @param nanoTime a clock that counts nanoseconds
	 */
	public ProvisioningTimeline(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.start = nanoTime.getAsLong();
		this.current = new Started(Kind.QUEUE, "queue", this.start);
	}

	/**
	 * End the present step with success, and begin the next one.
	 * @param kind the kind of the next step
	 * @param name the name of the next step
	 */
	public void begin(Kind kind, String name) {
		long now = this.nanoTime.getAsLong();
		end(now, MutatorOutcome.SUCCESS);
		this.current = new Started(kind, name, now);
		this.ended = false;
	}

	/**
	 * Create an object by which a runtime reports its progress in the present step.
	 * @param redactor redacts the names of the steps
	 * @return the progress
	 */
	public RuntimeProgress progress(SecretRedactor redactor) {
		Progress started = new Progress(redactor);
		this.progress = started;
		return started;
	}

	/**
	 * Add the report of a run of the mutators to the present step.
	 * @param report the report
	 */
	public void add(RunReport report) {
		this.run = report;
		Duration offset = Duration.ofNanos(this.current.nanoTime() - this.start);
		this.parts = report.steps()
			.stream()
			.map((step) -> new ProvisioningStep(step.name(), step.kind(), step.startedAfter().plus(offset),
					step.duration(), step.outcome()))
			.toList();
	}

	/**
	 * End the present step, unless it has ended.
	 * @param outcome the outcome of the step
	 */
	public void end(MutatorOutcome outcome) {
		end(this.nanoTime.getAsLong(), outcome);
	}

	private void end(long now, MutatorOutcome outcome) {
		if (!this.ended) {
			this.ended = true;
			this.steps.add(step(this.current, now, outcome));
			this.steps.addAll(this.parts);
			this.parts = List.of();
			if (this.progress != null) {
				this.steps.addAll(this.progress.end(now, outcome));
				this.omitted += this.progress.omitted;
				this.progress = null;
			}
		}
	}

	private ProvisioningStep step(Started started, long end, MutatorOutcome outcome) {
		return new ProvisioningStep(PrintableText.of(started.name(), MAX_SHOWN), started.kind(),
				Duration.ofNanos(started.nanoTime() - this.start),
				Duration.ofNanos(Math.max(end - started.nanoTime(), 0)), outcome);
	}

	/**
	 * End the present step, unless it has ended, and create a report.
	 * @param outcome the outcome of the step
	 * @return the report of the run, with all steps so far
	 */
	public RunReport report(MutatorOutcome outcome) {
		end(outcome);
		List<ProvisioningStep> shown = new ArrayList<>(this.steps);
		for (int i = shown.size() - 1; i >= 0 && shown.size() > RunReport.MAX_STEPS; i--) {
			if (shown.get(i).kind().isPart()) {
				shown.remove(i);
			}
		}
		shown = shown.subList(0, Math.min(shown.size(), RunReport.MAX_STEPS));
		List<String> warnings = new ArrayList<>(this.run.warnings());
		int left = this.omitted + this.steps.size() - shown.size();
		if (left > 0) {
			warnings.add("and " + left + " more steps, which are left out of this report");
		}
		return new RunReport(this.run.mutators(), this.run.changes(), warnings, shown, this.run.duration());
	}

	/**
	 * A step that has begun.
	 */
	private record Started(Kind kind, String name, long nanoTime) {
	}

	/**
	 * The progress of a runtime during a step. Thread-safe.
	 */
	private final class Progress implements RuntimeProgress {

		private final SecretRedactor redactor;

		// One more than is shown, since its start is the end of the last one
		private final List<Started> begun = new ArrayList<>(0);

		private int omitted;

		private boolean over;

		private Progress(SecretRedactor redactor) {
			this.redactor = redactor;
		}

		@Override
		public synchronized void begin(String step) {
			if (!this.over) {
				if (this.begun.size() <= MAX_STEPS) {
					String name = String.valueOf(step);
					this.begun.add(new Started(Kind.RUNTIME,
							name.substring(0, Math.min(name.length(), PrintableText.MAX_NAME_LENGTH)),
							ProvisioningTimeline.this.nanoTime.getAsLong()));
				}
				if (this.begun.size() > MAX_STEPS) {
					this.omitted++;
				}
			}
		}

		private synchronized List<ProvisioningStep> end(long end, MutatorOutcome outcome) {
			this.over = true;
			List<ProvisioningStep> ended = new ArrayList<>(this.begun.size());
			for (int i = 0; i < Math.min(this.begun.size(), MAX_STEPS); i++) {
				Started step = this.begun.get(i);
				boolean last = i == this.begun.size() - 1;
				ended.add(step(new Started(step.kind(), this.redactor.redact(step.name()), step.nanoTime()),
						last ? end : this.begun.get(i + 1).nanoTime(), last ? outcome : MutatorOutcome.SUCCESS));
			}
			return ended;
		}

	}

}
