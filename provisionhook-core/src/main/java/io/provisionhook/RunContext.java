package io.provisionhook;

import io.provisionhook.redaction.SecretRedactor;

/**
 * What the threads of one run have in common.
 *
 * @param settings the settings of the registry
 * @param chain the mutators as they were when the run began
 * @param context what the mutators are told
 * @param variables the environment that the run is to change
 */
record RunContext(RunSettings settings, Chain chain, ProvisionContext context, Variables variables) {

	TimeSource time() {
		return this.context.time();
	}

	/**
	 * Say without secrets what failed.
	 * @param registration the mutator that failed
	 * @param failure what it threw
	 * @return what to throw or to report
	 */
	MutatorException failureOf(Registration registration, Throwable failure) {
		if (failure instanceof DeadlineExceededException late) {
			return MutatorTimeoutException.of(registration.name(), late.getTimeout(), late);
		}
		return MutatorException.of(registration.name(), redactor().describe(failure), failure);
	}

	/**
	 * Return the redactor of the environment, which knows what has been declared to the
	 * context as well.
	 * @return the redactor
	 */
	SecretRedactor redactor() {
		SecretRedactor redactor = this.variables.secrets().redactor();
		redactor.addAll(this.context.redactor());
		return redactor;
	}

	/**
	 * Return what becomes of the run when a mutator has failed.
	 * @param registration the mutator
	 * @param failure how it failed
	 * @return how its turn ended
	 */
	static MutatorOutcome outcomeOf(Registration registration, Throwable failure) {
		if (failure instanceof RunCancelledException) {
			return MutatorOutcome.CANCELLED;
		}
		boolean skips = registration.policy().getOnFailure() == OnFailure.SKIP;
		return (skips && failure instanceof MutatorException && !(failure.getCause() instanceof InterruptedException))
				? MutatorOutcome.SKIPPED : MutatorOutcome.FAILURE;
	}

}
