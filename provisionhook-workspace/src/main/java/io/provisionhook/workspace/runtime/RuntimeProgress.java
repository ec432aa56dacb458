package io.provisionhook.workspace.runtime;

/**
 * Told by a {@link WorkspaceRuntime} what it is doing, so that the report of a workspace
 * has its steps: {@code progress.begin("pull image")}. A step lasts until the next one
 * begins, or until the runtime returns; if it throws, the last step is the one that
 * failed. One of the handler's is thread-safe, throws nothing, and takes up to
 * {@value #MAX_STEPS} steps for each call of the runtime; those beyond and those that are
 * told later are ignored.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RuntimeProgress {

	/**
	 * The number of steps that are taken for each call of a runtime.
	 */
	int MAX_STEPS = 100;

	/**
	 * Ignores what it is told.
	 */
	RuntimeProgress NONE = (step) -> {
	};

	/**
	 * Say what is being done from now on.
	 * @param step what it is, in a few words; characters that can't be shown are
	 * replaced, secrets of the workspace are taken out, and what is too long is cut
	 */
	void begin(String step);

}
