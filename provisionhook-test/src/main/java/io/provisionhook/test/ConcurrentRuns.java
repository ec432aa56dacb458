package io.provisionhook.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;

/**
 * Runs for several workspaces that all start at the same moment.
 */
final class ConcurrentRuns {

	private ConcurrentRuns() {
	}

	/**
	 * Run.
	 * @param count how many runs
	 * @param patience how long they may take
	 * @param run runs for the workspace of a number
	 * @return what came of each, by number
	 */
	static List<MutatorRun> of(int count, Duration patience, IntFunction<MutatorRun> run) {
		CountDownLatch ready = new CountDownLatch(count);
		AtomicReferenceArray<MutatorRun> results = new AtomicReferenceArray<>(count);
		List<PluginCall> calls = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			int number = i;
			calls.add(PluginCall.start(() -> {
				ready.countDown();
				ready.await();
				results.set(number, run.apply(number));
			}));
		}
		List<MutatorRun> runs = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			calls.get(i).requireReturn("Run " + i + " of " + count + " at once", patience);
			runs.add(results.get(i));
		}
		return runs;
	}

}
