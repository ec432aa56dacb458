package io.provisionhook.workspace;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.Env;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.SideEffects;
import io.provisionhook.VariableRules;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.ProvisioningStep.Kind;
import io.provisionhook.report.RunReport;
import io.provisionhook.workspace.internal.KeyedSerialExecutor;
import io.provisionhook.workspace.internal.ProvisioningException;
import io.provisionhook.workspace.internal.ProvisioningTimeline;
import io.provisionhook.workspace.internal.RedactedCall;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Creates plans. Plans wait in the same queue as the workspaces to provision, so that the
 * number of concurrent requests to remote systems stays limited. Thread-safe.
 */
final class WorkspacePlanner {

	// A run ends at its deadline by itself, and its report contains more
	private static final Duration GRACE = Duration.ofSeconds(1);

	private final KeyedSerialExecutor executor;

	private final WorkspaceRuntime runtime;

	private final WorkspaceClock clock;

	private final Duration timeout;

	private final VariableRules rules;

	private final EnvironmentAssembler assembler;

	private final List<String> unreadSecretSources;

	WorkspacePlanner(WorkspaceHandler.Builder builder, WorkspaceRuntime runtime, TimeLimitedCalls calls,
			WorkspaceClock clock, KeyedSerialExecutor executor) {
		this.executor = executor;
		this.runtime = runtime;
		this.clock = clock;
		this.timeout = builder.timeout;
		this.rules = builder.rules;
		List<SecretSource> readable = new ArrayList<>();
		List<String> unread = new ArrayList<>();
		for (SecretSource source : builder.secretSources) {
			// A source does not know whether it is called for a plan
			if (source.sideEffects() == SideEffects.NONE) {
				readable.add(source);
			}
			else {
				unread.add(PrintableText.nameOf(source.getClass()));
			}
		}
		this.assembler = new EnvironmentAssembler(builder, runtime, calls, readable);
		this.unreadSecretSources = unread;
	}

	/**
	 * Create the plan of a workspace, on a thread of the executor.
	 * @param workspace the record that the workspace would have
	 * @param registry the mutators, if there are any
	 * @return the plan
	 * @throws InterruptedException if this thread is interrupted
	 * @throws WorkspaceHandlerClosedException if the executor is closed in the meantime
	 */
	WorkspacePlan plan(Workspace workspace, @Nullable Registry registry) throws InterruptedException {
		ProvisionContext context = this.clock.contextOf(workspace, this.timeout).forPlan();
		ProvisioningTimeline timeline = new ProvisioningTimeline(() -> this.clock.nanoTime(workspace));
		CompletableFuture<WorkspacePlan> plan = new CompletableFuture<>();
		this.executor
			.submit(workspace.id(), () -> complete(plan, context, registry, timeline), plan::completeExceptionally)
			.thenRun(() -> plan.cancel(false));
		try {
			return plan.get(this.timeout.plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			return failed(RunReport.EMPTY, false, "plan: timed out after " + this.timeout.toMillis() + " ms");
		}
		catch (ExecutionException ex) {
			return failed(RunReport.EMPTY, false,
					"plan: " + PrintableText.nameOf(Objects.requireNonNull(ex.getCause()).getClass()));
		}
		catch (CancellationException ex) {
			throw new WorkspaceHandlerClosedException();
		}
		finally {
			this.executor.cancellation(workspace.id()).run();
		}
	}

	private void complete(CompletableFuture<WorkspacePlan> plan, ProvisionContext context, @Nullable Registry registry,
			ProvisioningTimeline timeline) {
		try {
			plan.complete(plan(context, registry, timeline));
		}
		catch (Throwable ex) {
			plan.completeExceptionally(ex);
			throw ex;
		}
	}

	private WorkspacePlan plan(ProvisionContext context, @Nullable Registry registry, ProvisioningTimeline timeline) {
		Optional<BaseEnvironment> known = Optional.empty();
		try {
			timeline.begin(Kind.BASE_ENVIRONMENT, "base environment");
			known = RedactedCall.call("base environment", Env.of(Map.of()),
					() -> this.runtime.knownEnvironment(context.request()));
			BaseEnvironment base = known.orElse(BaseEnvironment.EMPTY);
			Env env = Env.onTopOf(base, this.rules);
			this.assembler.putBuiltIn(context, env, timeline);
			this.assembler.runMutators(registry, context, env, timeline);
			RunReport report = timeline.report(MutatorOutcome.SUCCESS);
			List<String> absent = RedactedCall.call("required variables", env,
					() -> this.assembler.missing(context.request(), base, env)
						.stream()
						.map((required) -> String.join("|", required.names()))
						.toList());
			boolean decided = known.isPresent() && this.unreadSecretSources.isEmpty()
					&& WorkspacePlan.wouldRun(report).isEmpty();
			return new WorkspacePlan(report, List.copyOf(env.keySet()), decided ? absent : List.of(),
					decided ? List.of() : absent, this.unreadSecretSources, known.isPresent(), null);
		}
		catch (ProvisioningException ex) {
			return failed(timeline.report(ex.outcome()), known.isPresent(), String.valueOf(ex.getMessage()));
		}
	}

	private WorkspacePlan failed(RunReport report, boolean baseKnown, String error) {
		return new WorkspacePlan(report, List.of(), List.of(), List.of(), this.unreadSecretSources, baseKnown, error);
	}

}
