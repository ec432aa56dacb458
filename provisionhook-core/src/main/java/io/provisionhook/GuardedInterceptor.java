package io.provisionhook;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * An interceptor that can't change an outcome, whatever the one in it throws.
 */
final class GuardedInterceptor implements RunInterceptor {

	private static final Logger logger = System.getLogger(GuardedInterceptor.class.getName());

	private final RunInterceptor interceptor;

	GuardedInterceptor(RunInterceptor interceptor) {
		this.interceptor = interceptor;
	}

	@Override
	public Completion beforeRun(ProvisionContext context) {
		return before(() -> this.interceptor.beforeRun(context));
	}

	@Override
	public Completion beforeFetch(ProvisionContext context, String mutatorName) {
		return before(() -> this.interceptor.beforeFetch(context, mutatorName));
	}

	@Override
	public Completion beforeMutator(ProvisionContext context, String mutatorName) {
		return before(() -> this.interceptor.beforeMutator(context, mutatorName));
	}

	@Override
	public void afterRun(ProvisionContext context, RunReport report) {
		guard(this.interceptor, () -> {
			this.interceptor.afterRun(context, report);
			return Completion.NONE;
		});
	}

	private Completion before(Supplier<Completion> call) {
		Completion completion = guard(this.interceptor, call);
		return (completion != Completion.NONE) ? new GuardedCompletion(completion) : Completion.NONE;
	}

	private static Completion guard(Object target, Supplier<Completion> call) {
		try {
			return Objects.requireNonNull(call.get());
		}
		catch (OutOfMemoryError ex) {
			throw ex;
		}
		catch (Throwable ex) {
			// No message and no stack trace: either may hold what must not be logged
			logger.log(Level.WARNING, "Interceptor {0} failed with {1}; the run goes on without it",
					PrintableText.of(target.getClass().getName()), PrintableText.of(ex.getClass().getName()));
			return Completion.NONE;
		}
	}

	/**
	 * The same for a completion.
	 *
	 * @param completion the completion
	 */
	private record GuardedCompletion(Completion completion) implements Completion {

		@Override
		public void left() {
			guard(this.completion, () -> {
				this.completion.left();
				return Completion.NONE;
			});
		}

		@Override
		public void ended(MutatorOutcome outcome, @Nullable ProvisionhookException error) {
			guard(this.completion, () -> {
				this.completion.ended(outcome, error);
				return Completion.NONE;
			});
		}

	}

}
