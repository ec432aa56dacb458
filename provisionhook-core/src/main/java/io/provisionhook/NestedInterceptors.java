package io.provisionhook;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Two interceptors as one.
 *
 * @param outer called first before, and last after
 * @param inner called in between
 */
record NestedInterceptors(RunInterceptor outer, RunInterceptor inner) implements RunInterceptor {

	/**
	 * Make one of several.
	 * @param interceptors the interceptors, the outermost first
	 * @return an interceptor that does what they do, none of them changing an outcome
	 */
	static RunInterceptor of(List<RunInterceptor> interceptors) {
		return interceptors.stream()
			.map((interceptor) -> (RunInterceptor) new GuardedInterceptor(interceptor))
			.reduce(NestedInterceptors::new)
			.orElse(NONE);
	}

	@Override
	public Completion beforeRun(ProvisionContext context) {
		return new NestedCompletions(this.outer.beforeRun(context), this.inner.beforeRun(context));
	}

	@Override
	public Completion beforeFetch(ProvisionContext context, String mutatorName) {
		return new NestedCompletions(this.outer.beforeFetch(context, mutatorName),
				this.inner.beforeFetch(context, mutatorName));
	}

	@Override
	public Completion beforeMutator(ProvisionContext context, String mutatorName) {
		return new NestedCompletions(this.outer.beforeMutator(context, mutatorName),
				this.inner.beforeMutator(context, mutatorName));
	}

	@Override
	public void afterRun(ProvisionContext context, RunReport report) {
		this.inner.afterRun(context, report);
		this.outer.afterRun(context, report);
	}

	/**
	 * Two completions as one.
	 */
	private record NestedCompletions(Completion outer, Completion inner) implements Completion {

		@Override
		public void left() {
			this.inner.left();
			this.outer.left();
		}

		@Override
		public void ended(MutatorOutcome outcome, @Nullable ProvisionhookException error) {
			this.inner.ended(outcome, error);
			this.outer.ended(outcome, error);
		}

	}

}
