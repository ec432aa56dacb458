package io.provisionhook.benchmarks.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;

/**
 * A thousand runs at once, each with six fetches (goals 2 and 4), and the same when the
 * fetches go through a cache that has each answer fetched once (goal 3). Wants a JDK with
 * virtual threads: callers and fetches have one each.
 */
public final class ManyRuns {

	private static final int RUNS = 1000;

	private static final int MUTATORS = 6;

	private static final int ROUNDS = 9;

	private static final LongAdder FETCHES = new LongAdder();

	private ManyRuns() {
	}

	/**
	 * Measure one of three: {@code bare} has the same fetches without the hook, as a
	 * baseline; in {@code runs} each run fetches, in {@code cached} the first one does.
	 * Each wants a JVM of its own, whose memory is a part of the figures.
	 * @param args what to measure; {@code virtual} behind it has the turns taken on
	 * virtual threads too
	 * @throws Exception if a run fails
	 */
	public static void main(String[] args) throws Exception {
		ExecutorService threads = virtualThreads();
		List<RemoteMutator> mutators = mutators(args[0].equals("cached"));
		Registry.Builder builder = Registry.builder().fetchExecutor(threads);
		Registry registry = ((args.length > 1) ? builder.executor(threads) : builder).build();
		mutators.forEach(registry::register);
		long alive = Figures.liveHeap();
		measure(args[0], threads, args[0].equals("bare") ? () -> fetchAll(mutators, threads) : () -> run(registry));
		Figures.print("live heap: %d KiB more than before; threads of the hook: %s", Figures.liveHeap() - alive,
				Figures.threads("provisionhook"));
		threads.shutdown();
	}

	// The JDK that this is compiled for has none yet
	private static ExecutorService virtualThreads() throws ReflectiveOperationException {
		return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
	}

	private static List<RemoteMutator> mutators(boolean cached) {
		ConcurrentMap<String, FutureTask<String>> cache = new ConcurrentHashMap<>();
		return IntStream.range(0, MUTATORS).mapToObj((index) -> "REMOTE_" + index).map((name) -> {
			Callable<String> fetch = () -> fetch(name);
			return new RemoteMutator(name, cached ? () -> singleFlight(cache, name, fetch) : fetch);
		}).toList();
	}

	private static String fetch(String name) throws InterruptedException {
		FETCHES.increment();
		return RemoteMutator.answer(name);
	}

	private static String singleFlight(ConcurrentMap<String, FutureTask<String>> cache, String name,
			Callable<String> fetch) throws Exception {
		FutureTask<String> task = cache.computeIfAbsent(name, (key) -> new FutureTask<>(fetch));
		task.run();
		return task.get();
	}

	private static Object run(Registry registry) {
		return registry.run(ProvisionContext.of("workspace-1", WorkspaceRequest.named("benchmark").build()),
				new HashMap<>());
	}

	private static Object fetchAll(List<RemoteMutator> mutators, ExecutorService threads) throws Exception {
		Map<String, String> env = new HashMap<>();
		List<Future<String>> fetches = mutators.stream().map((mutator) -> threads.submit(mutator.remote())).toList();
		for (int i = 0; i < MUTATORS; i++) {
			env.put(mutators.get(i).name(), fetches.get(i).get());
		}
		return env;
	}

	private static void measure(String what, ExecutorService threads, Callable<Object> run) throws Exception {
		double cold = round(threads, run);
		long fetches = FETCHES.sum();
		double[] warm = new double[ROUNDS];
		for (int i = 0; i < ROUNDS; i++) {
			warm[i] = round(threads, run);
		}
		Figures.print(
				"%s, %d at once with %d fetches of %d ms each: %.0f ms cold with %d fetches, %.0f ms warm = "
						+ "%.2f x one fetch",
				what, RUNS, MUTATORS, RemoteMutator.MILLIS, cold, fetches, Figures.median(warm),
				Figures.median(warm) / RemoteMutator.MILLIS);
	}

	private static double round(ExecutorService threads, Callable<Object> run) throws Exception {
		CountDownLatch begin = new CountDownLatch(1);
		List<Future<Object>> runs = new ArrayList<>();
		for (int i = 0; i < RUNS; i++) {
			runs.add(threads.submit(() -> {
				begin.await();
				return run.call();
			}));
		}
		long start = System.nanoTime();
		begin.countDown();
		for (Future<Object> each : runs) {
			each.get();
		}
		return (System.nanoTime() - start) / 1e6;
	}

}
