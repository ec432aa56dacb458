package io.provisionhook.test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;

import org.assertj.core.api.Assertions;

/**
 * Runs for several workspaces that all start at the same moment.
 */
final class ConcurrentRuns {

	private ConcurrentRuns() {
	}

	/**
	 * Run.
	 * @param count how many runs
	 * @param run runs for the workspace of a number
	 * @return what came of each, by number
	 */
	static List<MutatorRun> of(int count, IntFunction<MutatorRun> run) {
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
			PluginCall call = calls.get(i).requireEnd("Run " + i + " of " + count + " at once");
			if (call.failure() != null) {
				Assertions.fail("Run " + i + " of " + count + " at once failed", call.failure());
			}
			runs.add(results.get(i));
		}
		return runs;
	}

}
