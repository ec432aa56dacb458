package io.provisionhook.workspace;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Env;

/**
 * A step on the way to a running workspace.
 *
 * @param <T> what the step returns
 */
@FunctionalInterface
interface RedactedCall<T extends @Nullable Object> {

	T run() throws Exception;

	static <T extends @Nullable Object> T call(String name, Env env, RedactedCall<T> step) throws ProvisioningException {
		try {
			return step.run();
		}
		catch (Exception | LinkageError | AssertionError | StackOverflowError ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			throw new ProvisioningException(name, ex, env.redactor());
		}
		catch (OutOfMemoryError ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new ProvisioningException(name, ex);
		}
	}

	static void run(String name, Env env, Action action) throws ProvisioningException {
		call(name, env, () -> {
			action.run();
			return name;
		});
	}

	/**
	 * A step that returns nothing.
	 */
	@FunctionalInterface
	interface Action {

		void run() throws Exception;

	}

}
