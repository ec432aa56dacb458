package io.provisionhook.benchmarks.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;

/**
 * A thousand runs at once, each with six fetches (goal 2), and the same when the fetches
 * go through a cache that has each answer fetched once (goal 3). Wants a JDK with virtual
 * threads: callers and fetches have one each.
 */
public final class ManyRuns {

	private static final int RUNS = 1000;

	private static final int MUTATORS = 6;

	private static final int ROUNDS = 9;

	private ManyRuns() {
	}

	/**
	 * Measure.
	 * @param args none
	 * @throws Exception if a run fails
	 */
	public static void main(String[] args) throws Exception {
		ExecutorService threads = virtualThreads();
		try {
			fetchEachTime(threads);
			fetchOnce(threads);
		}
		finally {
			threads.shutdown();
		}
	}

	// The JDK that this is compiled for has none yet
	private static ExecutorService virtualThreads() throws ReflectiveOperationException {
		return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
	}

	private static void fetchEachTime(ExecutorService threads) throws Exception {
		Registry registry = Registry.builder().fetchExecutor(threads).build();
		for (int i = 0; i < MUTATORS; i++) {
			registry.register(RemoteMutator.of(i));
		}
		long idle = Figures.memory("VmRSS");
		double cold = round(registry, threads);
		double[] warm = new double[ROUNDS];
		for (int i = 0; i < ROUNDS; i++) {
			warm[i] = round(registry, threads);
		}
		Figures.print("%d runs at once of %d fetches of %d ms: %.0f ms cold, %.0f ms warm = %.2f x one fetch", RUNS,
				MUTATORS, RemoteMutator.MILLIS, cold, Figures.median(warm),
				Figures.median(warm) / RemoteMutator.MILLIS);
		long peak = Figures.memory("VmHWM");
		Figures.print("memory: %d MiB idle, %d MiB at the peak: %d MiB more", idle, peak, peak - idle);
	}

	private static void fetchOnce(ExecutorService threads) throws Exception {
		Registry registry = Registry.builder().fetchExecutor(threads).build();
		ConcurrentMap<String, FutureTask<String>> cache = new ConcurrentHashMap<>();
		AtomicInteger fetches = new AtomicInteger();
		for (int i = 0; i < MUTATORS; i++) {
			String key = "REMOTE_" + i;
			registry.register(new RemoteMutator(key, () -> {
				FutureTask<String> task = cache.computeIfAbsent(key, (name) -> new FutureTask<>(() -> {
					fetches.incrementAndGet();
					return RemoteMutator.answer(name);
				}));
				task.run();
				return task.get();
			}));
		}
		double cold = round(registry, threads);
		Figures.print("behind a single-flight cache: %.0f ms cold, %.0f ms warm, %d fetches", cold,
				round(registry, threads), fetches.get());
	}

	private static double round(Registry registry, ExecutorService threads) throws Exception {
		CountDownLatch begin = new CountDownLatch(1);
		List<Future<?>> runs = new ArrayList<>();
		for (int i = 0; i < RUNS; i++) {
			String id = "workspace-" + i;
			runs.add(threads.submit(() -> {
				begin.await();
				return registry.run(ProvisionContext.of(id, WorkspaceRequest.named(id).build()), new HashMap<>());
			}));
		}
		long start = System.nanoTime();
		begin.countDown();
		for (Future<?> run : runs) {
			run.get();
		}
		return (System.nanoTime() - start) / 1e6;
	}

}
