package io.provisionhook.workspace.runtime;

/**
 * Reports the steps of a call of a {@link WorkspaceRuntime}, for the report of the
 * workspace: {@code progress.begin("pull image")}. A step ends when the next one begins
 * or when the call returns. If the call fails, the last step has failed.
 * <p>
 * The implementation of the handler is thread-safe and throws no exceptions. It ignores
 * steps after the first {@value #MAX_STEPS} of a call, and steps after the end of the
 * call.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RuntimeProgress {

	/**
	 * The maximum number of steps of one call.
	 */
	int MAX_STEPS = 100;

	/**
	 * Progress that ignores all steps.
	 */
	RuntimeProgress NONE = (step) -> {
	};

	/**
	 * Begin a step.
	 * @param step a short name; control characters are replaced, secrets of the workspace
	 * are redacted, and a long name is shortened
	 */
	void begin(String step);

}
