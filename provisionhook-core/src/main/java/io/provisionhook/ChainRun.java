package io.provisionhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.provisionhook.RunInterceptor.Completion;

/**
 * One run of a chain: all mutators on a private copy of the environment, which replaces
 * the caller's only if each of them passed.
 */
final class ChainRun {

	private final List<Registration> chain;

	private final RunInterceptor interceptor;

	private final ProvisionContext context;

	ChainRun(List<Registration> chain, RunInterceptor interceptor, ProvisionContext context) {
		this.chain = chain;
		this.interceptor = interceptor;
		this.context = context;
	}

	RunReport on(Map<String, String> target) {
		DefaultEnv env = DefaultEnv.copyOf(target);
		Completion completion = this.interceptor.beforeRun(this.context);
		ProvisionhookException failure = null;
		MutatorOutcome outcome = MutatorOutcome.FAILURE;
		try {
			RunReport report = runAll(env);
			env.applyTo(target);
			outcome = MutatorOutcome.SUCCESS;
			return report;
		}
		catch (ProvisionhookException ex) {
			failure = ex;
			throw ex;
		}
		finally {
			if (target instanceof DefaultEnv caller) {
				caller.shareSecretsOf(env);
			}
			completion.ended(outcome, withoutCause(failure));
		}
	}

	private RunReport runAll(DefaultEnv env) {
		List<MutatorReport> reports = new ArrayList<>(this.chain.size());
		long runStart = System.nanoTime();
		long start = runStart;
		for (Registration registration : this.chain) {
			runOne(registration, env);
			long end = System.nanoTime();
			reports.add(new MutatorReport(registration.name(), MutatorOutcome.SUCCESS, Duration.ofNanos(end - start)));
			start = end;
		}
		return new RunReport(reports, Duration.ofNanos(start - runStart));
	}

	private void runOne(Registration registration, DefaultEnv env) {
		Completion completion = this.interceptor.beforeMutator(this.context, registration.name());
		MutatorException failure = null;
		MutatorOutcome outcome = MutatorOutcome.FAILURE;
		try {
			registration.mutator().mutateEnv(this.context, env);
			outcome = MutatorOutcome.SUCCESS;
		}
		catch (OutOfMemoryError ex) {
			throw ex;
		}
		catch (Throwable ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			failure = new MutatorException(registration.name(), env.redactor().describe(ex), ex);
			throw failure;
		}
		finally {
			completion.ended(outcome, withoutCause(failure));
		}
	}

	private static @Nullable ProvisionhookException withoutCause(@Nullable ProvisionhookException failure) {
		return (failure != null) ? failure.withoutCause() : null;
	}

}
