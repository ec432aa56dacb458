package io.provisionhook.benchmarks.scenario;

import java.util.HashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;

/**
 * How often a run hands work over to another thread (goal 6).
 */
public final class HandOffs {

	private HandOffs() {
	}

	/**
	 * Count.
	 * @param args none
	 */
	public static void main(String[] args) {
		count("8 plain mutators", 8, 0);
		count("6 fetching mutators", 0, 6);
		count("8 plain mutators and 6 fetching ones behind them", 8, 6);
	}

	private static void count(String what, int plain, int fetching) {
		ExecutorService threads = Executors.newCachedThreadPool();
		AtomicInteger handOffs = new AtomicInteger();
		AtomicInteger fetches = new AtomicInteger();
		Registry registry = Registry.builder().executor((task) -> {
			handOffs.incrementAndGet();
			threads.execute(task);
		}).fetchExecutor((task) -> {
			fetches.incrementAndGet();
			threads.execute(task);
		}).build();
		for (int i = 0; i < plain; i++) {
			String name = "PLAIN_" + i;
			registry.register(EnvMutator.of(name, (context, env) -> env.put(name, "value")));
		}
		for (int i = 0; i < fetching; i++) {
			registry.register(RemoteMutator.of(i));
		}
		registry.run(ProvisionContext.of("workspace-1", WorkspaceRequest.named("benchmark").build()), new HashMap<>());
		threads.shutdown();
		Figures.print("%s: %d hand-offs of mutators, %d of fetches", what, handOffs.get(), fetches.get());
	}

}
