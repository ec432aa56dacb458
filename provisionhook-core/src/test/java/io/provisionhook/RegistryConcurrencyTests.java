package io.provisionhook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Registry}: concurrent registrations and runs.
 */
@Timeout(300)
class RegistryConcurrencyTests {

	private static final int COUNT = 50;

	private final Registry registry = new Registry();

	private final ProvisionContext context = new ManualTime().context();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void stopThreads() {
		this.threads.shutdownNow();
	}

	@Test
	@DisplayName("50 registrations beside 50 runs")
	void fiftyRegistrationsBesideFiftyRuns() throws Exception {
		CyclicBarrier start = new CyclicBarrier(2 * COUNT);
		List<Future<List<String>>> runs = new ArrayList<>();
		List<Future<List<String>>> registrations = new ArrayList<>();
		for (int i = 0; i < COUNT; i++) {
			EnvMutator mutator = appending("m" + i);
			registrations.add(this.threads.submit(after(start, () -> {
				this.registry.register(mutator);
				return this.registry.names();
			})));
			runs.add(this.threads.submit(after(start, this::runAndReturnOrder)));
		}
		List<List<String>> seen = new ArrayList<>();
		for (Future<List<String>> run : runs) {
			seen.add(run.get(60, TimeUnit.SECONDS));
		}
		for (Future<List<String>> registration : registrations) {
			seen.add(registration.get(60, TimeUnit.SECONDS));
		}
		List<String> all = this.registry.names();
		assertThat(this.registry.size()).isEqualTo(COUNT);
		assertThat(all).hasSize(COUNT).doesNotHaveDuplicates();
		assertThat(seen).hasSize(2 * COUNT)
			.allSatisfy((names) -> assertThat(names).isEqualTo(all.subList(0, names.size())));
		assertThat(runAndReturnOrder()).isEqualTo(all);
	}

	@Test
	void registerDoesNotWaitForRunUnderWay() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch registered = new CountDownLatch(1);
		this.registry.register(EnvMutator.of("slow", (context, env) -> {
			running.countDown();
			assertThat(registered.await(60, TimeUnit.SECONDS)).isTrue();
		}));
		Future<RunReport> run = this.threads.submit(() -> this.registry.run(this.context, new HashMap<>()));
		assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
		this.registry.register(appending("late"));
		registered.countDown();
		assertThat(run.get(60, TimeUnit.SECONDS).mutators()).extracting(MutatorReport::name).containsExactly("slow");
		assertThat(this.registry.names()).containsExactly("slow", "late");
	}

	@Test
	void runsDoNotWaitForEachOther() throws Exception {
		CyclicBarrier together = new CyclicBarrier(2);
		this.registry.register(EnvMutator.of("meeting", (context, env) -> together.await(60, TimeUnit.SECONDS)));
		Callable<RunReport> run = () -> this.registry.run(this.context, new HashMap<>());
		for (Future<RunReport> done : this.threads.invokeAll(List.of(run, run), 60, TimeUnit.SECONDS)) {
			assertThat(done.get().mutators()).hasSize(1);
		}
	}

	private static EnvMutator appending(String name) {
		return EnvMutator.of(name, (context, env) -> env.put(name, String.valueOf(env.size())));
	}

	private static <T> Callable<T> after(CyclicBarrier start, Callable<T> task) {
		return () -> {
			start.await(60, TimeUnit.SECONDS);
			return task.call();
		};
	}

	private List<String> runAndReturnOrder() {
		Map<String, String> env = new LinkedHashMap<>();
		RunReport report = this.registry.run(this.context, env);
		List<String> order = report.mutators().stream().map(MutatorReport::name).toList();
		assertThat(env.keySet()).containsExactlyElementsOf(order);
		for (int i = 0; i < order.size(); i++) {
			assertThat(env).containsEntry(order.get(i), String.valueOf(i));
		}
		return order;
	}

}
