package io.provisionhook.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/**
 * Calls an action with many arguments concurrently.
 */
final class ConcurrentCalls {

	private static final int THREADS = 16;

	private ConcurrentCalls() {
	}

	static <T> List<T> filter(List<T> arguments, Predicate<T> action) {
		ExecutorService executor = Executors.newFixedThreadPool(THREADS);
		try {
			List<Future<Boolean>> outcomes = executor.invokeAll(
					arguments.stream().<Callable<Boolean>>map((argument) -> () -> action.test(argument)).toList());
			List<T> passed = new ArrayList<>();
			for (int index = 0; index < arguments.size(); index++) {
				if (outcomes.get(index).get()) {
					passed.add(arguments.get(index));
				}
			}
			return passed;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		catch (ExecutionException ex) {
			throw new AssertionError(ex.getCause());
		}
		finally {
			executor.shutdownNow();
		}
	}

}
