package io.provisionhook;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Several interceptors as one, the first being the outermost, none of which can change an
 * outcome.
 */
final class GuardedInterceptors implements RunInterceptor {

	private static final Logger logger = System.getLogger(GuardedInterceptors.class.getName());

	private final List<RunInterceptor> interceptors;

	private GuardedInterceptors(List<RunInterceptor> interceptors) {
		this.interceptors = interceptors;
	}

	static RunInterceptor of(List<RunInterceptor> interceptors) {
		return interceptors.isEmpty() ? NONE : new GuardedInterceptors(List.copyOf(interceptors));
	}

	@Override
	public Completion beforeRun(ProvisionContext context) {
		return before((interceptor) -> interceptor.beforeRun(context));
	}

	@Override
	public Completion beforeFetch(ProvisionContext context, String mutatorName) {
		return before((interceptor) -> interceptor.beforeFetch(context, mutatorName));
	}

	@Override
	public Completion beforeMutator(ProvisionContext context, String mutatorName) {
		return before((interceptor) -> interceptor.beforeMutator(context, mutatorName));
	}

	@Override
	public void afterRun(ProvisionContext context, RunReport report) {
		this.interceptors.forEach((interceptor) -> guard(interceptor, () -> interceptor.afterRun(context, report)));
	}

	private Completion before(Function<RunInterceptor, Completion> call) {
		Deque<Completion> completions = new ArrayDeque<>(this.interceptors.size());
		for (RunInterceptor interceptor : this.interceptors) {
			guard(interceptor, () -> {
				Completion completion = call.apply(interceptor);
				if (completion != Completion.NONE) {
					completions.push(completion);
				}
			});
		}
		return completions.isEmpty() ? Completion.NONE : new GuardedCompletions(completions);
	}

	private static void guard(Object target, Runnable call) {
		try {
			call.run();
		}
		catch (RuntimeException | LinkageError | AssertionError | StackOverflowError ex) {
			// No message and no stack trace: either may hold what must not be logged
			logger.log(Level.WARNING, "Interceptor {0} failed with {1}; the run goes on without it",
					target.getClass().getName(), ex.getClass().getName());
		}
	}

	/**
	 * The completions of all interceptors, the innermost first.
	 */
	private record GuardedCompletions(Deque<Completion> completions) implements Completion {

		@Override
		public void left() {
			this.completions.forEach((completion) -> guard(completion, completion::left));
		}

		@Override
		public void ended(MutatorOutcome outcome, @Nullable ProvisionhookException error) {
			this.completions.forEach((completion) -> guard(completion, () -> completion.ended(outcome, error)));
		}

	}

}
