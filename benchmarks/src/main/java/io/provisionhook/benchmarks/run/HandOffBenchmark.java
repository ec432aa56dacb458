package io.provisionhook.benchmarks.run;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import io.provisionhook.Env;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.RunReport;

/**
 * What it costs that mutators run on another thread, so that the caller can go on without
 * them at the deadline (goal 9).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HandOffBenchmark {

	private final List<NoOp> mutators = IntStream.range(0, Runs.MUTATORS).mapToObj(NoOp::of).toList();

	private final Registry direct = Runs.register(Runs.direct(), this.mutators);

	private final Registry registry = Runs.register(Registry.builder(), this.mutators);

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final ProvisionContext context = Runs.context();

	private final Env env = Environments.env(30);

	/**
	 * Stop the threads.
	 */
	@TearDown
	public void tearDown() {
		this.executor.shutdown();
	}

	/**
	 * The baseline: one task that does nothing, and waiting for it.
	 * @return what the task returns
	 * @throws Exception never
	 */
	@Benchmark
	public Object bareHandOff() throws Exception {
		return this.executor.submit(() -> this.env).get();
	}

	/**
	 * A run on the calling thread.
	 * @return the report
	 */
	@Benchmark
	public RunReport runDirectly() {
		return this.direct.run(this.context, this.env);
	}

	/**
	 * A run as it is unless told otherwise: on another thread, with timeouts.
	 * @return the report
	 */
	@Benchmark
	public RunReport run() {
		return this.registry.run(this.context, this.env);
	}

}
