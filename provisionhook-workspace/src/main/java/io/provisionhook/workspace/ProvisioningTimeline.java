package io.provisionhook.workspace;

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
 * The steps of a provisioning, the first of which is to wait in the queue. Each ends when
 * the next one begins, so there are no gaps, and if something fails, it is the last step.
 * Used by one thread at a time.
 */
final class ProvisioningTimeline {

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
	 * @param nanoTime returns the time in nanoseconds
	 */
	ProvisioningTimeline(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.start = nanoTime.getAsLong();
		this.current = new Started(Kind.QUEUE, "queue", this.start);
	}

	/**
	 * End the present step, which has passed, and begin another one.
	 * @param kind its kind
	 * @param name its name
	 */
	void begin(Kind kind, String name) {
		long now = this.nanoTime.getAsLong();
		end(now, MutatorOutcome.SUCCESS);
		this.current = new Started(kind, name, now);
		this.ended = false;
	}

	/**
	 * Let a runtime tell what it does in the present step.
	 * @param redactor takes secrets out of what it tells
	 * @return what to give to the runtime
	 */
	RuntimeProgress progress(SecretRedactor redactor) {
		Progress started = new Progress(redactor);
		this.progress = started;
		return started;
	}

	/**
	 * Keep the report of the run that is the present step.
	 * @param report what the run did
	 */
	void add(RunReport report) {
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
	 * @param outcome how it ended
	 */
	void end(MutatorOutcome outcome) {
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
	 * End the present step, unless it has ended, and report what was done so far.
	 * @param outcome how the step ended
	 * @return the report of the run with all steps
	 */
	RunReport report(MutatorOutcome outcome) {
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
	 * What a runtime tells during a step, from any thread.
	 */
	private final class Progress implements RuntimeProgress {

		private final SecretRedactor redactor;

		// One more than is shown, since that tells when the last one ended
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
