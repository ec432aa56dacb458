package io.provisionhook.workspace.internal;

import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Env;

/**
 * Calls code that may fail with a secret of a workspace in its message: a failure becomes
 * a {@link ProvisioningException} that is redacted and names the step.
 */
public final class RedactedCall {

	private RedactedCall() {
	}

	/**
	 * Call code.
	 * @param step the name of the step
	 * @param env the environment whose secrets are redacted
	 * @param code the code
	 * @param <T> the type of the result
	 * @return the result
	 * @throws ProvisioningException if the code fails
	 */
	public static <T extends @Nullable Object> T call(String step, Env env, Callable<T> code)
			throws ProvisioningException {
		try {
			return code.call();
		}
		catch (Exception | LinkageError | AssertionError | StackOverflowError ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			throw new ProvisioningException(step, ex, env.redactor());
		}
		catch (OutOfMemoryError ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new ProvisioningException(step, ex);
		}
	}

	/**
	 * Call code without a result.
	 * @param step the name of the step
	 * @param env the environment whose secrets are redacted
	 * @param code the code
	 * @throws ProvisioningException if the code fails
	 */
	public static void run(String step, Env env, Action code) throws ProvisioningException {
		call(step, env, () -> {
			code.run();
			return step;
		});
	}

	/**
	 * Code without a result.
	 */
	@FunctionalInterface
	public interface Action {

		/**
		 * Run the code.
		 * @throws Exception if it fails
		 */
		void run() throws Exception;

	}

}
