package io.provisionhook.workspace;

import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Env;

/**
 * Calls code that may fail with a secret of a workspace in its message: a failure becomes
 * a {@link ProvisioningException} that is redacted and names the step.
 */
final class RedactedCall {

	private RedactedCall() {
	}

	static <T extends @Nullable Object> T call(String step, Env env, Callable<T> code) throws ProvisioningException {
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

	static void run(String step, Env env, Action code) throws ProvisioningException {
		call(step, env, () -> {
			code.run();
			return step;
		});
	}

	/**
	 * Code without a result.
	 */
	@FunctionalInterface
	interface Action {

		void run() throws Exception;

	}

}
