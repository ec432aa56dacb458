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
 * Does the same with many things at once.
 */
final class Together {

	private static final int THREADS = 16;

	private Together() {
	}

	static <T> List<T> filter(List<T> things, Predicate<T> action) {
		ExecutorService executor = Executors.newFixedThreadPool(THREADS);
		try {
			List<Future<Boolean>> outcomes = executor
				.invokeAll(things.stream().<Callable<Boolean>>map((thing) -> () -> action.test(thing)).toList());
			List<T> passed = new ArrayList<>();
			for (int index = 0; index < things.size(); index++) {
				if (outcomes.get(index).get()) {
					passed.add(things.get(index));
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
