package io.provisionhook.autoconfigure.metrics;

import java.util.Optional;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.ProvisioningStep;
import io.provisionhook.report.ProvisioningStep.Kind;
import io.provisionhook.report.RunReport;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceListener;

/**
 * Counts provisioned workspaces by outcome: {@code SUCCESS}, {@code FAILURE} with the
 * failed step, or {@code CANCELLED}. All counters start at 0.
 */
final class WorkspaceMetrics implements WorkspaceListener {

	private static final String NONE = "none";

	private final MeterProvider<Counter> counters;

	WorkspaceMetrics(MeterRegistry meters) {
		this.counters = Counter.builder("provisionhook.provisionings")
			.description("Workspaces that were started, or were not, by outcome and the step that failed")
			.withRegistry(meters);
		Stream.of(MutatorOutcome.SUCCESS, MutatorOutcome.FAILURE, MutatorOutcome.CANCELLED)
			.forEach((outcome) -> counter(outcome, NONE));
		Stream.of(Kind.values())
			.filter((kind) -> !kind.isPart())
			.forEach((kind) -> counter(MutatorOutcome.FAILURE, kind.name()));
	}

	private Counter counter(MutatorOutcome outcome, String step) {
		return this.counters.withTags("outcome", outcome.name(), "step", step);
	}

	@Override
	public void onChange(Workspace workspace) {
		switch (workspace.state()) {
			case RUNNING -> running(workspace);
			case FAILED -> failed(workspace.report());
			case STOPPED -> stopped(workspace.report());
			case PROVISIONING -> {
			}
		}
	}

	// With an error, a restart failed and the workspace still runs
	private void running(Workspace workspace) {
		if (workspace.lastSampleError() == null) {
			counter(MutatorOutcome.SUCCESS, NONE).increment();
		}
	}

	// Without a report it was interrupted. If all steps of the report passed, it has run
	private void failed(@Nullable RunReport report) {
		if (report == null) {
			counter(MutatorOutcome.FAILURE, NONE).increment();
			return;
		}
		lastStep(report).ifPresent((step) -> {
			switch (step.outcome()) {
				case FAILURE -> counter(MutatorOutcome.FAILURE, step.kind().name()).increment();
				case CANCELLED -> counter(MutatorOutcome.CANCELLED, NONE).increment();
				default -> {
				}
			}
		});
	}

	private void stopped(@Nullable RunReport report) {
		if (report == null) {
			counter(MutatorOutcome.CANCELLED, NONE).increment();
		}
	}

	private static Optional<ProvisioningStep> lastStep(RunReport report) {
		return report.steps().stream().filter((step) -> !step.kind().isPart()).reduce((first, second) -> second);
	}

}
